"""Drafts of invoices, over lines of an order or over an amount."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.taxes import taxed
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.amounts import require_amount
from zhike.receivables.actions.billing import current
from zhike.receivables.actions.lines import drawn, require_room
from zhike.receivables.models import Invoice, InvoiceLine
from zhike.receivables.models.invoice import InvoiceKind, Status
from zhike.sales.models import Contract, Kind, Order

LABELS = {
    "order": gettext_lazy("order"),
    "contract": gettext_lazy("contract"),
    "customer": gettext_lazy("customer"),
    "kind": gettext_lazy("kind of invoice"),
    "lines": gettext_lazy("quantities"),
    "description": gettext_lazy("description"),
    "amount": gettext_lazy("amount with tax"),
    "tax_rate": gettext_lazy("tax rate"),
    "due_on": gettext_lazy("due day"),
    "payee": gettext_lazy("payee"),
    "reviewer": gettext_lazy("reviewer"),
    "drawer": gettext_lazy("drawer"),
    "remark": gettext_lazy("remark"),
}
KINDS = {"kind": InvoiceKind.choices}


@action(
    Invoice,
    title=gettext_lazy("Invoice an order"),
    past=gettext_lazy("drafted this invoice"),
    needs="book",
    announces="receivables.invoice_drafted",
    labels=LABELS,
    choices=KINDS,
)
def draft_of_order(
    *, by, order: Order, lines: str = "", kind: str = InvoiceKind.DIGITAL, due_on: date | None = None
) -> Invoice:
    """A draft over all that is left of an order, or over quantities by line, such as {"17": "20"}."""
    locked = rows(Order, by=by).select_for_update(of=("self",)).get(pk=order.pk)
    if locked.customer is None or locked.kind != Kind.SALE:
        raise Refusal(_("Only a sale to a known customer is invoiced."), field="order")
    invoice = Invoice(customer=locked.customer, order=locked, currency=locked.currency)
    return _kept(invoice, drawn(locked, lines), kind, due_on)


@action(
    Invoice,
    title=gettext_lazy("Invoice an amount"),
    past=gettext_lazy("drafted this invoice"),
    needs="book",
    announces="receivables.invoice_drafted",
    labels=LABELS,
    choices=KINDS,
)
def draft_of_amount(
    *,
    by,
    customer: Customer,
    description: str,
    amount: Decimal,
    tax_rate: Decimal,
    contract: Contract | None = None,
    kind: str = InvoiceKind.DIGITAL,
    due_on: date | None = None,
) -> Invoice:
    """A draft over an amount that includes the tax, of a contract or of nothing else."""
    currency = settings.CURRENCY
    if contract:
        locked = rows(Contract, by=by).select_for_update(of=("self",)).get(pk=contract.pk)
        if locked.customer_id != customer.pk:
            raise Refusal(_("The contract is with another customer."), field="contract")
        currency = locked.currency
    require_amount(amount, currency)
    if not 0 <= tax_rate < 100 or tax_rate != round(tax_rate, 2):
        raise Refusal(_("A tax rate is a percentage, such as 13."), field="tax_rate")
    if not description.strip():
        raise Refusal(_("Say what the invoice is about."), field="description")
    worth = taxed(amount, tax_rate, currency, includes_tax=True)
    line = InvoiceLine(position=1, description=description.strip()[:200], quantity=1, amount=worth.gross)
    line.tax_rate, line.net, line.tax = tax_rate, worth.net, worth.tax
    return _kept(Invoice(customer=customer, contract=contract, currency=currency), [line], kind, due_on)


@action(
    Invoice,
    title=gettext_lazy("Fill in"),
    past=gettext_lazy("completed this draft"),
    needs="book",
    offered=lambda invoice: invoice.is_draft,
    labels=LABELS,
    choices={"kind": (("", "—"), *InvoiceKind.choices)},
)
def complete(
    invoice: Invoice,
    *,
    by,
    kind: str = "",
    due_on: date | None = None,
    payee: str = "",
    reviewer: str = "",
    drawer: str = "",
    remark: str = "",
) -> None:
    """Fill in what a draft lacks; what is left empty stays as it is."""
    require_draft(invoice)
    if kind and kind not in InvoiceKind.values:
        raise Refusal(_("Choose the kind of invoice."), field="kind")
    invoice.kind, invoice.due_on = kind or invoice.kind, due_on or invoice.due_on
    invoice.payee, invoice.reviewer = payee[:30] or invoice.payee, reviewer[:30] or invoice.reviewer
    invoice.drawer, invoice.remark = drawer[:30] or invoice.drawer, remark[:200] or invoice.remark
    invoice.save()


@action(
    Invoice,
    title=gettext_lazy("Void"),
    past=gettext_lazy("voided this draft"),
    needs="book",
    announces="receivables.invoice_voided",
    offered=lambda invoice: invoice.is_draft,
    rare=True,
)
def void(invoice: Invoice, *, by) -> None:
    """It will not be issued. What was issued is taken back by a red letter instead."""
    require_draft(invoice)
    invoice.status = Status.VOID
    invoice.save()


def require_draft(invoice: Invoice) -> None:
    """Refuse to touch what is issued."""
    if not invoice.is_draft:
        raise Refusal(_("Only a draft can be changed. Take an issued invoice back by a red letter."))


def _kept(invoice: Invoice, made: Sequence[InvoiceLine], kind: str, due_on: date | None) -> Invoice:
    """The draft with its lines and sums. Refuses more than was agreed."""
    if kind not in InvoiceKind.values:
        raise Refusal(_("Choose the kind of invoice."), field="kind")
    invoice.billing = current(invoice.customer)
    invoice.title = invoice.billing.title if invoice.billing else invoice.customer.name
    invoice.kind, invoice.due_on = kind, due_on
    add_lines(invoice, made)
    require_room(invoice)
    return invoice


def add_lines(invoice: Invoice, made: Sequence[InvoiceLine]) -> None:
    """Save a paper with its lines; its sums are theirs."""
    invoice.net, invoice.tax = sum((one.net for one in made), Decimal(0)), sum((one.tax for one in made), Decimal(0))
    invoice.gross = invoice.net + invoice.tax
    invoice.save()
    for one in made:
        one.invoice = invoice
    InvoiceLine.objects.bulk_create(made)
