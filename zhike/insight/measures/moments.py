"""As-of dates and the windows that end there."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _

BEGINNING = date(1, 1, 1)


def moments(dates: Sequence[date], *, window_months: int | None = None) -> pa.Table:
    """One row per as-of date, earliest first, with the days on which its windows start; all end before the date.

    Columns: ``as_of``, ``days_90_start``, ``year_start``, ``two_years_start``, ``window_start``
    (``window_months`` earlier, or the beginning of time).

    >>> moments([date(2012, 2, 29)]).to_pylist()[0]["year_start"]
    datetime.date(2011, 2, 28)
    """
    ordered = sorted({a_day(day) for day in dates})
    if not ordered:
        raise MeasureRefused(_("Give at least one as-of date."))
    starts = [BEGINNING if window_months is None else months_before(day, window_months) for day in ordered]
    return pa.table(
        {
            "as_of": pa.array(ordered, pa.date32()),
            "days_90_start": pa.array([day - timedelta(days=90) for day in ordered], pa.date32()),
            "year_start": pa.array([months_before(day, 12) for day in ordered], pa.date32()),
            "two_years_start": pa.array([months_before(day, 24) for day in ordered], pa.date32()),
            "window_start": pa.array(starts, pa.date32()),
        }
    )


def a_day(day: date) -> date:
    """The day itself; an instant is refused, since its day depends on a zone this package does not know."""
    if isinstance(day, datetime) or not isinstance(day, date):
        raise MeasureRefused(_("An as-of date is a day, not %(given)s."), given=repr(day))
    if day.year < 10:
        raise MeasureRefused(_("An as-of date is a day, not %(given)s."), given=day.isoformat())
    return day


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day where it is shorter.

    Raises ``OverflowError`` beyond the calendar, as days do.

    >>> months_before(date(2011, 7, 31), 1)
    datetime.date(2011, 6, 30)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if not date.min.year <= year < date.max.year:
        raise OverflowError("date value out of range")
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def month_ends(first: date, last: date) -> list[date]:
    """The as-of dates that close each whole month after ``first``, up to and including ``last``.

    As-of dates are exclusive, so the end of March is 1 April.

    >>> month_ends(date(2011, 1, 15), date(2011, 4, 1))
    [datetime.date(2011, 2, 1), datetime.date(2011, 3, 1), datetime.date(2011, 4, 1)]
    """
    ends = []
    month = date(first.year, first.month, 1)
    while (month := months_before(month, -1)) <= last:
        ends.append(month)
    return ends


def years_between(begin: date, end: date) -> float:
    """Whole years from one day to a later one, and the share of the year after that.

    >>> years_between(date(2023, 7, 1), date(2024, 7, 1)), years_between(date(2023, 7, 1), date(2025, 1, 1))
    (1.0, 1.504109589041096)
    """
    whole = end.year - begin.year
    whole -= months_before(begin, -12 * whole) > end
    last, coming = (months_before(begin, -12 * years) for years in (whole, whole + 1))
    return whole + (end - last) / (coming - last)
