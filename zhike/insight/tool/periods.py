"""Periods as people write them, as the first day of each: weeks (ISO 8601), months, quarters, years and days."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa

from zhike.insight.measures.forecast.calendar import Calendar, Frequency, Period
from zhike.insight.tool.problem import ToolProblem
from zhike.reading.dates import day, guess_day_first
from zhike.reading.problems import BadValue

MONTH = re.compile(r"((?:1[89]|2[01])[0-9]{2})(?:[-/. ]?[Mm]?|年 ?)([0-9]{1,2})(?:月份?)?")
QUARTER = re.compile(r"([0-9]{4})(?:[-/ ]?|年 ?)(?:[Qq]|第)([1-4])(?:季度)?")
WEEK = re.compile(r"([0-9]{4})(?:[-/ ]?[Ww]([0-9]{1,2})|年? ?第([0-9]{1,2})周)")
YEAR = re.compile(r"([0-9]{4})年?")
FIRST_YEAR = 1_000  # a column of numbers with a smaller one counts steps


def periods_of(column: pa.Array, *, zone: ZoneInfo, day_first: bool | None = None) -> pa.Array:
    """A column of text as days; as whole numbers where it counts steps (1, 2, 3 …).

    Moments of other zones fall on the day of ``zone``. ``day_first`` None is what the column gives away.
    """
    different = column.dictionary_encode()
    written = different.dictionary.to_pylist()
    if numbers := steps(written):
        return pa.array(numbers, pa.int64()).take(different.indices)
    if day_first is None:
        day_first = guess_day_first(written)
    days = [first_day(text, zone=zone, day_first=day_first) for text in written]
    return pa.array(days, pa.date32()).take(different.indices)


def steps(written: Sequence[str]) -> list[int]:
    """The periods as numbers, where they are numbers of steps."""
    numbers = [int(text) for text in written if text.isdecimal()]
    return numbers if len(numbers) == len(written) and min(numbers, default=0) < FIRST_YEAR else []


def frequency_of(days: Sequence[Period]) -> str | None:
    """How far apart the periods of a file are, where each is written as its first day (or each week as one weekday).

    None where there is but one, where they are steps, or where days are told apart.

    >>> frequency_of([date(2025, 1, 1), date(2025, 4, 1), date(2025, 10, 1)])
    'quarter'
    """
    different = sorted({day for day in days if isinstance(day, date)})
    if len(different) < 2:
        return None
    for frequency in ("year", "quarter", "month"):
        if all(Calendar(frequency).start(day) == day for day in different):
            return frequency
    return "week" if len({day.weekday() for day in different}) == 1 else None


def day_after_last(days: Sequence[Period], *, frequency: Frequency) -> date | None:
    """The day after the last one, where periods are made of several days each: the last period may still be running.

    None where every day stands for a period of its own, which then is over.
    """
    different = {day for day in days if isinstance(day, date)}
    periods = {Calendar(frequency).start(day) for day in different}
    return max(different) + timedelta(days=1) if len(periods) < len(different) else None


def first_day(text: str, *, zone: ZoneInfo, day_first: bool | None) -> date:
    """The first day of one period."""
    if found := QUARTER.fullmatch(text):
        return date(int(found[1]), int(found[2]) * 3 - 2, 1)
    if (found := MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    if (found := WEEK.fullmatch(text)) and 1 <= (week := int(found[2] or found[3])) <= weeks_in(int(found[1])):
        return date.fromisocalendar(int(found[1]), week, 1)
    if found := YEAR.fullmatch(text):
        return date(int(found[1]), 1, 1)
    try:
        told = day(text, zone=zone, day_first=day_first)
    except BadValue as problem:
        if problem.code == "ambiguous_date":
            which = "it is unclear which is the day; say --day-first or --month-first."
            raise ToolProblem(f"In {text!r} {which}") from problem
        told = None
    if told is None:
        raise ToolProblem(
            f"{text!r} is no period; write days, weeks (2026-W05), months (2026-03), quarters (2026Q1), years or"
            " steps (1, 2)."
        )
    return told


def weeks_in(year: int) -> int:
    """How many weeks a year has: that of 28 December is its last."""
    return date(year, 12, 28).isocalendar().week
