"""What programs are told of the lines of invoices, of what orders leave to invoice, and of what money settled."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Sum

from zhike.api.rest.lines import Column, below, columns, tell
from zhike.api.rest.shapes import Related, take_objects
from zhike.receivables.actions import invoicing, issuing
from zhike.receivables.actions.lines import NOTHING, Billable, billed
from zhike.receivables.exchanges import Settled, settled
from zhike.receivables.models import Allocation, Invoice, InvoiceLine, Receipt
from zhike.sales.balance import standing_of
from zhike.sales.itemised import Quantities, quantity
from zhike.sales.models import Kind, Order

GROSS, NET, TAX, TOTAL, PAID = (
    (Invoice, "gross"), (Invoice, "net"), (Invoice, "tax"), (Order, "total"), (Receipt, "amount")
)  # fmt: skip
LINES = below(InvoiceLine.objects.select_related("invoice", "order_line__product").order_by("position"), "invoice")


def of_invoices(some: Sequence[Invoice]) -> dict[int, list[InvoiceLine]]:
    """The lines of papers, each with how much of it no red letter took back."""
    found = LINES(some)
    keys = [line.pk for lines in found.values() for line in lines]
    red = InvoiceLine.objects.filter(counters__in=keys).values_list("counters").annotate(Sum("quantity"))
    gone = dict(red.order_by())
    for lines in found.values():
        for line in lines:
            line.left = line.quantity - gone.get(line.pk, NOTHING)
    return found  # type: ignore[return-value]


def of_orders(some: Sequence[Order]) -> dict[int, list[Billable]]:
    """The lines of sales of which the customer takes something, with what invoices hold of them."""
    sales = {order.pk: order.currency for order in some if order.kind == Kind.SALE and order.customer_id}
    standing = standing_of(sales)
    held = billed([one for lines in standing.values() for one in lines])
    return {
        key: [Billable(one, *held.get(one.key, (NOTHING, NOTHING)), NOTHING, sales[key]) for one in lines if one.wanted]
        for key, lines in standing.items()
    }


def of_receipts(some: Sequence[Receipt]) -> dict[int, list[Settled]]:
    """What money settled, and what of that was taken back."""
    owners = {receipt.entry_id: receipt.pk for receipt in some if receipt.entry_id}
    made = Allocation.objects.filter(credit__in=[*owners]).select_related("credit", "debit__instalment")
    found: dict[int, list[Settled]] = {receipt.pk: [] for receipt in some}
    for one in settled(made.order_by("pk")):
        found[owners[one.made.credit_id]].append(one)
    return found


def _signed(name: str) -> Any:
    return lambda line: line.invoice.signed(getattr(line, name))


tell(
    Invoice,
    "lines",
    about="One line. Like the sums of its paper, its figures are below zero where the paper takes back.",
    fetch=of_invoices,
    columns=(
        *columns(InvoiceLine, "id", "position"),
        Column("order_line", int, attrgetter("order_line_id")),
        Column("counters", int, attrgetter("counters_id")),
        Column("product", Related, lambda line: line.order_line and line.order_line.product, ((Order, "product"),)),
        *columns(InvoiceLine, "description", "unit"),
        Column("quantity", str, _signed("quantity")),
        Column("left", str, attrgetter("left")),
        *columns(InvoiceLine, "tax_rate"),
        *(
            Column(name, str, _signed(name), (field,))
            for name, field in (("amount", GROSS), ("net", NET), ("tax", TAX))
        ),
    ),
)
tell(
    Order,
    "billable",
    about="A line of a sale, with what drafts and invoices hold of it and the quantity that is left to invoice.",
    usual=False,
    fetch=of_orders,
    columns=(
        Column("line", int, attrgetter("line.key")),
        *(quantity(name) for name in ("billed", "left")),
        Column("charged", str, attrgetter("charged"), (TOTAL,)),
    ),
)
tell(
    Receipt,
    "allocations",
    about="So much of the money settled an instalment; `settled` is in the currency of that. Below zero it was undone.",
    fetch=of_receipts,
    columns=(
        Column("id", int, attrgetter("made.pk")),
        Column("on", str, attrgetter("made.on")),
        Column("instalment", Related, lambda one: getattr(one.came.debit, "instalment", None)),
        Column("amount", str, attrgetter("made.amount"), (PAID,)),
        Column("settled", str, attrgetter("came.amount"), (PAID,)),
        Column("undoes", int, attrgetter("made.reverses_id")),
    ),
)
take_objects(invoicing.draft_of_order, lines=Quantities)
take_objects(issuing.red_letter, lines=Quantities)
