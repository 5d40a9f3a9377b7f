"""The Chinese calendar beside the common one: its day, public holidays, and the weekend days worked for them (调休).

Holidays are those of the yearly notices of the General Office of the State Council, as kept by the library
chinesecalendar; of years without a notice as yet it knows none. The day of the Chinese calendar is reckoned by the
library cnlunar. Which days are worked, `zhike.work.rules.working` says: the firm has a say in that.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from chinese_calendar.constants import Holiday, holidays, workdays
from cnlunar import Lunar

NOON = time(12)
FIRST, LAST = 1901, 2099  # years that the Chinese calendar is reckoned for
SIGNS = "日一二三四五六七八九十"


@dataclass(frozen=True)
class Special:
    """A day that is not what its place in the week says: off for a holiday, or worked for one."""

    english: str
    chinese: str
    is_off: bool


class LunarDay(NamedTuple):
    """A day of the Chinese calendar."""

    month: int
    day: int
    is_leap: bool = False  # whether its month is a leap one

    @property
    def signs(self) -> str:
        """As it is written; on the first of a month the name of the month.

        >>> [LunarDay(1, 1).signs, LunarDay(6, 1, True).signs, LunarDay(8, 15).signs, LunarDay(12, 30).signs]
        ['正月', '闰六月', '十五', '三十']
        """
        if self.day == 1:
            name = {1: "正", 11: "冬", 12: "腊"}.get(self.month) or SIGNS[self.month]
            return f"{'闰' if self.is_leap else ''}{name}月"
        if self.day % 10 == 0:
            return {10: "初十", 20: "二十", 30: "三十"}[self.day]
        return f"{'初十廿'[self.day // 10]}{SIGNS[self.day % 10]}"


@lru_cache(maxsize=1024)
def lunar(day: date) -> LunarDay | None:
    """A day in the Chinese calendar; None for years it is not reckoned for.

    >>> lunar(date(2026, 2, 17)), lunar(date(2025, 7, 25))
    (LunarDay(month=1, day=1, is_leap=False), LunarDay(month=6, day=1, is_leap=True))
    """
    if not FIRST <= day.year <= LAST:
        return None
    found = Lunar(datetime.combine(day, NOON))
    return LunarDay(found.lunarMonth, found.lunarDay, bool(found.isLunarLeapMonth))


def special(day: date) -> Special | None:
    """What is said of a day beside its place in the week."""
    off, worked = holidays.get(day), workdays.get(day)
    if off is None and worked is None:
        return None
    one = Holiday(worked or off)
    return Special(one.value, one.chinese, is_off=worked is None)


def is_known(year: int) -> bool:
    """Whether the public holidays of a year were announced when the library was made."""
    return date(year, 10, 1) in holidays
