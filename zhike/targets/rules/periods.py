"""Months, quarters and years: where the period of a day begins and ends."""

from calendar import monthrange
from datetime import date

MONTHS = {"month": 1, "quarter": 3, "year": 12}


def begin(day: date, period: str) -> date:
    """The first day of the month, quarter or year that a day lies in.

    >>> begin(date(2026, 5, 20), "quarter")
    datetime.date(2026, 4, 1)
    """
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def end(first: date, period: str) -> date:
    """The last day of the period that begins on `first`."""
    last = moved(first, MONTHS[period] - 1)
    return date(last.year, last.month, monthrange(last.year, last.month)[1])


def moved(first: date, months: int) -> date:
    """The first day of the month so many months later; earlier where negative."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def parts(first: date, period: str, into: str) -> list[date]:
    """The first days of the smaller periods that a period consists of."""
    return [moved(first, months) for months in range(0, MONTHS[period], MONTHS[into])]


def name(first: date, period: str) -> str:
    """A period as people write it, the same in every language.

    >>> name(date(2026, 4, 1), "quarter"), name(date(2026, 4, 1), "month"), name(date(2026, 1, 1), "year")
    ('2026 Q2', '2026-04', '2026')
    """
    if period == "year":
        return str(first.year)
    return f"{first.year} Q{(first.month + 2) // 3}" if period == "quarter" else f"{first:%Y-%m}"
