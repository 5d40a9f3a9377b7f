"""When a report goes out next. Arithmetic of local days, no clock."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_time(rhythm: str, day: int, hour: int, *, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment later than `after` at which a report is due, in the business zone.

    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> next_time("monthly", 31, 8, after=datetime(2026, 2, 1, tzinfo=zone), zone=zone).isoformat()
    '2026-02-28T08:00:00+08:00'
    """
    first = after.astimezone(zone).date()
    days = (first + timedelta(days=step) for step in range(63))
    moments = (datetime.combine(one, time(hour), zone) for one in days if _is_day(rhythm, day, one))
    return next(moment for moment in moments if moment > after)


def _is_day(rhythm: str, day: int, one: date) -> bool:
    if rhythm == "daily":
        return True
    if rhythm == "weekly":
        return one.isoweekday() == min(day, 7)
    return one.day == min(day, monthrange(one.year, one.month)[1])
