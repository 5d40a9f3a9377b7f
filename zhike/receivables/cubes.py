"""The cubes of receivables: what is owed and how late, what was invoiced, and the money that came in."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.customers import CUSTOMER, OF_CUSTOMER, with_customer
from zhike.insight.cubes.declaring import (
    COUNT,
    DISTINCT,
    NUMBER,
    SHARE,
    SUM,
    Counted,
    Cube,
    Dimension,
    Listed,
    Measure,
    Part,
    declare,
    how_many,
    of_field,
    times,
)
from zhike.kit.facts import Column
from zhike.receivables.ageing import open_items
from zhike.receivables.models import Instalment, Invoice, Receipt, Rulebook
from zhike.receivables.models.invoice import Form, InvoiceKind
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.models.receipt import Method, ReceiptKind
from zhike.receivables.rules.ageing import NOT_DUE, UNAPPLIED
from zhike.receivables.wording import bucket_words
from zhike.sales.credited import CREDITED, EARNERS, OF_CREDITED

OWED = (Instalment, "amount")
# What a red letter or a credit note says it takes away.
SIGN = "CASE WHEN f.form = 'blue' THEN 1 ELSE -1 END"
# What a blue invoice still waits for; what is not due yet is not overdue.
LEFT = "CASE WHEN form = 'blue' THEN gross - countered - paid ELSE 0 END"
HELD = "withdrawn_on is empty"  # the list knows withdrawn receipts too

declare(
    Cube(
        name="invoices",
        label=_("Invoices"),
        about=_(
            "What was invoiced, less what red letters take back, and what was paid. Cut by currency before adding up."
        ),
        records=Invoice,
        key="invoice_id",
        sql=with_customer(
            f"""
            f.invoice_id, f.issued_on AS day, f.form, f.kind AS fapiao, f.currency, f.is_disputed AS disputed,
            f.countered, {SIGN} * f.net AS net, {SIGN} * f.tax AS tax, {SIGN} * f.gross AS gross,
            {SIGN} * f.paid AS paid
            """,
            "invoices f",
        ),
        facts=("invoices", "customers"),
        declared=(
            of_field(Invoice, "form", _("Paper"), choices=Form.choices),
            Dimension(
                "fapiao", _("Kind of invoice"), asked="kind", needs=(Invoice, "kind"), choices=InvoiceKind.choices
            ),
            Dimension("currency", _("Currency"), needs=(Invoice, "gross")),
            Dimension("disputed", _("Disputed"), "yesno", needs=(Invoice, "gross")),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("gross", _("Invoiced"), needs=(Invoice, "gross")),
            Measure("net", _("Net of tax"), needs=(Invoice, "gross")),
            Measure("tax", _("Tax"), needs=(Invoice, "gross")),
            Measure("paid", _("Paid of it"), needs=(Invoice, "gross")),
            Measure("open", _("Open of it"), {"open": Part(SUM, LEFT)}, needs=(Invoice, "gross"), is_worse_more=True),
            how_many("papers", _("Papers")),
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
        about=_(
            "Money that came in and was given back. Cut by currency before adding amounts up. The owner is who"
            " looks after the customer today; a receipt is credited to whoever did when it was booked."
        ),
        records=Receipt,
        key="receipt_id",
        sql=with_customer(
            f"""
            {CREDITED}, f.receipt_id, f.received_on AS day, f.kind AS way, f.method, f.currency, f.allocated,
            CASE WHEN f.kind = 'refund' THEN -f.amount ELSE f.amount END AS amount
            """,
            f"receipts f {EARNERS}",
        ),
        facts=("receipts", "customers"),
        declared=(
            of_field(Receipt, "method", _("Payment method"), choices=Method.choices),
            Dimension(
                "way", _("Receipt or refund"), asked="kind", needs=(Receipt, "kind"), choices=ReceiptKind.choices
            ),
            Dimension("currency", _("Currency"), needs=(Receipt, "amount")),
            *OF_CUSTOMER("customer."),
            *OF_CREDITED(Receipt),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("amount", _("Money received"), needs=(Receipt, "amount"), only=HELD),
            Measure("allocated", _("Allocated of it"), needs=(Receipt, "amount"), only=HELD),
            how_many("receipts", _("Receipts"), only=HELD),
        ),
        owners={"customer": "customer_id"},
        day="day",
        asked_day="received_on",
        usual={"rows": "month", "columns": "method", "measure": "amount"},
        order=31,
    )
)


def _buckets() -> list[tuple[str, str]]:
    """How late, by the rules of today, the least late first."""
    return [(name, bucket_words(name)) for name in (*Rulebook.objects.newest().thresholds.buckets, UNAPPLIED)]


def _open_items() -> Iterator[dict[str, Any]]:
    """What is open this evening, as the page of receivables shows it: in the firm's currency, with how late it is."""
    today, thresholds = timezone.localdate(), Rulebook.objects.newest().thresholds
    for one in open_items(today):
        yield {
            "instalment_id": one.instalment,
            "customer_id": one.customer,
            "entered_on": one.on,
            "entry": one.kind,
            "currency": one.currency,
            "open": one.open,
            "bucket": UNAPPLIED if one.open < 0 else thresholds.bucket(one.days_overdue(today)),
            "days": max(one.days_overdue(today), 0),
        }


