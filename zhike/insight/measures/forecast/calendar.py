"""Periods of a calendar: every one of them has a place, empty ones too, and the one that is not over is set apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.moments import months_before

Frequency = Literal["day", "week", "month", "quarter", "year", "step"]
Period = date | int

SEASONS: dict[str, int] = {"day": 7, "week": 52, "month": 12, "quarter": 4, "year": 1, "step": 1}
STEPS: dict[str, Callable[[date, int], date]] = {
    "day": lambda start, count: start + timedelta(days=count),
    "week": lambda start, count: start + timedelta(weeks=count),
    "month": lambda start, count: months_before(start, -count),
    "quarter": lambda start, count: months_before(start, -3 * count),
    "year": lambda start, count: months_before(start, -12 * count),
}


@dataclass(frozen=True)
class Calendar:
    """Periods of one length, each named by its first day; ``step`` counts plain numbers instead."""

    frequency: Frequency

    def start(self, period: Period) -> Period:
        """The first day of the period a day lies in. Refuses days where steps are counted.

        >>> Calendar("quarter").start(date(2025, 5, 17))
        datetime.date(2025, 4, 1)
        """
        if not isinstance(period, date):
            return int(period)
        if self.frequency == "day":
            return period
        if self.frequency == "week":
            return period - timedelta(days=period.weekday())
        if self.frequency not in STEPS:
            raise MeasureRefused(_("Where periods are days, their length is day, week, month, quarter or year."))
        months = {"month": 1, "quarter": 3, "year": 12}[self.frequency]
        return date(period.year, (period.month - 1) // months * months + 1, 1)

    def after(self, period: Period, count: int = 1) -> Period:
        """The period so many later.

        >>> Calendar("month").after(date(2025, 11, 1), 2)
        datetime.date(2026, 1, 1)
        """
        return STEPS[self.frequency](period, count) if isinstance(period, date) else period + count

    def between(self, first: Period, last: Period) -> list[Period]:
        """All periods from the first to the last."""
        periods = [first]
        while (following := self.after(first, len(periods))) <= last:  # type: ignore[operator]
            periods.append(following)
        return periods

    def is_running(self, period: Period, *, as_of: date | None) -> bool:
        """Whether a period is not over before a day (exclusive)."""
        return as_of is not None and isinstance(period, date) and self.after(period) > as_of  # type: ignore[operator]


def whole(values: Sequence[float | None]) -> tuple[list[float], int]:
    """The values with unknown ones drawn straight between their neighbours, and how many these were.

    >>> whole([None, 1.0, None, 3.0])
    ([1.0, 1.0, 2.0, 3.0], 2)
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    filled = list(values)
    for place, value in enumerate(values):
        if value is None:
            filled[place] = between(place, known)
    return [float(value or 0.0) for value in filled], len(values) - len(known)


def between(place: int, known: list[tuple[int, float]]) -> float:
    """The value at a place on the line between the known ones around it; level at the ends."""
    before = next(((at, value) for at, value in reversed(known) if at < place), None)
    after = next(((at, value) for at, value in known if at > place), None)
    if before and after:
        return before[1] + (after[1] - before[1]) * (place - before[0]) / (after[0] - before[0])
    return (before or after or (0, 0.0))[1]
