"""Days that are not what the week says, as entries of a calendar that is read elsewhere: days in a row as one."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import pgettext

from zhike.work.calendars.writing import OURS, Event, day_after
from zhike.work.models import last_said_at, work_calendar
from zhike.work.rules.chinese import Special


def days_off(first: date, last: date, *, since: datetime, is_chinese: bool) -> Iterator[Event]:
    """The days off and the weekend days worked for them, from one day to another, both included.

    They are as old as the last thing the firm said of its days, and `since` where it said nothing.
    """
    changed_at = last_said_at() or since
    for begins, ends, one in _runs(first, last):
        word = pgettext("holiday", "off") if one.is_off else pgettext("holiday", "works")
        yield Event(
            uid=f"day-{begins:%Y%m%d}{OURS}",
            title=f"{one.chinese if is_chinese else one.english} · {word}",
            starts=begins,
            ends=day_after(ends),
            changed_at=changed_at,
            is_free=True,
        )


def _runs(first: date, last: date) -> Iterator[tuple[date, date, Special]]:
    """Days in a row of which the same is said: the first, the last, and what is said."""
    calendar = work_calendar()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    said = [(day, calendar.special(day)) for day in days] + [(day_after(last), None)]
    begins = first
    for (day, one), (after, coming) in pairwise(said):
        if one and one != coming:
            yield begins, day, one
        if one != coming:
            begins = after
