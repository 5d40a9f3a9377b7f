"""What one thing of a day says, and the day as a whole."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime

from zhike.customers.models import Customer


@dataclass(frozen=True)
class Item:
    """One thing that waits: what, why now, and what is at stake.

    reason   why it stands here today, in a few words
    amount   what is at stake, in `currency` (that of the firm where it is empty); `stake` says what kind of amount
    at       the moment it begins, where it has one; due_on the day it is due
    done     the address that a post finishes it at; empty where it is finished on its page
    finish   the page where it is finished, with what comes next
    snooze   the address that a post puts it off at
    """

    kind: str
    title: str
    url: str
    reason: str = ""
    amount: Decimal | None = None
    currency: str = ""
    stake: str = ""
    customer: Customer | None = None
    at: datetime | None = None
    due_on: date | None = None
    done: str = ""
    finish: str = ""
    snooze: str = ""
    is_late: bool = False
    is_high: bool = False
    is_later: bool = False  # put off until later today
    is_ahead: bool = False  # not of this day

    @property
    def clock(self) -> str:
        """The time of the day it begins."""
        return f"{localtime(self.at):%H:%M}" if self.at else ""


Question = Callable[..., Iterable[Item]]
_questions: dict[str, Question] = {}


def register(kind: str, question: Question) -> None:
    """Let a package put its own into everybody's day. The last question under a kind wins."""
    _questions[kind] = question


@dataclass(frozen=True)
class Day:
    """A person's day: what waits now, what was put off until later today, what is to come, and how much is done."""

    items: list[Item]
    later: list[Item] = field(default_factory=list)
    ahead: list[Item] = field(default_factory=list)
    someday: list[Item] = field(default_factory=list)
    done: int = 0

    @property
    def open(self) -> int:
        """How many things wait."""
        return len(self.items) + len(self.later)

    @property
    def share(self) -> int:
        """How much of the day is done, in percent."""
        return round(100 * self.done / (self.done + self.open)) if self.done + self.open else 0


def my_day(*, by: Any, today: date, done: int = 0, by_time: bool = False) -> Day:
    """Everything that waits for a person on a day, the most at stake first, or in order of time."""
    found = [item for question in _questions.values() for item in question(by=by, today=today)]
    found.sort(key=_time if by_time else _stake)
    now = [item for item in found if not item.is_ahead]
    ahead = sorted((item for item in found if item.is_ahead), key=_time)
    return Day(
        items=[item for item in now if not item.is_later],
        later=[item for item in now if item.is_later],
        ahead=[item for item in ahead if item.due_on],
        someday=[item for item in ahead if not item.due_on],
        done=done,
    )


def _stake(item: Item) -> tuple:
    """The larger amount first; among those without one what is late, then what presses, then by time."""
    return (-(item.amount or 0), not item.is_late, not item.is_high, *_time(item))


def _time(item: Item) -> tuple:
    days = item.due_on or (localtime(item.at).date() if item.at else date.max)
    return (days, item.clock or "99", item.title)
