"""A calendar as a file of RFC 5545: lines folded at 75 bytes, texts escaped, times in a zone that the file explains."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhike.work.calendars.zones import vtimezone

PRODUCT = "-//Zhike//Calendar//EN"
OURS = "@zhike"  # the end of the name of whatever comes from here
FOLD = 75  # bytes of a line
UNPRINTABLE = dict.fromkeys((*range(9), *range(11, 32), 0x7F, 0x85, 0x2028, 0x2029))  # readers may end a line there
ESCAPED = UNPRINTABLE | str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Event:
    """One event. `starts` is a day for what takes a whole day, and then `ends` the first day after it."""

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime
    changed_at: datetime
    version: int = 1
    rule: str = ""
    place: str = ""
    is_free: bool = False  # it takes no time: a task of a day


def written(name: str, events: Iterable[Event], *, zone: str) -> str:
    """The whole file."""
    some = list(events)
    moments = [at for event in some for at in (event.starts, event.ends)]
    years = [at.year for at in moments] or [2026]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    head += [f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}", f"X-WR-TIMEZONE:{zone}"]
    head += ["REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M"]
    zones = vtimezone(zone, first_year=min(years) - 1, last_year=max(years) + 1)
    lines = [*head, *zones, *(line for event in some for line in _event(event, zone)), "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, never within a character; each but the first begins with a blank."""
    pieces, size = [""], 0
    for character in line:
        weight = len(character.encode())
        if size + weight > FOLD:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += weight
    return "\r\n".join(pieces)


def _event(event: Event, zone: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.version}",
        _time("DTSTART", event.starts, zone),
        _time("DTEND", event.ends, zone),
        f"SUMMARY:{_text(event.title)}",
    ]
    lines += [f"RRULE:{event.rule}"] if event.rule else []
    lines += [f"LOCATION:{_text(event.place)}"] if event.place else []
    lines += ["TRANSP:TRANSPARENT"] if event.is_free else []
    return [*lines, "END:VEVENT"]


def _time(name: str, at: date | datetime, zone: str) -> str:
    if isinstance(at, datetime):
        return f"{name};TZID={zone}:{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"
    return f"{name};VALUE=DATE:{at:%Y%m%d}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(ESCAPED)


def day_after(day: date) -> date:
    """The day on which an event of one day has ended."""
    return day + timedelta(days=1)
