"""Bundles that leave the house and come back part by part: values in, values out.

A bundle is delivered once none of its goods is missing, and begun once any of them left; it is given back once the
customer has none of its goods. The money of a part is its share of the price of the bundle, so that parts given back
one by one come to exactly what the bundle cost. Services in a bundle are never delivered alone and carry nothing of
its price.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from zhike.catalog.models import Product
from zhike.sales.models import OrderLinePart

NOTHING = Decimal(0)


@dataclass
class Apart:
    """The goods of one kind in the bundles on a line, as far as they moved alone, beside whole bundles.

    `share` is what of the price of a bundle they carry; `cut` is what will not be delivered, for that was cancelled.
    """

    part: OrderLinePart
    share: Fraction
    sent: Decimal = NOTHING
    back: Decimal = NOTHING
    cut: Decimal = NOTHING

    @property
    def key(self) -> int:
        """The part itself."""
        return self.part.pk

    @property
    def line(self) -> Product:
        """What it is called where a quantity of it is wrong."""
        return self.part.product

    @property
    def each(self) -> Decimal:
        """How much of it one bundle holds."""
        return self.part.quantity


def apart(parts: Iterable[OrderLinePart], *, sent: Mapping[int, Decimal]) -> list[Apart]:
    """The goods in a bundle, with what was delivered of each alone, by its key."""
    goods = [part for part in parts if part.product.is_goods]
    worth = sum((part.worth for part in goods), NOTHING)
    weights = [Fraction(part.worth if worth else part.quantity) for part in goods]
    return [
        Apart(part, weight / sum(weights), sent=sent.get(part.pk, NOTHING))
        for part, weight in zip(goods, weights, strict=True)
    ]


def complete(some: Iterable[Apart]) -> Decimal:
    """Of how many bundles that moved part by part nothing is missing any more."""
    return Decimal(min((floor((one.sent + one.cut) / one.each) for one in some), default=0))


def begun(some: Iterable[Apart]) -> Decimal:
    """Of how many bundles anything moved part by part."""
    return Decimal(max((ceil((one.sent + one.cut) / one.each) for one in some), default=0))


def returned(some: Iterable[Apart]) -> Decimal:
    """Of how many bundles that moved part by part the customer has nothing in the end."""
    return Decimal(min((floor((one.back + one.cut) / one.each) for one in some), default=0))


def returnable(some: Iterable[Apart]) -> Decimal:
    """How many bundles, all of each, lie with the customer beside those that were delivered whole; below zero where
    parts of those came back."""
    return Decimal(min((floor((one.sent - one.back) / one.each) for one in some), default=0))


def given_up(some: Iterable[Apart]) -> Fraction:
    """How many bundles the parts are worth that came back, or that nobody delivers."""
    return sum((one.share * Fraction(one.back + one.cut) / Fraction(one.each) for one in some), Fraction(0))
