"""What is known of the market, quarter by quarter: sales of everybody, and of the largest rival."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from zhike.insight.cubes.times import GRAINS

BOOK = "market"
FIGURES = ("market", "largest_rival")
QUARTER = GRAINS["quarter"]
Known = Mapping[str, float]


def name_of(figure: str, quarter: date) -> str:
    """What a figure of the quarter that begins on a day is kept under.

    >>> name_of("market", date(2026, 4, 1))
    'market_2026-Q2'
    """
    return f"{figure}_{QUARTER.code(quarter)}"


def quarters(last: date, many: int) -> list[date]:
    """The first days of the quarter of a day and of those before it, the latest first."""
    found = [QUARTER.begin(last)]
    while len(found) < many:
        found.append(QUARTER.before(found[-1]))
    return found


def within(known: Known, figure: str, first: date, end: date) -> float | None:
    """A figure of the days up to before `end`, each quarter spread evenly over its days; None where one is not known.

    >>> within({"market_2026-Q1": 90.0, "market_2026-Q2": 91.0}, "market", date(2026, 3, 1), date(2026, 4, 11))
    41.0
    """
    total, quarter = 0.0, QUARTER.begin(first)
    while quarter < end:
        after, told = QUARTER.after(quarter), known.get(name_of(figure, quarter))
        if told is None:
            return None
        total += told * (min(end, after) - max(first, quarter)).days / (after - quarter).days
        quarter = after
    return total


def of_periods(known: Known, borders: list[date]) -> list[dict[str, Any]]:
    """The figures of each period between two borders, of those periods of which any is known."""
    told = [
        {"period_start": first.isoformat()} | {figure: within(known, figure, first, end) for figure in FIGURES}
        for first, end in pairwise(borders)
    ]
    return [one for one in told if any(one[figure] is not None for figure in FIGURES)]