OPEN_ITEMS = Counted(
    "open_items",
    (
        *(Column(name, "int64") for name in ("instalment_id", "customer_id", "days")),
        *(Column(name, "string") for name in ("entry", "currency", "bucket")),
        Column("entered_on", "date32"),
        Column("open", "money"),
    ),
    _open_items,
)
DEBT = Part(SUM, "CASE WHEN open > 0 THEN open ELSE 0 END")
LATE = Part(SUM, f"CASE WHEN bucket NOT IN ('{NOT_DUE}', '{UNAPPLIED}') THEN open ELSE 0 END")
declare(
    Cube(
        name="owed",
        label=_("Open receivables"),
        about=_("What is open today and how late, in the currency of the firm; unallocated money stands below zero."),
        records=Instalment,
        key="instalment_id",
        sql=with_customer(
            """
            f.instalment_id, f.entered_on AS day, f.entry, f.currency, f.bucket, f.open, f.days
            """,
            "open_items f",
        ),
        facts=("customers",),
        beside=(OPEN_ITEMS,),
        declared=(
            Dimension("bucket", _("How late"), needs=OWED, choices=Listed(_buckets)),
            Dimension("entry", _("What is open"), needs=OWED, choices=EntryKind.choices),
            Dimension("currency", _("Currency"), needs=OWED),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("open", _("Owed"), needs=OWED, is_worse_more=True),
            Measure("late", _("Overdue"), {"late": LATE}, needs=OWED, is_worse_more=True),
            Measure(
                "late_share",
                _("Share overdue"),
                {"late": LATE, "debt": DEBT},
                "late / debt",
                unit=SHARE,
                about=_("Of what is owed, unallocated money left out."),
                needs=OWED,
                is_worse_more=True,
            ),
            Measure(
                "days_late",
                _("Days overdue"),
                {"weighed": Part(SUM, "CASE WHEN open > 0 THEN open * days ELSE 0 END"), "late": LATE},
                "weighed / late",
                unit=NUMBER,
                about=_("On average, each amount by its weight."),
                needs=OWED,
                is_worse_more=True,
            ),
            Measure(
                "debtors",
                _("Customers who owe"),
                {"debtors": Part(DISTINCT, "CASE WHEN open > 0 THEN customer_id END")},
                unit=COUNT,
            ),
            how_many("items", _("Open items")),
        ),
        owners={"customer": "customer_id"},
        day="day",
        page="receivables:open",
        page_path="customer.",
        usual={"rows": "bucket", "columns": "-", "measure": "open", "window": "all"},
        order=29,
    )
)
