"""When somebody is reminded."""

from datetime import date, datetime, time, timedelta, tzinfo

BEGINS = time(9)  # a day's work: a task of that day is spoken of then
KEPT = timedelta(days=1)  # what is missed for longer is no reminder any more


def moment_of(what: date | datetime, *, zone: tzinfo) -> datetime:
    """The moment that minutes are counted back from: the beginning, or of a day nine in the morning."""
    return what if isinstance(what, datetime) else datetime.combine(what, BEGINS, zone)


def is_due(moment: datetime, *, minutes_before: int, as_of: datetime, told_for: datetime | None) -> bool:
    """Whether it has to be told now: its time has come, not long ago, and it was not told for this very moment."""
    due = moment - timedelta(minutes=minutes_before)
    return due <= as_of < max(due, moment) + KEPT and told_for != moment
