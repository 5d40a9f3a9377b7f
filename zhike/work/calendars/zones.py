"""VTIMEZONE: the offsets of a zone as a calendar program needs them, RFC 5545 section 3.6.5."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@cache
def vtimezone(name: str, *, first_year: int, last_year: int) -> list[str]:
    """The lines of a zone: the offset it begins with, then one observance for each change of the clocks."""
    zone = ZoneInfo(name)
    begins = datetime(first_year, 1, 1, tzinfo=UTC)
    before = _offset(begins, zone)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(begins.astimezone(zone), before, before)]
    for change in _changes(zone, begins, datetime(last_year + 1, 1, 1, tzinfo=UTC)):
        was = _offset(change - timedelta(seconds=1), zone)
        lines += _observance(
            change.astimezone(zone), was, _offset(change, zone), wall=(change + was).replace(tzinfo=None)
        )
    return [*lines, "END:VTIMEZONE"]


def _changes(zone: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The moments at which a zone changes its offset: by the day first, then by the second."""
    at = begins
    while at < ends:
        then = at + timedelta(days=1)
        if _offset(at, zone) != _offset(then, zone):
            low, high = at, then
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
                low, high = (middle, high) if _offset(middle, zone) == _offset(at, zone) else (low, middle)
            yield high
        at = then


def _observance(local: datetime, was: timedelta, now: timedelta, *, wall: datetime | None = None) -> list[str]:
    """One offset and since when it holds; its beginning is told in the wall time of the offset before."""
    kind = "DAYLIGHT" if local.dst() else "STANDARD"
    begins = wall or local.replace(tzinfo=None)
    told = [f"DTSTART:{begins:%Y%m%dT%H%M%S}", f"TZOFFSETFROM:{_said(was)}", f"TZOFFSETTO:{_said(now)}"]
    return [f"BEGIN:{kind}", *told, f"TZNAME:{local.tzname()}", f"END:{kind}"]


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _said(offset: timedelta) -> str:
    sign, minutes = ("-" if offset < timedelta() else "+"), abs(offset) // timedelta(minutes=1)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}"
