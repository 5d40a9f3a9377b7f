"""A person's day, in questions: which tasks press, and which customers were lately believed to slip."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from zhike.customers.kinds import RUNGS, words_of
from zhike.customers.models import Customer, Standing
from zhike.kit.access.rows import rows
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.hiding import hide
from zhike.work.models import Task

DAYS_AHEAD = 7
LATELY = timedelta(days=60)
SHOWN = 8
COUNTED = 1000
RANKS = [value for value, _word in RUNGS]
SLIPPED_TO = ("edge", "inactive")


@dataclass(frozen=True)
class Agenda:
    """Open tasks of one person by when they are due: before today, today, in the coming days, or with no day."""

    overdue: list[Task]
    today: list[Task]
    next: list[Task]
    someday: list[Task]

    @property
    def pressing(self) -> int:
        """How many are due today or late."""
        return len(self.overdue) + len(self.today)

    @property
    def is_clear(self) -> bool:
        """Whether nothing at all stands here."""
        return not (self.overdue or self.today or self.next or self.someday)


@dataclass(frozen=True)
class Slip:
    """A customer that moved down the ladder lately: its rung, the rung before, and what is at stake."""

    customer: Customer
    standing: Standing
    before: str
    at_stake: Decimal | None

    @property
    def before_words(self) -> str:
        """The word of the rung it stood on before."""
        return words_of("rung", self.before)


def agenda(*, by, today: date) -> Agenda:
    """The open tasks assigned to a person."""
    near = _mine(by).filter(Q(due_on=None) | Q(due_on__lte=today + timedelta(days=DAYS_AHEAD)))
    tasks = list(near.select_related("customer").order_by("due_on", "priority", "id")[:200])
    hide(tasks, entity_of(Task).fields, by=by)
    return Agenda(
        overdue=[task for task in tasks if task.is_overdue(on=today)],
        today=[task for task in tasks if task.due_on == today],
        next=[task for task in tasks if task.due_on and task.due_on > today],
        someday=[task for task in tasks if task.due_on is None],
    )


def count_due(by) -> int:
    """How many tasks of a person are due today or late, no further than COUNTED."""
    return len(_mine(by).filter(due_on__lte=timezone.localdate()).values_list("pk")[:COUNTED])


def slipping(*, by) -> list[Slip]:
    """The person's customers that moved down to the edge or to inactive lately, by what they bought in twelve months.

    Lately counts back from the last move of anybody, so that the history of a firm that stopped importing still shows.
    """
    last = Standing.objects.filter(kind="rung").aggregate(last=Max("since"))["last"]
    if last is None:
        return []
    moved = _moved_down(since=last - LATELY).filter(customer__in=rows(Customer, by=by))
    found = moved.select_related("customer__owner").order_by(F("at_stake").desc(nulls_last=True), "-since", "id")
    return [Slip(row.customer, row, row.before, row.at_stake) for row in found[:SHOWN]]


def _mine(by) -> QuerySet[Task]:
    return rows(Task, by=by).filter(assignee=by, status="open")


def _moved_down(*, since: date) -> QuerySet[Any]:
    """Current rungs below the one before them, with `before` and `at_stake`."""
    earlier = Standing.objects.filter(customer=OuterRef("customer"), kind="rung", until=OuterRef("since"))
    bought = Standing.objects.current().filter(customer=OuterRef("customer"), kind="net_sales_12m")
    fell = Q()
    for value in SLIPPED_TO:
        fell |= Q(value=value, before__in=RANKS[: RANKS.index(value)])
    return (
        Standing.objects.current()
        .filter(kind="rung", value__in=SLIPPED_TO, since__gte=since)
        .annotate(before=Subquery(earlier.values("value")[:1]), at_stake=Subquery(bought.values("number")[:1]))
        .filter(fell)
    )
