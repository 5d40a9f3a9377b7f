"""How an order stands: what was ordered, changed, delivered and given back of each line, and what is still open."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.db.models import OuterRef, Subquery, Sum

from zhike.catalog.models import Product
from zhike.sales import apart, parts
from zhike.sales.apart import Apart
from zhike.sales.models import DeliveryLine, Kind, Order, OrderLine, OrderLinePart
from zhike.sales.models.delivering import DeliveryStatus

NOTHING = Decimal(0)
NONE: Mapping[int, Any] = MappingProxyType({})
_DELIVERED = Subquery(
    DeliveryLine.objects.filter(line=OuterRef("pk"), delivery__status=DeliveryStatus.DONE)
    .values("line")
    .annotate(sum=Sum("quantity"))
    .values("sum")
)


@dataclass
class Standing:
    """One line of an order with all that happened to it. Quantities are in the unit of the line.

    `amount` and `tax` are what it comes to after changes and returns. Only goods are delivered: of a charge nothing is
    ever open. Of bundles `sent` and `back` are those that moved whole, and `parts` what moved of them alone; `inside`
    is all that one of them holds.
    """

    line: OrderLine
    ordered: Decimal = NOTHING
    changed: Decimal = NOTHING
    sent: Decimal = NOTHING
    back: Decimal = NOTHING
    amount: Decimal = NOTHING
    tax: Decimal = NOTHING
    position: int = 0
    inside: Sequence[OrderLinePart] = ()
    parts: Sequence[Apart] = ()

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
    def agreed(self) -> Decimal:
        """What was ordered in the end."""
        return self.ordered + self.changed

    @property
    def delivered(self) -> Decimal:
        """What left the house; of bundles those of which all goods did."""
        return self.sent + apart.complete(self.parts)

    @property
    def returned(self) -> Decimal:
        """What came back; of bundles those of which all goods did."""
        return self.back + apart.returned(self.parts)

    @property
    def wanted(self) -> Decimal:
        """What the customer takes in the end, were nothing to change any more."""
        return self.agreed - self.returned

    @property
    def worth(self) -> Fraction:
        """How many pieces are paid for: what is wanted, less what parts are worth that came back or were cancelled."""
        return Fraction(self.agreed - self.back) - apart.given_up(self.parts)

    @property
    def open(self) -> Decimal:
        """What is still to be delivered."""
        return self.agreed - self.delivered if self.is_delivered else NOTHING

    @property
    def untouched(self) -> Decimal:
        """What can still leave whole: of a bundle that is begun the missing parts can alone."""
        return self.agreed - self.sent - apart.begun(self.parts) if self.is_delivered else NOTHING

    @property
    def is_begun(self) -> bool:
        """Whether anything of it left the house, or is missing in what did."""
        return bool(self.sent or any(part.sent or part.cut for part in self.parts))

    def missing(self, part: Apart) -> Decimal:
        """How much of a part is still to be delivered, be it alone or with whole bundles."""
        return (self.agreed - self.sent) * part.each - part.sent - part.cut

    def with_customer(self, part: Apart) -> Decimal:
        """How much of a part was delivered, alone or with whole bundles, and did not come back."""
        return (self.sent - self.back) * part.each + part.sent - part.back

    @property
    def returnable(self) -> Decimal:
        """What may be given back whole: what was delivered and not given back already."""
        return (self.sent if self.is_delivered else self.agreed) - self.back + apart.returnable(self.parts)

    @property
    def changeable(self) -> Decimal:
        """What may still be taken out by a change: that of which nothing was delivered."""
        return self.untouched if self.is_delivered else self.wanted

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
    return standing_of([order.pk])[order.pk]


def standing_of(orders: Collection[int]) -> dict[int, list[Standing]]:
    """The same of several orders, none of which amends another, by their keys."""
    # Asked by keys of orders: a condition across both tables could use the index of neither.
    family = OrderLine.objects.filter(order__in=Order.family(orders).values("pk")).select_related("order", "product")
    families: dict[int, list[Any]] = {key: [] for key in orders}
    for line in family.annotate(sent=_DELIVERED).order_by("order_id", "position"):
        families[line.order.amends_id or line.order_id].append(line)
    own = [line for lines in families.values() for line in lines if not line.amends_id]
    sent, inside = {line.pk: line.sent for line in own if line.sent is not None}, parts.held(line.pk for line in own)
    alone = parts.delivered_alone(part for some in inside.values() for part in some) if inside else {}
    return {key: stand(some, order=key, delivered=sent, inside=inside, alone=alone) for key, some in families.items()}


def stand(
    lines: Iterable[OrderLine],
    *,
    order: int,
    delivered: Mapping[int, Decimal],
    inside: Mapping[int, Sequence[OrderLinePart]] = NONE,
    alone: Mapping[int, Decimal] = NONE,
) -> list[Standing]:
    """The lines of an order and of all that amends it, folded: values in, values out.

    `inside` is what bundles hold, by the key of their line, and `alone` how much of a part was delivered beside them.
    """
    found: dict[int, Standing] = {}
    some = list(lines)
    for line in some:
        if not line.amends_id:
            one = Standing(line, position=len(found) + 1, inside=inside.get(line.pk, ()))
            one.ordered, one.changed = (line.quantity, NOTHING) if line.order_id == order else (NOTHING, line.quantity)
            one.sent, one.parts = delivered.get(line.pk, NOTHING), apart.apart(one.inside, sent=alone)
            found[line.pk] = _add(one, line)
    for line in some:
        if line.amends_id:
            _amend(found[line.amends_id], line)
    return list(found.values())


def is_delivered_whole(lines: list[Standing]) -> bool:
    """Whether nothing is left to deliver."""
    return not any(one.open > 0 for one in lines)


def _amend(standing: Standing, line: OrderLine) -> None:
    """Fold in a line that changes this one, or gives back what was delivered of it or of a part of its bundles."""
    is_return = line.order.kind == Kind.RETURN
    if line.product_id != standing.line.product_id:
        part = next(one for one in standing.parts if one.part.product_id == line.product_id)
        if is_return:
            part.back -= line.quantity
        else:
            part.cut -= line.quantity
    elif is_return:
        standing.back -= line.quantity
    else:
        standing.changed += line.quantity
    _add(standing, line)


def _add(standing: Standing, line: OrderLine) -> Standing:
    standing.amount += line.amount
    standing.tax += line.tax or NOTHING
    return standing
