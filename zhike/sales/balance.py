"""How an order stands: what was ordered, changed, delivered and given back of each line, and what is still open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from zhike.catalog.models import Product
from zhike.sales.models import DeliveryLine, Kind, Order, OrderLine
from zhike.sales.models.delivering import DeliveryStatus
from zhike.sales.sums import Totals

NOTHING = Decimal(0)


@dataclass
class Standing:
    """One line of an order with all that happened to it. Quantities are in the unit of the line.

    `amount` and `tax` are what it comes to after changes and returns. Only goods are delivered: of a charge nothing is
    ever open.
    """

    line: OrderLine
    ordered: Decimal = NOTHING
    changed: Decimal = NOTHING
    delivered: Decimal = NOTHING
    returned: Decimal = NOTHING
    amount: Decimal = NOTHING
    tax: Decimal = NOTHING
    position: int = 0

    @property
    def key(self) -> int:
        """The line itself."""
        return self.line.pk

    @property
    def product(self) -> Product | None:
        return self.line.product

    @property
    def is_delivered(self) -> bool:
        """Whether it is something that leaves the house."""
        return self.line.product is not None and self.line.product.is_goods

    @property
    def wanted(self) -> Decimal:
        """What the customer takes in the end, were nothing to change any more."""
        return self.ordered + self.changed - self.returned

    @property
    def open(self) -> Decimal:
        """What is still to be delivered."""
        return self.ordered + self.changed - self.delivered if self.is_delivered else NOTHING

    @property
    def returnable(self) -> Decimal:
        """What may be given back: what was delivered and not given back already."""
        return (self.delivered if self.is_delivered else self.ordered + self.changed) - self.returned

    @property
    def changeable(self) -> Decimal:
        """What may still be taken out by a change: what was not delivered."""
        return self.open if self.is_delivered else self.wanted

    # As lines of papers have them.
    @property
    def quantity(self) -> Decimal:
        return self.wanted

    @property
    def description(self) -> str:
        return self.line.description

    @property
    def unit(self) -> str:
        return self.line.unit or (self.line.product.unit if self.line.product else "")

    @property
    def unit_price(self) -> Decimal:
        return self.line.unit_price

    @property
    def list_price(self) -> Decimal:
        return self.line.unit_price if self.line.list_price is None else self.line.list_price

    @property
    def discount(self) -> Decimal:
        return self.line.discount or NOTHING

    @property
    def tax_rate(self) -> Decimal:
        return self.line.tax_rate or NOTHING

    @property
    def net(self) -> Decimal:
        return self.amount - self.tax


def standing_lines(order: Order) -> list[Standing]:
    """Every line of an order as it stands now: those of the order first, then those that changes added."""
    family = OrderLine.objects.filter(Q(order=order) | Q(order__amends=order)).select_related("order", "product")
    lines = list(family.order_by("order_id", "position"))
    return stand(lines, order=order.pk, delivered=delivered(line.pk for line in lines if not line.amends_id))


def stand(lines: Iterable[OrderLine], *, order: int, delivered: Mapping[int, Decimal]) -> list[Standing]:
    """The lines of an order and of all that amends it, folded: values in, values out."""
    found: dict[int, Standing] = {}
    rest: list[OrderLine] = []
    for line in lines:
        if line.amends_id:
            rest.append(line)
            continue
        own = line.order_id == order
        found[line.pk] = Standing(line, **{"ordered" if own else "changed": line.quantity}, position=len(found) + 1)
        _add(found[line.pk], line)
    for line in rest:
        standing = found[line.amends_id]  # type: ignore[index]
        if line.order.kind == Kind.RETURN:
            standing.returned -= line.quantity
        else:
            standing.changed += line.quantity
        _add(standing, line)
    for key, quantity in delivered.items():
        found[key].delivered = quantity
    return list(found.values())


def delivered(keys: Any) -> dict[int, Decimal]:
    """How much of some lines was delivered, of those of which any was."""
    counted = DeliveryLine.objects.filter(line__in=list(keys), delivery__status=DeliveryStatus.DONE)
    return dict(counted.values_list("line").annotate(Sum("quantity")).order_by())


def is_delivered_whole(lines: list[Standing]) -> bool:
    """Whether nothing is left to deliver."""
    return not any(one.open > 0 for one in lines)


def total_of(order: Order) -> Totals:
    """What an order comes to with all that amends it."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in standing_lines(order):
        sums["gross"] += one.amount
        sums["tax"] += one.tax
    return Totals(sums["gross"] - sums["tax"], sums["tax"], sums["gross"])


def _add(standing: Standing, line: OrderLine) -> None:
    standing.amount += line.amount
    standing.tax += line.tax or NOTHING
