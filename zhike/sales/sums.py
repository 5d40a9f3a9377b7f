"""What a line comes to: discounts, rounding and tax, so that every sum is the sum of what stands on paper.

All prices hold tax. A line is rounded once, to the smallest unit of its currency, and its tax is taken out of the
rounded amount; totals are sums of lines and are never rounded again.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

HUNDRED = Decimal(100)
FINEST = Decimal("0.0001")
Rounded = Callable[[Decimal], Decimal]
Exact = Decimal | Fraction


class Figures(NamedTuple):
    """The money of one line, in its currency: `amount` = `net` + `tax`."""

    unit_price: Decimal
    net: Decimal
    tax: Decimal
    amount: Decimal


class Totals(NamedTuple):
    """The money of a whole paper: `gross` = `net` + `tax`."""

    net: Decimal
    tax: Decimal
    gross: Decimal


class TaxSum(NamedTuple):
    """What was taxed at one rate, in per cent."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal


def unit_price(list_price: Decimal, *, discount: Decimal, whole: Decimal = Decimal(0)) -> Decimal:
    """A price after the discount of its line and then that of the whole paper, both in per cent, to four decimals.

    >>> unit_price(Decimal("380"), discount=Decimal("10"), whole=Decimal("5"))
    Decimal('324.9000')
    """
    left = (HUNDRED - discount) * (HUNDRED - whole) / HUNDRED / HUNDRED
    return (list_price * left).quantize(FINEST, ROUND_HALF_UP)


def figures(*, quantity: Decimal, price: Decimal, tax_rate: Decimal, rounded: Rounded) -> Figures:
    """The figures of a line at a unit price that holds `tax_rate` per cent of tax."""
    return following(price=price, before=Decimal(0), change=quantity, tax_rate=tax_rate, rounded=rounded)


def following(*, price: Decimal, before: Exact, change: Exact, tax_rate: Decimal, rounded: Rounded) -> Figures:
    """The figures of a line that changes a quantity which was `before`, by `change`; shares of a piece are exact.

    It is what the whole comes to afterwards less what it came to before, so that a line taken back bit by bit ends at
    nothing, and never a cent beside it.
    """
    old, new = (
        rounded(_times(price, quantity)) for quantity in (Fraction(before), Fraction(before) + Fraction(change))
    )
    tax = tax_within(new, tax_rate, rounded) - tax_within(old, tax_rate, rounded)
    amount = new - old
    return Figures(price, amount - tax, tax, amount)


def tax_within(amount: Decimal, rate: Decimal, rounded: Rounded) -> Decimal:
    """The part of an amount that is tax."""
    return rounded(amount * rate / (HUNDRED + rate))


def share_of(price: Decimal, share: Fraction) -> Decimal:
    """What a share of a piece costs, to four decimals."""
    return _times(price, share).quantize(FINEST, ROUND_HALF_UP)


def totals(lines: Iterable[Any]) -> Totals:
    """The sums of lines that have `net`, `tax` and `amount`."""
    some = list(lines)
    net, tax = (sum((getattr(line, name) for line in some), Decimal(0)) for name in ("net", "tax"))
    return Totals(net, tax, net + tax)


def by_rate(lines: Iterable[Any]) -> list[TaxSum]:
    """What was taxed at which rate, the highest first."""
    groups: dict[Decimal, list[Any]] = {}
    for line in lines:
        groups.setdefault(line.tax_rate, []).append(line)
    return [TaxSum(rate, *totals(groups[rate])) for rate in sorted(groups, reverse=True)]


def _times(price: Decimal, quantity: Fraction) -> Decimal:
    found = Fraction(price) * quantity
    return Decimal(found.numerator) / Decimal(found.denominator)
