"""Days as people name them in passing: tomorrow, next Monday, 下周三, 11-25, 月底, in three days."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

LATER = timedelta(hours=3)
LAST_HOUR = time(18)  # of a day of work
CHINESE = "一二三四五六日"
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PLAIN = {"今天": 0, "today": 0, "明天": 1, "tomorrow": 1, "后天": 2, "大后天": 3}
NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


def snoozed(to: str, *, today: date) -> date | None:
    """The day that tomorrow, monday (the next one) or week names; None for a word that is none."""
    monday = today + timedelta(days=7 - today.weekday())
    return {"tomorrow": today + timedelta(days=1), "monday": monday, "week": today + timedelta(days=7)}.get(to)


def later_today(now: datetime) -> datetime:
    """Some hours on, no later than the end of work unless that is over."""
    ends = datetime.combine(now.date(), LAST_HOUR, now.tzinfo)
    return min(now + LATER, ends) if now < ends else now + LATER


def day_named(text: str, *, today: date) -> date | None:
    """The day that a word or a date names, seen from `today`; None where it names none."""
    said = text.strip().lower().removeprefix("by ").removeprefix("on ").strip(" .。")
    for pattern, reading in READINGS:
        if match := re.fullmatch(pattern, said):
            try:
                return reading(match, today)
            except (ValueError, OverflowError):
                return None
    return None


def _plain(match: re.Match, today: date) -> date:
    return today + timedelta(days=PLAIN[match[0]])


def _ahead(match: re.Match, today: date) -> date:
    return today + timedelta(days=_number(match[1]))


def _weeks_ahead(match: re.Match, today: date) -> date:
    return today + timedelta(weeks=_number(match[1]))


def _weekday(match: re.Match, today: date) -> date:
    """周五 is that of this week, or of the next where it is over; 下周五 that of the next week."""
    word = match[2] if match[2] != "天" else "日"
    place = CHINESE.index(word)
    monday = today - timedelta(days=today.weekday())
    if match[1].startswith("下"):
        return monday + timedelta(days=place + 7 * match[1].count("下"))
    day = monday + timedelta(days=place)
    return day if day >= today or match[1].startswith("本") else day + timedelta(days=7)


def _english_weekday(match: re.Match, today: date) -> date:
    place = next(n for n, name in enumerate(ENGLISH) if name.startswith(match[2]))
    if match[1]:
        return today + timedelta(days=7 - today.weekday() + place)
    return today + timedelta(days=(place - today.weekday()) % 7)


def _month_end(match: re.Match, today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def _date(match: re.Match, today: date) -> date:
    return date(int(match[1]), int(match[2]), int(match[3]))


def _day_of_year(match: re.Match, today: date) -> date:
    """A day without a year is the next one of that name, or one just past."""
    day = date(today.year, int(match[1]), int(match[2]))
    return day if day >= today - timedelta(days=60) else day.replace(year=today.year + 1)


def _number(text: str) -> int:
    return NUMBERS[text] if text in NUMBERS else int(text)


READINGS: tuple[tuple[str, Callable[[re.Match, date], date]], ...] = (
    (rf"{'|'.join(PLAIN)}", _plain),
    (r"(\d{1,3}|[一二两三四五六七八九十])\s*天(?:内|后|之内)?", _ahead),
    (r"in (\d{1,3}) days?", _ahead),
    (r"(\d{1,2}|[一二两三四五六七八九十])\s*(?:周|个?星期)(?:内|后)?", _weeks_ahead),
    (r"in (\d{1,2}) weeks?", _weeks_ahead),
    (r"(下*个?|本|这)(?:周|星期|礼拜)([一二三四五六日天])", _weekday),
    (r"(next )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*", _english_weekday),
    (r"本?月底|(?:the )?end of (?:the )?month", _month_end),
    (r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", _date),
    (r"(\d{1,2})[-/.月](\d{1,2})[日号]?", _day_of_year),
)
