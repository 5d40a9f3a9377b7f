"""Arithmetic of movement and time, without Django."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta


def direction(best_first: Sequence[str], was: str | None, now: str | None) -> str:
    """Where a customer went between two days: up, down, lost, same, came (was not judged before) or left.

    >>> direction(("core", "active", "lost"), "active", "core")
    'up'
    """
    if was == now:
        return "same"
    if was is None:
        return "came"
    if now is None:
        return "left"
    if now == "lost":
        return "lost"
    return "up" if best_first.index(now) < best_first.index(was) else "down"


def first_of_month(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return first_of_month(first_of_month(day) + timedelta(days=31))


def months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from that of `first` to that of `last`."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = next_month(month)


def latest_month(as_of: date) -> date:
    """The month of the last day that counts when everything before `as_of` does."""
    return first_of_month(as_of - timedelta(days=1))


def share(part: float, whole: float) -> float:
    """The part of the whole between 0 and 1; nothing of nothing is 0."""
    return part / whole if whole else 0.0


#: Days without any order after which the history is taken to have ended, and not every customer to have left.
STILL_AFTER = 60


def day_to_judge(today: date, *, last_order: date, last_judged: date | None) -> date:
    """The day as of which the orders can judge anybody: today, or the day after the last order of a history that ended.

    Never before a day already judged.

    >>> day_to_judge(date(2026, 11, 21), last_order=date(2011, 6, 30), last_judged=None)
    datetime.date(2011, 7, 1)
    """
    ended = (today - last_order).days > STILL_AFTER
    day = last_order + timedelta(days=1) if ended else today
    return max(day, last_judged or day)
