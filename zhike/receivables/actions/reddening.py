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
    """A line of an invoice, and what of it no red letter took back: `left` is a quantity, the rest money."""

    line: InvoiceLine
    left: Decimal
    net: Decimal
    tax: Decimal
    amount: Decimal

    def taken(self, quantity: Decimal, amount: Decimal, *, place: int) -> InvoiceLine:
        """The same line over a quantity and an amount; of all that is left the tax is exactly what is left of it."""
        line = self.line
        copied = InvoiceLine(position=place, order_line=line.order_line, counters=line, description=line.description)
        copied.unit, copied.quantity, copied.amount, copied.tax_rate = line.unit, quantity, amount, line.tax_rate
        worth = taxed(amount, line.tax_rate, line.invoice.currency, includes_tax=True)
        copied.net, copied.tax = (self.net, self.tax) if amount == self.amount else (worth.net, worth.tax)
        return copied


def red_lines(invoice: Invoice, amount: Decimal | None, written: str) -> list[InvoiceLine]:
    """Lines over quantities by line as JSON, else over an amount, else over all that is left."""
    if written and amount is not None:
        raise Refusal(_("Say an amount or quantities, not both."), field="amount")
    some = counterable(invoice)
    if written:
        return _over_quantities(some, written, currency=invoice.currency)
    if amount is None or amount == invoice.left:
        left = [one for one in some.values() if one.amount or one.left]
        return [one.taken(one.left, one.amount, place=place) for place, one in enumerate(left, start=1)]
    require_amount(amount, invoice.currency)
    if amount > invoice.left:
        told = exact_money(invoice.left, currency=invoice.currency)
        raise Refusal(_("Only %(left)s of this invoice is left.") % {"left": told}, field="amount")
    shares = split(amount, [one.amount for one in some.values()], invoice.currency)
    shared = [(one, share) for one, share in zip(some.values(), shares, strict=True) if share]
    return [one.taken(Decimal(0), share, place=place) for place, (one, share) in enumerate(shared, start=1)]


def counterable(invoice: Invoice) -> dict[int, Counterable]:
    """The lines of an invoice by their number, with what is left of each."""
    red = InvoiceLine.objects.filter(invoice__counters=invoice).order_by()
    sums = {f"gone_{name}": Sum(name) for name in FIGURES}
    gone = {row["counters"]: row for row in red.values("counters").annotate(**sums)}
    found = {}
    for line in invoice.lines.select_related("invoice").order_by("position"):
        told: Any = gone.get(line.pk, {})
        found[line.pk] = Counterable(line, *(getattr(line, name) - told.get(f"gone_{name}", 0) for name in FIGURES))
    return found


def _over_quantities(some: dict[int, Counterable], written: str, *, currency: str) -> list[InvoiceLine]:
    made: list[InvoiceLine] = []
    for key, quantity in of_text(written, known=some).items():
        one = some[key]
        if quantity > one.left:
            told = {"line": one.line, "left": plain(one.left)}
            raise Refusal(_("Of “%(line)s” only %(left)s are left to take back.") % told, field="lines")
        if quantity:
            share = rounded(one.amount * quantity / one.left, currency)
            made.append(one.taken(quantity, share, place=len(made) + 1))
    if not made:
        raise Refusal(_("Say how much is taken back."), field="lines")
    return made
