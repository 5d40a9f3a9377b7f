"""Arithmetic of sales, without a database."""

from datetime import date


def last_months(day: date, count: int) -> list[date]:
    """The first days of the `count` months that end with the month of `day`, oldest first.

    >>> last_months(date(2026, 2, 10), 3)
    [datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)]
    """
    last = day.year * 12 + day.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1)]
