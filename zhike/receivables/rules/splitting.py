"""Amounts into parts that add up again, to the last cent."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate, pairwise


def rounded(amount: Decimal, digits: int) -> Decimal:
    """Half up, away from zero, to so many digits after the point."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal], *, digits: int = 2) -> list[Decimal]:
    """The total in parts as the weights say, each a whole number of the smallest unit; their sum is the total.

    What is rounded is the running total, so that no part is off by more than one unit.

    >>> split(Decimal("100.00"), [Decimal(1)] * 3)
    [Decimal('33.33'), Decimal('33.34'), Decimal('33.33')]
    """
    whole = sum(weights)
    reached = [Decimal(0), *(rounded(total * sofar / whole, digits) for sofar in accumulate(weights))]
    reached[-1] = total
    return [after - before for before, after in pairwise(reached)]


def without_tax(gross: Decimal, rate: Decimal, *, digits: int = 2) -> tuple[Decimal, Decimal]:
    """What is in an amount that includes the tax: the net amount, and the tax, which is the rest.

    >>> without_tax(Decimal("113.00"), Decimal("0.13")), without_tax(Decimal("100.00"), Decimal("0.13"))
    ((Decimal('100.00'), Decimal('13.00')), (Decimal('88.50'), Decimal('11.50')))
    """
    net = rounded(gross / (1 + rate), digits)
    return net, gross - net


def share_of(open_amount: Decimal, open_firm: Decimal, amount: Decimal, *, digits: int = 2) -> Decimal:
    """What of the firm's amount goes with a part of an open amount; the last part takes what is left.

    >>> share_of(Decimal(300), Decimal("2133.33"), Decimal(100)), share_of(Decimal(100), Decimal("711.11"), Decimal(100))
    (Decimal('711.11'), Decimal('711.11'))
    """
    return open_firm if amount == open_amount else rounded(open_firm * amount / open_amount, digits)


def taken_in_turn(amount: Decimal, open_amounts: Sequence[Decimal]) -> list[Decimal]:
    """How money settles open amounts one after the other; what remains of it is the difference to their sum.

    >>> taken_in_turn(Decimal(50), [Decimal(30), Decimal(30), Decimal(5)])
    [Decimal('30'), Decimal('20'), Decimal('0')]
    """
    taken = []
    for one in open_amounts:
        taken.append(min(amount, one))
        amount -= taken[-1]
    return taken
