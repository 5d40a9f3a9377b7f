"""What ended deals say of a stage: shares with their interval, and how long deals stay. Values in, values out.

*Share won.* Of n deals that reached a stage and ended, w were won. The interval is Wilson's (Wilson 1927), which stays
honest where n is small or w is 0 or n. The probability is drawn towards the given one, as if that were the experience
of WEIGHT deals: (w + WEIGHT · given) / (n + WEIGHT), the mean of a beta distribution after w of n (Gelman et al.,
Bayesian Data Analysis, chapter 2).

*Time in a stage.* Kaplan and Meier 1958: deals still in the stage count for as long as they have been there.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

VERSION = "v1"
WEIGHT = 20  # deals that the given probability is worth
Z = 1.959964  # 95 % of a normal distribution lie within so many deviations
MIDDLE, SLOW = 0.5, 0.8  # shares of deals that have left by the usual and by the slow day


class Stay(NamedTuple):
    """So many deals stayed so many days; those that have `left`, or are still there."""

    days: int
    left: int
    still: int


def wilson(won: int, ended: int) -> tuple[float, float]:
    """The ends of the 95 % interval of a share, 0 to 1; the whole of it where nothing ended."""
    if not ended:
        return 0.0, 1.0
    share, spread = won / ended, Z * Z / ended
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / ended + spread / (4 * ended))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def drawn(won: int, ended: int, *, given: float) -> float:
    """The share won, drawn towards the given one where few deals ended; 0 to 1."""
    return (won + WEIGHT * given) / (ended + WEIGHT)


def days_until(stays: Iterable[Stay], *, share: float) -> int | None:
    """The day by which this share of deals has left a stage; none where fewer ever do."""
    ordered: Sequence[Stay] = sorted(stays)
    at_risk, staying = sum(stay.left + stay.still for stay in ordered), 1.0
    for days in sorted({stay.days for stay in ordered}):
        here = [stay for stay in ordered if stay.days == days]
        if at_risk:
            staying *= 1 - sum(stay.left for stay in here) / at_risk
        if staying <= 1 - share + 1e-9:
            return days
        at_risk -= sum(stay.left + stay.still for stay in here)
    return None
