"""Which days are worked: what the firm says of a day, else the public notice, else the week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhike.work.rules import chinese
from zhike.work.rules.chinese import Special

SATURDAY = 5
ENOUGH = 5  # days off of a firm without which nobody has entered the holidays of a year


@dataclass(frozen=True)
class WorkCalendar:
    """The calendar of a firm. `own` holds the days it says something of; None is a day like any other of its week.

    >>> public = WorkCalendar()
    >>> [public.is_workday(date(2026, 10, day)) for day in (1, 10, 11)]
    [False, True, False]
    """

    own: Mapping[date, Special | None] = field(default_factory=dict)

    def special(self, day: date) -> Special | None:
        """What is said of a day beside its place in the week."""
        return self.own[day] if day in self.own else chinese.special(day)

    def is_workday(self, day: date) -> bool:
        """Whether people work on a day."""
        known = self.special(day)
        return not known.is_off if known else day.weekday() < SATURDAY

    def workday(self, day: date) -> date:
        """The day itself; where nobody works then, the first day after it on which people do."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def count(self, first: date, last: date) -> int:
        """How many days are worked from one day to another, both counted."""
        return sum(self.is_workday(first + timedelta(days=number)) for number in range((last - first).days + 1))

    def knows(self, year: int) -> bool:
        """Whether the holidays of a year are known: announced, or entered. A few days off are no holidays yet."""
        own = [day for day, one in self.own.items() if one and one.is_off and day.year == year]
        return chinese.is_known(year) or len(own) >= ENOUGH
