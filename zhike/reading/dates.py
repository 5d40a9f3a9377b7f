"""Read days and moments in the forms people and programs write them.

2025-03-01 · 2025/3/1 · 2025.3.1 · 20250301 · 2025年3月1日 · 1/3/2025 · 3/1/2025 · 45717 (a spreadsheet's day
number) · Python dates and datetimes; each with or without a time (14:30, 14:30:05.5, 2:30 PM, 下午2:30, 14时30分)
and a zone (Z, +08:00).

Which of 1/3/2025 is the day cannot be known from one cell: ``day_first`` says it, and without it the cell is refused.
"""

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from zhike.reading.problems import BadValue
from zhike.reading.spreadsheet_safety import unprotect
from zhike.reading.values import BLANKS, is_blank

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
SPREADSHEET_EPOCH = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
SPREADSHEET_DAYS = range(20_000, 80_000)  # October 1954 to January 2119: the days a five-digit number may mean

_YEAR_FIRST = (
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|年 ?(?P<month2>[0-9]{1,2}) ?月 ?(?P<day2>[0-9]{1,2}) ?[日号]?|(?P<month3>[0-9]{2})(?P<day3>[0-9]{2}))"
)
_YEAR_LAST = r"(?P<first>[0-9]{1,2})(?P<mark4>[-/.])(?P<second>[0-9]{1,2})(?P=mark4)(?P<year4>[0-9]{4})"
_TIME = (
    r"(?:[ T]*(?P<half>上午|下午|中午|晚上|凌晨)? ?(?P<hour>[0-9]{1,2}) ?[:时点] ?(?P<minute>[0-9]{1,2}) ?分?"
    r"(?: ?:? ?(?P<second_of>[0-9]{1,2})(?:[.,](?P<fraction>[0-9]{1,9}))? ?秒?)?"
    r"(?: ?(?P<half2>[AaPp])\.?[Mm]\.?)?|[ T]?(?P<packed>[0-9]{6}))?"
)
_ZONE = r"(?: ?(?P<zone>[Zz]|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_WRITTEN = re.compile(f"(?:{_YEAR_FIRST}|{_YEAR_LAST}){_TIME}{_ZONE}")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SLASHED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.][0-9]{4}(?:[^0-9].*)?")


def moment(raw: object, *, zone: ZoneInfo, day_first: bool | None = None) -> datetime.datetime | None:
    """The cell as a moment with a time zone; None when blank. What names no zone is local time in ``zone``."""
    naive = _moment(raw, day_first=day_first)
    if naive is None or naive.tzinfo is not None:
        return naive
    return naive.replace(tzinfo=zone)


def day(raw: object, *, zone: ZoneInfo, day_first: bool | None = None) -> datetime.date | None:
    """The cell as a calendar day in ``zone``; None when blank."""
    found = moment(raw, zone=zone, day_first=day_first)
    return None if found is None else found.astimezone(zone).date()


def guess_day_first(cells: Iterable[object]) -> bool | None:
    """What cells like 13/1/2025 (day first) or 1/13/2025 (month first) give away; None where nothing or both."""
    slashed = [match for cell in cells if isinstance(cell, str) and (match := _SLASHED.fullmatch(cell.strip(BLANKS)))]
    day_leads = any(int(match[1]) > 12 for match in slashed)
    month_leads = any(int(match[2]) > 12 for match in slashed)
    return None if day_leads == month_leads else day_leads


def _moment(raw: object, *, day_first: bool | None) -> datetime.datetime | None:
    if is_blank(raw):
        return None
    if isinstance(raw, datetime.datetime):
        return _within_reason(raw, raw)
    if isinstance(raw, datetime.date):
        return _within_reason(datetime.datetime.combine(raw, datetime.time()), raw)
    if isinstance(raw, str):
        return _written_moment(raw, day_first=day_first)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _packed_or_serial(raw, day_first=day_first)
    raise BadValue("not_a_date", raw)


def _written_moment(raw: str, *, day_first: bool | None) -> datetime.datetime:
    written = " ".join(unicodedata.normalize("NFKC", unprotect(raw).strip(BLANKS)).split())
    if _SERIAL.fullmatch(written):
        return _serial(float(written), raw)
    parts = _WRITTEN.fullmatch(written)
    if parts is None:
        raise BadValue("not_a_date", raw)
    year, month, day_of_month = _calendar_day(parts, raw, day_first=day_first)
    try:
        found = datetime.datetime(year, month, day_of_month, *_clock(parts), tzinfo=_zone(parts["zone"]))
    except ValueError:
        raise BadValue("impossible_date", raw) from None
    return _within_reason(found, raw)


def _calendar_day(parts: re.Match, raw: str, *, day_first: bool | None) -> tuple[int, int, int]:
    if parts["year4"] is None:
        month = parts["month"] or parts["month2"] or parts["month3"]
        return int(parts["year"]), int(month), int(parts["day"] or parts["day2"] or parts["day3"])
    first, second, year = int(parts["first"]), int(parts["second"]), int(parts["year4"])
    if day_first is None and first != second:
        if first <= 12 and second <= 12:
            raise BadValue("ambiguous_date", raw)
        day_first = first > 12
    return (year, second, first) if day_first else (year, first, second)


def _clock(parts: re.Match) -> tuple[int, int, int, int]:
    """Hour, minute, second and microsecond; midnight where no time is written."""
    if packed := parts["packed"]:
        return int(packed[:2]), int(packed[2:4]), int(packed[4:]), 0
    if parts["hour"] is None:
        return 0, 0, 0, 0
    hour = int(parts["hour"])
    half = parts["half"] or (parts["half2"] or "").lower()
    if (half in ("下午", "晚上", "p") and hour < 12) or (half == "中午" and hour < 11):
        hour += 12
    elif half in ("上午", "凌晨", "a") and hour == 12:
        hour = 0
    microsecond = int((parts["fraction"] or "0")[:6].ljust(6, "0"))
    return hour, int(parts["minute"]), int(parts["second_of"] or 0), microsecond


def _zone(written: str | None) -> datetime.tzinfo | None:
    if written is None:
        return None
    if written.upper() in ("Z", "UTC"):
        return datetime.UTC
    hours, minutes = int(written[1:3]), int(written[-2:])
    offset = datetime.timedelta(hours=hours, minutes=minutes)
    return datetime.timezone(-offset if written[0] == "-" else offset)


def _packed_or_serial(raw: int | float, *, day_first: bool | None) -> datetime.datetime:
    """20250301 as a number, or a spreadsheet's count of days."""
    if 10_000_000 <= raw < 100_000_000 and raw == int(raw):
        return _written_moment(str(int(raw)), day_first=day_first)
    return _serial(float(raw), raw)


def _serial(days: float, raw: object) -> datetime.datetime:
    if math.isinf(days) or int(days) not in SPREADSHEET_DAYS:
        raise BadValue("not_a_date", raw)
    return SPREADSHEET_EPOCH + datetime.timedelta(seconds=round(days * 86_400))


def _within_reason(found: datetime.datetime, raw: object) -> datetime.datetime:
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise BadValue("impossible_date", raw)
    return found
