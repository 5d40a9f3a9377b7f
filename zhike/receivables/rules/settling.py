"""How money settles what is owed."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
FINE = 10  # decimals that tell half a coin from nearly half a one


def share_of(open_amount: Decimal, open_firm: Decimal, amount: Decimal, *, coin: Decimal = CENT) -> Decimal:
    """What of the firm's amount goes with a part of an open amount; the last part takes what is left.

    >>> share_of(Decimal(300), Decimal("2133.33"), Decimal(100))
    Decimal('711.11')
    >>> share_of(Decimal(100), Decimal("711.11"), Decimal(100))
    Decimal('711.11')
    """
    if amount == open_amount:
        return open_firm
    return min((open_firm * amount / open_amount).quantize(coin, ROUND_HALF_UP), open_firm)


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


def exchanged(
    left: Decimal, owed: Decimal, rate: Decimal, *, coins: tuple[Decimal, Decimal] = (CENT, CENT)
) -> tuple[Decimal, Decimal]:
    """How much of money in one currency goes for how much of a debt in another, at what one of the first is worth.

    As much as both allow, each in whole coins of its own; a debt is never settled for nothing.

    >>> exchanged(Decimal(100), Decimal(500), Decimal("7.1234"))
    (Decimal('70.19'), Decimal('500'))
    >>> exchanged(Decimal(10), Decimal(500), Decimal("7.1234"))
    (Decimal('10'), Decimal('71.23'))

    A rate may be the inverse of a stated one, which no decimal holds: half a coin stays half a coin.

    >>> exchanged(Decimal(5000), Decimal(350), 1 / Decimal("7.1341"))
    (Decimal('2496.94'), Decimal('350'))
    """
    coin, coin_owed = coins
    worth = _in_coins(left * rate, coin_owed)
    if worth < owed:
        return left, worth
    return min(left, max(_in_coins(owed / rate, coin), coin)), owed


def _in_coins(amount: Decimal, coin: Decimal) -> Decimal:
    return round(amount, FINE).quantize(coin, ROUND_HALF_UP)
