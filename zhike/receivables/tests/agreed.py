"""What a customer agreed to take, counted in goods: each kind of them on a line by itself, sold alone or in a bundle.

A line costs its price for so many pieces as its goods are worth; of a bundle each kind carries the share of the price
that its list price has in that of all goods. Nothing of the sales is asked: neither what is open nor what came back.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tests.cast import a_bundle, a_product
from zhike.catalog.currencies import rounded
from zhike.sales.models import OrderLine

#: Goods of bundles: how many of each a bundle holds, at which list price; without any by their number; a service.
BUNDLES: Sequence[Sequence[tuple[str, str, bool]]] = (
    (("1", "380", True), ("0.125", "380", True)),
    (("2", "33.3333", True), ("3", "0.07", True), ("1", "120", False)),
    (("1", "0", True), ("2", "0", True)),
    (("4", "9.99", True),),
)


@dataclass
class Goods:
    """Goods of one kind on a line: how many a piece of it holds, and what of its price they carry.

    `kept` is how many the customer takes in the end, `there` how many of them lie with it. `part` is the key of the
    part of a bundle.
    """

    each: Decimal
    share: Fraction
    kept: Decimal
    there: Decimal = Decimal(0)
    part: int = 0

    @property
    def step(self) -> Decimal:
        """By how much at least they move alone."""
        return min(self.each, Decimal(1))

    @property
    def missing(self) -> Decimal:
        return self.kept - self.there


@dataclass
class Line:
    """Something that the customer takes at a price."""

    price: Decimal
    goods: list[Goods]

    @property
    def is_bundle(self) -> bool:
        return bool(self.goods[0].part)

    @property
    def count(self) -> Decimal:
        """Of how many pieces the customer takes anything."""
        return self._begun(lambda one: one.kept)

    @property
    def there(self) -> Decimal:
        """How many whole pieces lie with it."""
        return (
            Decimal(min(floor(one.there / one.each) for one in self.goods)) if self.is_bundle else self.goods[0].there
        )

    @property
    def is_there(self) -> bool:
        return any(one.there for one in self.goods)

    @property
    def open(self) -> Decimal:
        """Of how many pieces anything is missing."""
        return self._begun(lambda one: one.missing)

    def amount(self, currency: str) -> Decimal:
        """What it comes to."""
        worth = sum((one.share * Fraction(one.kept) / Fraction(one.each) for one in self.goods), Fraction(0))
        exact = Fraction(self.price) * worth
        return rounded(Decimal(exact.numerator) / Decimal(exact.denominator), currency)

    def order(self, pieces: Decimal) -> None:
        """So many pieces more, or less, are taken in the end."""
        for one in self.goods:
            one.kept += pieces * one.each

    def move(self, pieces: Decimal) -> None:
        """So many whole pieces more, or less, lie with the customer."""
        for one in self.goods:
            one.there += pieces * one.each

    def _begun(self, of: Callable[[Goods], Decimal]) -> Decimal:
        return Decimal(max(ceil(of(one) / one.each) for one in self.goods)) if self.is_bundle else of(self.goods[0])


@dataclass
class Agreed:
    """An order as it was agreed in the end, and under which contract.

    `placed` is what it came to at first, `raised` that with every change for more.
    """

    currency: str
    frame: int | None
    placed: Decimal
    raised: Decimal
    lines: dict[int, Line] = field(default_factory=dict)
    is_planned: bool = False

    @property
    def total(self) -> Decimal:
        return sum((one.amount(self.currency) for one in self.lines.values()), Decimal(0))

    def goods(self, part: int) -> Goods:
        """Those of a part of a bundle."""
        return next(one for line in self.lines.values() for one in line.goods if one.part == part)


def sold(kind: int | None) -> Any:
    """A product, or a bundle of this kind."""
    if kind is None:
        return a_product()
    some = [(a_product(price=price, is_goods=is_goods), each) for each, price, is_goods in _typed(kind)]
    return a_bundle(*[(product, each) for product, each in some])


def line_of(made: OrderLine, kind: int | None) -> Line:
    """A new line of an order as it was agreed."""
    if kind is None:
        return Line(made.unit_price, [Goods(Decimal(1), Fraction(1), made.quantity)])
    some = [(each, price) for each, price, is_goods in _typed(kind) if is_goods]
    is_priced = any(price for _each, price in some)
    weights = [Fraction(each * price if is_priced else each) for each, price in some]
    parts = made.parts.filter(product__is_goods=True).order_by("pk")
    return Line(
        made.unit_price,
        [
            Goods(each, weight / sum(weights), made.quantity * each, part=part.pk)
            for (each, _price), weight, part in zip(some, weights, parts, strict=True)
        ],
    )


def _typed(kind: int) -> list[tuple[Decimal, Decimal, bool]]:
    return [(Decimal(each), Decimal(price), is_goods) for each, price, is_goods in BUNDLES[kind]]
