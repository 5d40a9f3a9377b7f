"""A calendar file of others, as plain events within a window of days. Structure by vobject, zones by dateutil."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from io import StringIO
from time import thread_time
from typing import Any

from dateutil.tz import tzical
from django.utils.translation import gettext as _

from zhike.kit.refusal import Refusal
from zhike.work.calendars.pieces import Frame, Piece, events
from zhike.work.calendars.writing import OURS
from zhike.work.phrasing import refusal
from zhike.work.rules.recurring import NoRule, checked, moments, zone_named

LARGEST = 1024 * 1024  # bytes of a file
MOST = 2000  # events of a file, and of what they come to
LONGEST = 31 * 24 * 60  # minutes of an event
DURATION = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:\d+S)?)?")
ESCAPES = re.compile(r"\\([nN;,\\])")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
UNREADABLE = (ValueError, KeyError, OverflowError)
PATIENCE = 5  # seconds of processor for what recurs in a file
Moved = set[tuple[str, str]]


class Backwards(ValueError):
    """An event that ends before it begins."""


class NoZone(ValueError):
    """A zone that neither the database of zones nor the file knows."""


@dataclass(frozen=True)
class Found:
    """One event that was read. `uid` is stable for each of those that recur.

    `problem` says why it is passed over, and `line` where in the file that is.
    """

    uid: str
    title: str
    starts_at: datetime | None = None
    minutes: int = 60
    is_all_day: bool = False
    place: str = ""
    note: str = ""
    is_cancelled: bool = False
    problem: str = ""
    line: int = 0


def read(text: str, *, first: date, last: date, zone: tzinfo) -> list[Found]:
    """The events of a file from a day to before another; times without a zone are meant in `zone`. Raises Refusal."""
    if len(text.encode()) > LARGEST:
        raise Refusal(_("The file is larger than 1 MB."), field="file")
    if "BEGIN:VCALENDAR" not in text.upper():
        raise Refusal(_("This is no calendar file (.ics), or it is damaged."), field="file")
    pieces = events(text)
    if not pieces:
        raise Refusal(_("There are no events in this file."), field="file")
    if len(pieces) > MOST:
        raise Refusal(_("The file holds more than %(most)s events.") % {"most": MOST}, field="file")
    window = [datetime.combine(day, time.min, zone) for day in (first, last)]
    zones = {id(one.frame): _Zones(one.frame, zone) for one in pieces}
    whole = [(one.read, zones[id(one.frame)]) for one in pieces if one.read]
    moved = {(_uid(event), slot) for event, known in whole if (slot := _slot_or_none(event, known))}
    found: list[Found] = []
    begun = thread_time()
    for one in pieces:
        found += _found(one, zones[id(one.frame)], window, moved)
        if len(found) > MOST:
            raise Refusal(_("The file holds more than %(most)s events.") % {"most": MOST}, field="file")
        if thread_time() - begun > PATIENCE:
            raise Refusal(
                _("What recurs in this file takes too long to work out. Send fewer of its events."), field="file"
            )
    return sorted(found, key=lambda one: (one.starts_at or window[0], one.title))


class _Zones:
    """The zones of a calendar by name: of the database of zones, else as the file itself explains them."""

    def __init__(self, frame: Frame, usual: tzinfo):
        self.usual = usual
        self.is_cancelling = frame.method.upper() == "CANCEL"
        self.own = frame.zones
        self.known: dict[str, tzinfo] = {}

    def named(self, name: str) -> tzinfo:
        """A zone; that of the reader where none is named. Raises NoZone."""
        if name not in self.known:
            bare = "/".join(name.split("/")[-2:]) if name.startswith("/") else name  # after the address of a program
            zone = zone_named(bare) or self._explained(name) if name else self.usual
            if zone is None:
                raise NoZone(name)
            self.known[name] = zone
        return self.known[name]

    def _explained(self, name: str) -> tzinfo | None:
        """As the file has it: by changes of the clocks once a year, and not more often."""
        if name not in self.own:
            return None
        try:
            for part in self.own[name].getChildren():
                for line in getattr(part, "contents", {}).get("rrule", ()):
                    if checked(line.value.upper())["FREQ"] != "YEARLY":
                        return None
            return tzical(StringIO(self.own[name].serialize(validate=False))).get(name)
        except Exception:  # the parser raises whatever it meets
            return None

    def read(self, line: Any) -> date | datetime:
        """The value of a line that tells a time. Raises ValueError."""
        value = line.value.strip()
        if "T" not in value:
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
        if value.endswith("Z"):
            return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        name = next(iter(line.params.get("TZID", ())), "")
        return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=self.named(name))


def _found(piece: Piece, zones: _Zones, window: list[datetime], moved: Moved) -> list[Found]:
    """What comes of one event; what is wrong with it is told with its line."""
    if piece.problem:
        title = _plain(piece.title)[:120] or _("(no title)")
        return [Found("", title, problem=piece.problem, line=piece.line)]
    some = _occurrences(piece.read, zones, window, moved)
    return [replace(one, line=piece.line) if one.problem else one for one in some]


def _occurrences(one: Any, zones: _Zones, window: list[datetime], moved: Moved) -> Iterator[Found]:
    """An event, or each one of those that recur, within the window."""
    base = Found(_uid(one), _text(one, "summary")[:120] or _("(no title)"))
    if base.uid.endswith(OURS):
        yield replace(base, problem=_("it comes from here"))
        return
    try:
        starts = zones.read(one.contents["dtstart"][0])
        base = _described(one, base, starts, zones)
        at = base.starts_at
        if not base.uid or at is None:
            raise ValueError(base.uid)
        if slot := _slot(one, zones):
            base = replace(base, uid=f"{base.uid}#{slot}")
        if "rrule" not in one.contents or slot:
            if window[0] - timedelta(minutes=base.minutes) < at < window[1]:
                yield base
            return
        yield from _recurring(one, base, at, zones, window, moved)
    except NoRule as error:
        yield replace(base, problem=str(refusal(error)))
    except Backwards:
        yield replace(base, problem=_("it ends before it begins"))
    except NoZone as error:
        yield replace(base, problem=_("its time zone “%(zone)s” is not known") % {"zone": str(error)[:40]})
    except UNREADABLE:
        yield replace(base, problem=_("its time or its name cannot be read"))


def _recurring(
    one: Any, base: Found, at: datetime, zones: _Zones, window: list[datetime], moved: Moved
) -> Iterator[Found]:
    out = {_stamp(_moment(zones.read(line), zones.usual)) for line in _each(one, "exdate")}
    extra = [_moment(zones.read(line), zones.usual) for line in _each(one, "rdate")]
    rule, *others = one.contents["rrule"]
    if others:
        raise NoRule("not_understood", rule.value)
    extra += moments(rule.value.upper(), starts_at=at, first=window[0], last=window[1])
    for moment in sorted(extra):
        stamp = _stamp(moment)
        if stamp not in out and (base.uid, stamp) not in moved and window[0] <= moment < window[1]:
            yield replace(base, uid=f"{base.uid}#{stamp}", starts_at=moment)


def _described(one: Any, base: Found, starts: date | datetime, zones: _Zones) -> Found:
    is_all_day = not isinstance(starts, datetime)
    at = _moment(starts, zones.usual)
    if "dtend" in one.contents:
        minutes = (_moment(zones.read(one.contents["dtend"][0]), zones.usual) - at) // timedelta(minutes=1)
    else:
        minutes = _minutes(_of(one, "duration")) or (24 * 60 if is_all_day else 60)
    if minutes < 0 or _of(one, "duration").startswith("-"):
        raise Backwards(base.title)
    return replace(
        base,
        starts_at=at,
        minutes=min(max(minutes, 24 * 60 if is_all_day else 0), LONGEST),
        is_all_day=is_all_day,
        place=_text(one, "location")[:200],
        note=_text(one, "description")[:2000],
        is_cancelled=zones.is_cancelling or _of(one, "status").upper() == "CANCELLED",
    )


def _each(one: Any, name: str) -> Iterator[Any]:
    """Lines with several values, one value at a time."""
    for line in one.contents.get(name, ()):
        for value in line.value.split(","):
            copy = line.duplicate(line)
            copy.value = value
            yield copy


def _slot(one: Any, zones: _Zones) -> str:
    """Which of those that recur an event takes the place of, in UTC; nothing for one that stands for itself."""
    if "recurrence-id" not in one.contents:
        return ""
    return _stamp(_moment(zones.read(one.contents["recurrence-id"][0]), zones.usual))


def _slot_or_none(one: Any, zones: _Zones) -> str:
    """The same; nothing where it cannot be read either, which is told when its event is read."""
    try:
        return _slot(one, zones)
    except UNREADABLE:
        return ""


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M}"


def _moment(at: date | datetime, zone: tzinfo) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time.min, zone)


def _minutes(said: str) -> int:
    match = DURATION.fullmatch(said.strip())
    weeks, days, hours, minutes = (int(number or 0) for number in match.groups()) if match else (0, 0, 0, 0)
    return ((weeks * 7 + days) * 24 + hours) * 60 + minutes


def _of(one: Any, name: str) -> str:
    lines = one.contents.get(name, ())
    return str(lines[0].value).strip() if lines else ""


def _uid(one: Any) -> str:
    return UNPRINTABLE.sub("", _of(one, "uid"))[:200]


def _text(one: Any, name: str) -> str:
    return _plain(_of(one, name))


def _plain(written: str) -> str:
    """A text without its escapes; characters that no column takes are left out."""
    plain = ESCAPES.sub(lambda match: "\n" if match[1] in "nN" else match[1], written)
    return UNPRINTABLE.sub("", plain).strip()
