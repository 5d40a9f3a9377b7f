"""The cubes of receivables: what was invoiced and is open of it, and the money that came in."""

from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.insight.cubes.customers import OF_CUSTOMER
from zhike.insight.cubes.declaring import COUNT, SUM, Cube, Dimension, Measure, Part, declare, times
from zhike.receivables.models import Invoice, Receipt
from zhike.receivables.models.invoice import Form, InvoiceKind
from zhike.receivables.models.receipt import Method, ReceiptKind

CUSTOMER = Dimension("customer", _("Customer"), "key", asked="customer", needs=(Customer, ""), model=Customer)
OF_BELIEVED = """c.kind AS channel, c.region, b.city, c.owner_id AS owner, b.team, b.tier, b.rung, b.lifecycle, b.abc"""
JOINED = "LEFT JOIN customers c ON c.customer_id = f.customer_id LEFT JOIN believed b ON b.customer_id = f.customer_id"
# What a red letter or a credit note says it takes away.
SIGN = "CASE WHEN f.form = 'blue' THEN 1 ELSE -1 END"
# What a blue invoice still waits for; what is not due yet is not overdue.
LEFT = "CASE WHEN form = 'blue' THEN gross - countered - paid ELSE 0 END"

declare(
    Cube(
        name="invoices",
        label=_("Invoices"),
        about=_(
            "What was invoiced, less what red letters take back, and what was paid. Cut by currency before adding up."
        ),
        records=Invoice,
        key="invoice_id",
        sql=f"""
            SELECT f.invoice_id, f.customer_id, f.customer_id AS customer, f.issued_on AS day, f.form,
                   f.kind AS fapiao, f.currency, f.is_disputed AS disputed, f.countered, {SIGN} * f.net AS net,
                   {SIGN} * f.tax AS tax, {SIGN} * f.gross AS gross, {SIGN} * f.paid AS paid, {OF_BELIEVED}
            FROM invoices f {JOINED}
        """,  # noqa: S608 -- our own words
        facts=("invoices", "customers"),
        declared=(
            Dimension("form", _("Paper"), needs=(Invoice, "form"), choices=Form.choices),
            Dimension("fapiao", _("Kind of invoice"), needs=(Invoice, "kind"), choices=InvoiceKind.choices),
            Dimension("currency", _("Currency"), needs=(Invoice, "gross")),
            Dimension("disputed", _("Disputed"), "yesno", needs=(Invoice, "gross")),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("gross", _("Invoiced"), {"gross": Part(SUM, "gross")}, needs=(Invoice, "gross")),
            Measure("net", _("Net of tax"), {"net": Part(SUM, "net")}, needs=(Invoice, "gross")),
            Measure("tax", _("Tax"), {"tax": Part(SUM, "tax")}, needs=(Invoice, "gross")),
            Measure("paid", _("Paid of it"), {"paid": Part(SUM, "paid")}, needs=(Invoice, "gross")),
            Measure("open", _("Open of it"), {"open": Part(SUM, LEFT)}, needs=(Invoice, "gross"), is_worse_more=True),
            Measure("papers", _("Papers"), {"papers": Part(SUM, "1")}, unit=COUNT),
        ),
        owners={"customer": "customer_id"},
        day="day",
        asked_day="issued_on",
        usual={"rows": "month", "columns": "form", "measure": "gross"},
        order=30,
    )
)
declare(
    Cube(
        name="receipts",
        label=_("Receipts"),
        about=_("Money that came in and was given back. Cut by currency before adding amounts up."),
        records=Receipt,
        key="receipt_id",
        sql=f"""
            SELECT f.receipt_id, f.customer_id, f.customer_id AS customer, f.received_on AS day, f.kind AS way,
                   f.method, f.currency, CASE WHEN f.kind = 'refund' THEN -f.amount ELSE f.amount END AS amount,
                   f.allocated, {OF_BELIEVED}
            FROM receipts f {JOINED}
        """,  # noqa: S608 -- our own words
        facts=("receipts", "customers"),
        declared=(
            Dimension("method", _("Payment method"), asked="method", needs=(Receipt, "method"), choices=Method.choices),
            Dimension("way", _("Receipt or refund"), needs=(Receipt, "kind"), choices=ReceiptKind.choices),
            Dimension("currency", _("Currency"), needs=(Receipt, "amount")),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("amount", _("Money received"), {"amount": Part(SUM, "amount")}, needs=(Receipt, "amount")),
            Measure(
                "allocated", _("Allocated of it"), {"allocated": Part(SUM, "allocated")}, needs=(Receipt, "amount")
            ),
            Measure("receipts", _("Receipts"), {"receipts": Part(SUM, "1")}, unit=COUNT),
        ),
        owners={"customer": "customer_id"},
        day="day",
        asked_day="received_on",
        usual={"rows": "month", "columns": "method", "measure": "amount"},
        order=31,
    )
)
