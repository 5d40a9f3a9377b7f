"""What of an order can still be invoiced, line by line and in total."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from zhike.catalog.currencies import rounded
from zhike.catalog.taxes import tax_percents, taxed
from zhike.kit.refusal import Refusal
from zhike.look.format import exact_money
from zhike.receivables.models import Invoice, InvoiceLine
from zhike.receivables.models.invoice import Form, Status
from zhike.sales.balance import Standing, standing_lines
from zhike.sales.models import Order
from zhike.sales.quantities import of_text, plain

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Billable:
    """A line of an order as it stands after all changes, and how much of it drafts and invoices hold already.

    `billed` is a quantity and `charged` money. Deliveries change nothing of it: a bundle is invoiced whole, whether or
    not all its parts have left; what its parts came to that were given back alone is no longer in its amount.
    """

    line: Standing
    billed: Decimal
    charged: Decimal
    tax_rate: Decimal
    currency: str

    @property
    def left(self) -> Decimal:
        """How much of it no invoice holds."""
        return max(self.line.wanted - self.billed, NOTHING)

    def drawn(self, quantity: Decimal, *, position: int) -> InvoiceLine:
        """A line of an invoice over so much of it; never more than its amount, and exactly that where it is all."""
        share = min(self.line.amount * quantity / self.line.wanted, self.line.amount - self.charged)
        if quantity == self.line.wanted or (quantity == self.left and self.line.parts):
            share = self.line.amount - self.charged
        worth = taxed(rounded(max(share, NOTHING), self.currency), self.tax_rate, self.currency, includes_tax=True)
        return InvoiceLine(
            position=position,
            order_line=self.line.line,
            description=str(self.line.line)[:200],
            unit=self.line.unit,
            quantity=quantity,
            amount=worth.gross,
            tax_rate=self.tax_rate,
            net=worth.net,
            tax=worth.tax,
        )


def billable(order: Order) -> list[Billable]:
    """The lines of an order of which the customer takes something in the end."""
    some = [line for line in standing_lines(order) if line.wanted > 0]
    held, rates = billed(some), _rates(some, order)
    return [Billable(one, *held.get(one.key, (NOTHING, NOTHING)), rates[one.key], order.currency) for one in some]


def drawn(order: Order, written: str) -> list[InvoiceLine]:
    """Lines of an invoice over quantities by the number of their line, as JSON, or over all that is left."""
    some = {one.line.key: one for one in billable(order)}
    asked = of_text(written, known=some) if written else {key: one.left for key, one in some.items()}
    for key, quantity in asked.items():
        if quantity > some[key].left:
            told = {"line": some[key].line.line, "left": plain(some[key].left)}
            raise Refusal(_("Of “%(line)s” only %(left)s can still be invoiced.") % told, field="lines")
    wanted = [(some[key], quantity) for key, quantity in asked.items() if quantity]
    if not wanted:
        raise Refusal(_("Everything of this order is invoiced already."), field="order")
    return [one.drawn(quantity, position=place) for place, (one, quantity) in enumerate(wanted, start=1)]


def require_room(invoice: Invoice) -> None:
    """Refuse an invoice over more than was ordered or contracted, with all others over the same."""
    if invoice.order:
        amended = invoice.order.amendments.aggregate(Sum("total"))["total__sum"] or NOTHING
        most, held = rounded(invoice.order.total + amended, invoice.currency), _held(order=invoice.order)
    elif invoice.contract:
        most, held = rounded(invoice.contract.amount, invoice.currency), _held(contract=invoice.contract)
    else:
        return
    if held > most:
        over, agreed = (exact_money(one, currency=invoice.currency) for one in (held - most, most))
        told = {"over": over, "most": agreed}
        raise Refusal(_("That is %(over)s more than the %(most)s that were agreed.") % told, field="amount")


def _held(**source: Any) -> Decimal:
    """What drafts and invoices hold of a source, less what red letters took back."""
    found = Invoice.objects.filter(form=Form.BLUE, **source).exclude(status=Status.VOID)
    return found.aggregate(held=Sum(F("gross") - F("countered")))["held"] or NOTHING


def billed(some: list[Standing]) -> Mapping[int, tuple[Decimal, Decimal]]:
    """Quantity and money that drafts and invoices hold of each line, less what red letters took back."""
    found = InvoiceLine.objects.filter(order_line__in=[one.key for one in some]).exclude(invoice__status=Status.VOID)
    sums = found.values_list("order_line").annotate(quantities=_kept("quantity"), amounts=_kept("amount")).order_by()
    return {line: (quantity, money) for line, quantity, money in sums}


def _kept(name: str) -> Sum:
    return Sum(Case(When(invoice__form=Form.RED, then=-F(name)), default=F(name)))


def _rates(some: list[Standing], order: Order) -> Mapping[int, Decimal]:
    """The tax in per cent of each line: its own where it says one, else that of its product on the day of the order."""
    told = tax_percents({one.product for one in some if one.product and one.line.tax_rate is None}, on=order.placed_on)
    return {one.key: _rate(one, told) for one in some}


def _rate(one: Standing, told: Mapping[str, Decimal]) -> Decimal:
    if one.line.tax_rate is not None:
        return one.line.tax_rate
    return told.get(one.product.category, NOTHING) if one.product else NOTHING
