"""Days and moments that come again: a subset of the RRULE of RFC 5545, section 3.3.10.

Wall time is what recurs: a meeting at nine stays at nine when the clocks change. A time that the clocks skip is read
with the offset before the gap, one that comes twice is the first of both, as section 3.3.5 says.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from zhike.work.rules.working import WorkCalendar

ONE_DAY, MONTH, DAY_OF_MONTH = r"[+-]?[1-5]?(MO|TU|WE|TH|FR|SA|SU)", r"([1-9]|1[0-2])", r"-?([1-9]|[12]\d|3[01])"
PARTS = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": r"[1-9]\d{0,2}",
    "BYDAY": rf"{ONE_DAY}(,{ONE_DAY})*",
    "BYMONTHDAY": rf"{DAY_OF_MONTH}(,{DAY_OF_MONTH})*",
    "BYMONTH": rf"{MONTH}(,{MONTH})*",
    "BYSETPOS": r"-?[1-9]\d?",
    "COUNT": r"[1-9]\d{0,3}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "WKST": ONE_DAY,
}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = ",".join(DAYS[:5])
SHORTEST_MONTH = 28  # days
MOST_TIMES = 9999


class NoRule(ValueError):
    """A rule that cannot be; `why` is both_ends, ends_before, how_many, no_pattern or not_understood."""

    def __init__(self, why: str, rule: str = ""):
        super().__init__(f"{why}: {rule[:60]}")
        self.why, self.rule = why, rule[:60]


def written(pattern: str, *, starts_on: date, until: date | None = None, times: int = 0) -> str:
    """The rule of a pattern such as `workdays`, until a last day or so many times. Raises NoRule for both at once.

    A day that some months do not have falls on their last one: the 31st of January is followed by the 28th of February.
    """
    if until and times:
        raise NoRule("both_ends")
    if until and until < starts_on:
        raise NoRule("ends_before")
    if not 0 <= times <= MOST_TIMES:
        raise NoRule("how_many")
    day = DAYS[starts_on.weekday()]
    rules = {
        "daily": "FREQ=DAILY",
        "workdays": f"FREQ=WEEKLY;BYDAY={WORKDAYS}",
        "weekly": f"FREQ=WEEKLY;BYDAY={day}",
        "fortnightly": f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        "monthly": f"FREQ=MONTHLY;{_day_of_month(starts_on.day)}",
        "month_end": "FREQ=MONTHLY;BYMONTHDAY=-1",
        "yearly": f"FREQ=YEARLY;BYMONTH={starts_on.month};{_day_of_month(starts_on.day, most=_longest(starts_on))}",
    }
    if pattern not in rules:
        raise NoRule("no_pattern")
    return rules[pattern] + (f";UNTIL={until:%Y%m%d}" if until else f";COUNT={times}" if times else "")


def checked(rule: str) -> dict[str, str]:
    """The parts of a rule by name. Raises NoRule for what is not of the subset."""
    said = dict(part.partition("=")[::2] for part in rule.strip().rstrip(";").split(";"))
    is_read = all(re.fullmatch(PARTS.get(name, "(?!)"), value) for name, value in said.items())
    is_odd = said.get("FREQ") == "DAILY" and said.keys() & {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"}
    if not is_read or is_odd or "FREQ" not in said:
        raise NoRule("not_understood", rule)
    return said


def following(rule: str, *, starts_on: date, after: date) -> date | None:
    """The next day of a rule after a day; None where it has ended."""
    found = _rule(rule, datetime.combine(starts_on, time.min), zone=None).after(datetime.combine(after, time.min))
    return found.date() if found else None


def next_slot(rule: str, *, starts_on: date, after: date, calendar: WorkCalendar) -> date | None:
    """The next day of a task that comes again. “Every working day” means the days on which people work: no public
    holiday, and the weekend days that are worked for one; else it is the next day of the rule.
    """
    slot = following(rule, starts_on=starts_on, after=after)
    said = checked(rule)
    if slot is None or said.get("FREQ") != "WEEKLY" or said.get("BYDAY") != WORKDAYS or "INTERVAL" in said:
        return slot
    worked = calendar.workday(after + timedelta(days=1))
    is_over = "UNTIL" in said and f"{worked:%Y%m%d}" > said["UNTIL"][:8]
    return None if is_over else worked


def days(rule: str, *, starts_on: date, first: date, last: date) -> list[date]:
    """The days of a rule from `first` to `last`, both included."""
    ends = datetime.combine(last, time.min)
    found = takewhile(lambda at: at <= ends, _rule(rule, datetime.combine(starts_on, time.min), zone=None))
    return [at.date() for at in found if at.date() >= first]


def moments(rule: str, *, starts_at: datetime, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments of a rule, in the zone of `starts_at`, from `first` to before `last`."""
    zone = starts_at.tzinfo
    for wall in _rule(rule, starts_at.replace(tzinfo=None), zone=zone):
        at = wall.replace(tzinfo=zone)
        if at >= last:
            return
        if at >= first:
            yield at


def _rule(rule: str, starts: datetime, *, zone: tzinfo | None) -> rrule:
    """The rule over naive wall time. An end said in UTC is brought to the wall time of the zone first."""
    said = checked(rule)
    until = said.get("UNTIL", "")
    if until.endswith("Z"):
        at = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        said["UNTIL"] = f"{at.astimezone(zone or UTC):%Y%m%dT%H%M%S}"
    elif until and "T" not in until:
        said["UNTIL"] = f"{until}T235959"  # the last day counts whole
    try:
        return rrulestr(";".join(f"{name}={value}" for name, value in said.items()), dtstart=starts)
    except ValueError as error:
        raise NoRule("not_understood", rule) from error


def _day_of_month(day: int, *, most: int = 31) -> str:
    if day <= SHORTEST_MONTH or most == day == SHORTEST_MONTH:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(str(n) for n in range(SHORTEST_MONTH, day + 1))};BYSETPOS=-1"


def _longest(day: date) -> int:
    """How many days the month of a day has in a leap year."""
    following_month = (day.replace(year=2024, day=1) + timedelta(days=32)).replace(day=1)
    return (following_month - timedelta(days=1)).day


def zone_named(name: str) -> ZoneInfo | None:
    """A zone by its name in the database of zones; None where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None
