"""Days said by their distance from today. Today is an argument; both ends of a span belong to it."""

import re
from calendar import isleap, monthrange
from collections import defaultdict
from datetime import date, timedelta

AMOUNT = re.compile(r"([1-9][0-9]{0,3})([dwmy])")  # 90d, 2w, 3m, 1y
PERIODS = {"week": 0, "month": 1, "quarter": 3, "year": 12}  # in months
SIDES = {"last": -1, "this": 0, "next": 1}


def span(words: str, *, today: date) -> tuple[date, date]:
    """First and last day of "last 90d", "next 2w" or "this month". Raises ValueError for other words."""
    side, _space, what = words.partition(" ")
    if what in PERIODS and side in SIDES:
        return _period(what, SIDES[side], today)
    if side == "last":
        return moved(today, what, -1), today
    if side == "next":
        return today, moved(today, what, 1)
    raise ValueError(words)


def moved(day: date, amount: str, sign: int) -> date:
    """The day an amount before (-1) or after (1) another; a month ends where it ends. Raises ValueError."""
    read = AMOUNT.fullmatch(amount)
    if read is None:
        raise ValueError(amount)
    count, unit = sign * int(read[1]), read[2]
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    first = _month(day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1))
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def anniversaries(first: date, last: date) -> dict[int, list[int]]:
    """The days of the year between two days, by month. The 29th of February is kept on the 28th in common years."""
    found: dict[int, set[int]] = defaultdict(set)
    for distance in range(min((last - first).days, 366) + 1):
        day = first + timedelta(days=distance)
        found[day.month].add(day.day)
        if (day.month, day.day) == (2, 28) and not isleap(day.year):
            found[2].add(29)
    return {month: sorted(days) for month, days in found.items()}


def _period(unit: str, step: int, today: date) -> tuple[date, date]:
    if unit == "week":
        monday = today + timedelta(weeks=step, days=-today.weekday())
        return monday, monday + timedelta(days=6)
    months = PERIODS[unit]
    begin = ((today.year * 12 + today.month - 1) // months + step) * months
    return _month(begin), _month(begin + months) - timedelta(days=1)


def _month(number: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(number // 12, number % 12 + 1, 1)
