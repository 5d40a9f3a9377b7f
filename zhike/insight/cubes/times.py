"""Grains of time: which days a value stands for, how an address says it and how people read it. Days in, values out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Grain:
    """One grain: the first day of what follows a first day, what it is called in addresses, and how it reads."""

    name: str
    after: Callable[[date], date]
    code: Callable[[date], str]
    read: Callable[[str], date]
    words: Callable[[date], str]

    def begin(self, day: date) -> date:
        """The first day of the period that holds a day.

        >>> GRAINS["quarter"].begin(date(2026, 5, 17))
        datetime.date(2026, 4, 1)
        """
        return BEGINS[self.name](day)

    def before(self, first: date) -> date:
        """The first day of the period before."""
        return self.begin(first - timedelta(days=1))

    def year_before(self, first: date) -> date:
        """The first day of the same period a year earlier; of a week the one 52 weeks before."""
        return first - timedelta(weeks=52) if self.name == "week" else years_before(first, 1)


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; of 29 February the 28th.

    >>> years_before(date(2024, 2, 29), 1)
    datetime.date(2023, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last one."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _next_month(first: date, months: int = 1) -> date:
    return months_before(first, -months)


def _quarter(text: str) -> date:
    year, number = text.split("-Q")
    if not 1 <= int(number) <= 4:
        raise ValueError(text)
    return date(int(year), int(number) * 3 - 2, 1)


def _quarter_words(day: date) -> str:
    return _("Q%(quarter)s %(year)s") % {"quarter": (day.month + 2) // 3, "year": day.year}


def _month_words(day: date) -> str:
    return f"{day.year}年{day.month}月" if (get_language() or "").startswith("zh") else date_format(day, "M Y")


BEGINS: dict[str, Callable[[date], date]] = {
    "year": lambda day: date(day.year, 1, 1),
    "quarter": lambda day: date(day.year, day.month - (day.month - 1) % 3, 1),
    "month": lambda day: date(day.year, day.month, 1),
    "week": lambda day: day - timedelta(days=day.weekday()),
    "day": lambda day: day,
}
GRAINS = {
    one.name: one
    for one in (
        Grain(
            "year",
            lambda first: date(first.year + 1, 1, 1),
            lambda day: f"{day:%Y}",
            lambda text: date(int(text), 1, 1),
            lambda day: _("%(year)s") % {"year": day.year},
        ),
        Grain(
            "quarter",
            lambda first: _next_month(first, 3),
            lambda day: f"{day.year}-Q{(day.month + 2) // 3}",
            _quarter,
            _quarter_words,
        ),
        Grain(
            "month",
            _next_month,
            lambda day: f"{day:%Y-%m}",
            lambda text: date.fromisoformat(f"{text}-01"),
            _month_words,
        ),
        Grain(
            "week",
            lambda first: first + timedelta(days=7),
            lambda day: f"{day:%G-W%V}",
            lambda text: date.fromisocalendar(int(text[:4]), int(text[6:]), 1),
            lambda day: _("week of %(day)s") % {"day": day.isoformat()},
        ),
        Grain("day", lambda first: first + timedelta(days=1), date.isoformat, date.fromisoformat, date.isoformat),
    )
}
