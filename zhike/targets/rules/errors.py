"""How far forecasts were off, once what they spoke of had come."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Error:
    """The past of one way to forecast, at one distance.

    wape  the sum of what it was off by, as a share of the sum of what came (Kolassa and Schütz 2007)
    bias  what it said too much, as a share of what came; negative where it said too little
    """

    trials: int
    wape: Decimal
    bias: Decimal


def error(pairs: Iterable[tuple[Decimal, Decimal]]) -> Error | None:
    """The error of pairs (said, came); None where nothing came, for then a share says nothing."""
    listed = list(pairs)
    came = sum((actual for _said, actual in listed), Decimal(0))
    if came <= 0:
        return None
    off = sum((abs(said - actual) for said, actual in listed), Decimal(0))
    over = sum((said - actual for said, actual in listed), Decimal(0))
    return Error(len(listed), off / came, over / came)
