"""Series out of rows: sums per period, gaps filled, the running period apart."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.forecast.calendar import Calendar, Period, whole

Gaps = Literal["zero", "unknown"]
Values = npt.NDArray[np.float64]


class History(NamedTuple):
    """One series: its periods without a gap, a value for each, and what had to be filled in or set apart."""

    name: str
    periods: list[Period]
    values: Values
    filled: int
    unknown: int
    running: tuple[Period, float] | None


def histories(
    table: pa.Table,
    *,
    series: str | None,
    period: str,
    value: str,
    calendar: Calendar,
    as_of: date | None,
    gaps: Gaps = "zero",
) -> list[History]:
    """The series of a table, in the order of their names; rows on or after ``as_of`` are left out.

    Rows of one period are added up; a row without a value is unknown and lies on the line between its neighbours.
    With ``gaps`` "zero" a period without a row had no sales, and all series end with the last period of the table;
    with "unknown" it is unknown too, and a series ends with its last row.
    """
    sums: dict[str, dict[Period, float | None]] = defaultdict(dict)
    names = table[series].to_pylist() if series else ["all"] * table.num_rows
    for name, day, amount in zip(names, table[period].to_pylist(), table[value].to_pylist(), strict=True):
        at = a_period(day)
        if as_of is None or not isinstance(at, date) or at < as_of:
            note(sums[str(name)], calendar.start(at), amount)
    last = max((at for points in sums.values() for at in points), default=None)
    return [
        history(name, points, calendar, as_of=as_of, gaps=gaps, end=last if ends_together(gaps, last) else None)
        for name, points in sorted(sums.items())
    ]


def ends_together(gaps: Gaps, last: Period | None) -> bool:
    """Whether silence at the end of a series is known to be silence; numbered steps have no common calendar."""
    return gaps == "zero" and isinstance(last, date)


def a_period(given: Any) -> Period:
    """A day or a whole number; refuses anything else."""
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, bool) or not isinstance(given, date | int):
        raise MeasureRefused(_("A period is a day or a whole number, not %(given)s."), given=repr(given))
    return given


def note(points: dict[Period, float | None], at: Period, amount: Any) -> None:
    """Add an amount to its period; an unknown one makes the period unknown unless others are known."""
    if amount is not None:
        points[at] = (points.get(at) or 0.0) + float(amount)
    else:
        points.setdefault(at, None)


def history(
    name: str,
    points: dict[Period, float | None],
    calendar: Calendar,
    *,
    as_of: date | None,
    gaps: Gaps,
    end: Period | None,
) -> History:
    """One series from its sums."""
    periods = calendar.between(min(points), max(points) if end is None else end)
    running = None
    if calendar.is_running(periods[-1], as_of=as_of):
        running = (periods[-1], points.get(periods.pop()) or 0.0)
    absent = 0.0 if gaps == "zero" else None
    values, unknown = whole([points.get(at, absent) for at in periods])
    filled = sum(at not in points for at in periods) if gaps == "zero" else 0
    return History(name, periods, np.array(values, np.float64), filled, unknown, running)
