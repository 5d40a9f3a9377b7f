"""The lines of a red letter: all of an invoice, an amount of it, or some quantities."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from zhike.catalog.currencies import rounded, split
from zhike.catalog.taxes import taxed
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.actions.amounts import require_amount
from zhike.receivables.models import Invoice, InvoiceLine
from zhike.sales.quantities import of_text, plain

FIGURES = ("quantity", "net", "tax", "amount")


@dataclass(frozen=True)
class Counterable:
    """A line of an invoice, and how much of it no red letter took back."""

    line: InvoiceLine
    left: Decimal


def red_lines(invoice: Invoice, amount: Decimal | None, written: str) -> list[InvoiceLine]:
    """Lines over quantities by line as JSON, else over an amount, else over all that is left."""
    if written and amount is not None:
        raise Refusal(_("Say an amount or quantities, not both."), field="amount")
    if written:
        return _over_quantities(invoice, written)
    if amount is None or amount == invoice.left:
        return _rest(invoice)
    require_amount(amount, invoice.currency)
    if amount > invoice.left:
        left = exact_money(invoice.left, currency=invoice.currency)
        raise Refusal(_("Only %(left)s of this invoice is left.") % {"left": left}, field="amount")
    blue = list(invoice.lines.order_by("position"))
    shares = split(amount, [one.amount for one in blue], invoice.currency)
    some = [(one, share) for one, share in zip(blue, shares, strict=True) if share]
    return [_copy(one, Decimal(0), share, invoice, place) for place, (one, share) in enumerate(some, start=1)]


def counterable(invoice: Invoice) -> dict[int, Counterable]:
    """The lines of an invoice by their number, with what is left of each."""
    taken = InvoiceLine.objects.filter(invoice__counters=invoice).values_list("counters").annotate(Sum("quantity"))
    gone = dict(taken.order_by())
    return {
        one.pk: Counterable(one, one.quantity - gone.get(one.pk, Decimal(0)))
        for one in invoice.lines.order_by("position")
    }


def _rest(invoice: Invoice) -> list[InvoiceLine]:
    """What red letters left of every line, to the coin: its quantity too, which may then be invoiced anew."""
    red = InvoiceLine.objects.filter(invoice__counters=invoice).order_by()
    sums = {f"gone_{name}": Sum(name) for name in FIGURES}
    gone = {row["counters"]: row for row in red.values("counters").annotate(**sums)}
    made: list[InvoiceLine] = []
    for line in invoice.lines.order_by("position"):
        told: Any = gone.get(line.pk, {})
        left = {name: getattr(line, name) - told.get(f"gone_{name}", 0) for name in FIGURES}
        if left["amount"] or left["quantity"]:
            copied = _copy(line, left["quantity"], left["amount"], invoice, len(made) + 1)
            copied.net, copied.tax = left["net"], left["tax"]
            made.append(copied)
    return made


def _over_quantities(invoice: Invoice, written: str) -> list[InvoiceLine]:
    some = counterable(invoice)
    made: list[InvoiceLine] = []
    for key, quantity in of_text(written, known=some).items():
        one = some[key].line
        if quantity > some[key].left:
            told = {"line": one, "left": plain(some[key].left)}
            raise Refusal(_("Of “%(line)s” only %(left)s are left to take back.") % told, field="lines")
        if quantity:
            share = rounded(one.amount * quantity / one.quantity, invoice.currency)
            made.append(_copy(one, quantity, share, invoice, len(made) + 1))
    if not made:
        raise Refusal(_("Say how much is taken back."), field="lines")
    return made


def _copy(line: InvoiceLine, quantity: Decimal, amount: Decimal, invoice: Invoice, place: int) -> InvoiceLine:
    """The same line over another quantity and amount; its tax is exactly that of the line where it is all of it."""
    copied = InvoiceLine(position=place, order_line=line.order_line, counters=line, description=line.description)
    copied.unit, copied.quantity, copied.amount, copied.tax_rate = line.unit, quantity, amount, line.tax_rate
    worth = taxed(amount, line.tax_rate, invoice.currency, includes_tax=True)
    copied.net, copied.tax = (line.net, line.tax) if amount == line.amount else (worth.net, worth.tax)
    return copied
