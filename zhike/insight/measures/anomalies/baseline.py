"""What was to be expected, from what came before alone; medians, so that one odd day does not shift it.

*Source.* Iglewicz and Hoaglin 1993, with a season put before it.
"""

from itertools import count
from typing import NamedTuple

import numpy as np

from zhike.insight.measures.forecast.history import Values

#: Without the spread of medians a normal one is 1.4826 MADs, or 1.2533 mean absolute deviations.
OF_MEDIANS, OF_MEANS = 1.4826, 1.2533
LEAST_BEFORE = 8
#: A deviation where there was none before has no scale; it counts as this many.
MOST = 1_000.0


class Judged(NamedTuple):
    """For each period what was expected and how many spreads it is away; nan while there is too little before it."""

    expected: Values
    robust_z: Values


def judged(values: Values, *, season: int, window: int) -> Judged:
    """Every value against those before it.

    Expected is the median of the last ``window`` values, plus how values of this place in the season stood to their
    own medians before; the spread is that of earlier deviations.
    """
    levels = Levels(values[None], season=season, window=window)
    expected = np.array([levels.expected(place)[0] for place in range(len(values))])
    away = values - expected
    scores = [z(away[place], away[max(0, place - 4 * window) : place]) for place in range(len(values))]
    return Judged(expected, np.array(scores))


class Levels:
    """Medians of what came before, for many series at once; each computed when it is first asked for."""

    def __init__(self, rows: Values, *, season: int, window: int) -> None:
        self.rows, self.season, self.window = rows, season, window
        self.known: dict[int, Values] = {}
        self.off = np.empty(rows.shape[::-1])
        self.first = [next(place for place in count(at, season) if place >= LEAST_BEFORE) for at in range(season)]
        self.next = list(self.first)

    def level(self, place: int) -> Values:
        """The median of the window before a place, per series."""
        if place not in self.known:
            self.known[place] = np.median(self.rows[:, max(0, place - self.window) : place], axis=1)
        return self.known[place]

    def earlier(self, place: int) -> Values:
        """How values at the same place of earlier seasons stood to their levels: a row each, noted as they are met."""
        at = place % self.season
        for met in range(self.next[at], place, self.season):
            self.off[met] = self.rows[:, met] - self.level(met)
        self.next[at] = max(self.next[at], place)
        return self.off[self.first[at] : place : self.season]

    def expected(self, place: int) -> Values:
        """What each series lets expect at a place; nan while there is too little before it."""
        if place < LEAST_BEFORE:
            return np.full(len(self.rows), np.nan)
        if self.season == 1 or not len(off := self.earlier(place)):
            return self.level(place)
        return self.level(place) + np.median(off, axis=0)


def z(away: float, before: Values) -> float:
    """How many spreads a deviation is, beside those before it; nan with too few of them.

    >>> z(10.0, np.array([1.0, -1.0] * 5)).__round__(2)
    6.74
    """
    known = before[~np.isnan(before)]
    if np.isnan(away) or len(known) < LEAST_BEFORE:
        return float("nan")
    middle = float(np.median(known))
    off = np.abs(known - middle)
    spread = OF_MEDIANS * float(np.median(off)) or OF_MEANS * float(np.mean(off))
    if spread == 0:
        return float(np.sign(away - middle)) * MOST
    return float(np.clip((away - middle) / spread, -MOST, MOST))
