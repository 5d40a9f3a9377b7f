"""When the tea firm rests and works in the coming year, as far as it can be known: nobody has announced the rest."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from zhike.work.models import DayKind, SpecialDay
from zhike.work.rules.chinese import LunarDay, lunar

NEW_YEAR = LunarDay(1, 1)
SATURDAY = 5


def write_special_days(*, as_of: date, keep: Callable[[Sequence[Any]], list[Any]]) -> None:
    """The week of the Spring Festival, the day of the firm, and a Saturday worked when the spring tea comes in."""
    year = as_of.year + 1
    festival = next(day for day in _days(date(year, 1, 20)) if lunar(day) == NEW_YEAR) - timedelta(days=1)
    spring = next(day for day in _days(date(year, 4, 1)) if day.weekday() == SATURDAY)
    party = festival - timedelta(days=14)
    keep(
        [
            _said("春节", DayKind.OFF, festival, festival + timedelta(days=6)),
            _said("公司年会", DayKind.OFF, party, party),
            _said("春茶到货加班", DayKind.WORKED, spring, spring),
        ]
    )


def _days(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(40)]


def _said(name: str, kind: str, first: date, last: date) -> SpecialDay:
    return SpecialDay(name=name, kind=kind, starts_on=first, ends_on=last)
