"""What work itself puts into a day: tasks that press, visits and meetings of the day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.customers.knowing import may_know
from zhike.customers.models import Customer, Standing
from zhike.kit.access.rows import rows
from zhike.kit.registry import gates
from zhike.kit.surfaces.cells import address_of
from zhike.work.day.items import Item
from zhike.work.models import Meeting, MeetingStatus, Priority, Status, Task, TaskKind, Visit, VisitStatus

DAYS_AHEAD = 7
COUNTED = 1000
MOST = 200  # things of one kind on a day


def tasks(*, by: Any, today: date) -> Iterator[Item]:
    """Tasks that are due today or late, those of the coming days and those without a day."""
    near = _mine(by).filter(Q(due_on=None) | Q(due_on__lte=today + timedelta(days=DAYS_AHEAD)))
    for task in _valued(near.order_by("due_on", "priority", "id")[:MOST], by=by):
        yield task_item(task, today=today)


def task_item(task: Any, *, today: date) -> Item:
    """A task as a thing of the day."""
    late = (today - task.due_on).days if task.due_on else 0
    reason = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late} if late > 0 else ""
    return Item(
        kind="call" if task.kind == TaskKind.CALL else "message" if task.kind == TaskKind.MESSAGE else "task",
        title=task.title,
        url=address_of(task),
        reason=reason,
        due_on=task.due_on,
        done=f"{address_of(task)}do/complete/",
        finish=f"{address_of(task.customer)}call/?task={task.pk}" if _is_call(task) else "",
        snooze=f"{address_of(task)}do/snooze/",
        is_late=late > 0,
        is_high=task.priority == Priority.HIGH,
        is_ahead=task.due_on is None or task.due_on > today,
        is_later=bool(task.snoozed_until and task.snoozed_until > timezone.now()),
        **_stake(task),
    )


def visits(*, by: Any, today: date) -> Iterator[Item]:
    """Visits of today, and earlier ones that nobody finished."""
    still = rows(Visit, by=by).filter(owner=by, status__in=(VisitStatus.PLANNED, VisitStatus.THERE))
    due = still.filter(planned_at__lt=_morning(today + timedelta(days=1))).order_by("planned_at", "id")
    for visit in _valued(due[:MOST], by=by):
        is_late = visit.planned_at < _morning(today)
        arrived = visit.checked_in_at and f"{timezone.localtime(visit.checked_in_at):%H:%M}"
        since = _("on site since %(time)s") % {"time": arrived} if arrived else ""
        yield Item(
            kind="visit",
            title=visit.purpose,
            url=f"{address_of(visit)}on-site/",
            reason=since or (_("not finished") if is_late else visit.place),
            at=visit.planned_at,
            finish=f"{address_of(visit)}on-site/",
            is_late=is_late,
            **_stake(visit),
        )


def meetings(*, by: Any, today: date) -> Iterator[Item]:
    """Meetings of today, their own and those they are invited to."""
    until = _morning(today + timedelta(days=1))
    mine = rows(Meeting, by=by).filter(Q(owner=by) | Q(people=by), status=MeetingStatus.PLANNED)
    due = mine.filter(starts_at__gte=_morning(today), starts_at__lt=until).distinct().order_by("starts_at", "id")
    for meeting in _valued(due[:MOST], by=by):
        yield Item(
            kind="meeting",
            title=meeting.title,
            url=address_of(meeting),
            reason=meeting.place,
            at=None if meeting.is_all_day else meeting.starts_at,
            due_on=today,
            finish=f"{address_of(meeting)}minutes/",
            **_stake(meeting),
        )


def due_now(by: Any) -> QuerySet[Task]:
    """The tasks of a person that are due today or late."""
    return _mine(by).filter(due_on__lte=timezone.localdate())


def count_due(by: Any) -> int:
    """How many those are, no further than COUNTED."""
    return len(due_now(by).values_list("pk")[:COUNTED])


def count_done(*, by: Any, today: date) -> int:
    """How many tasks and visits of a person were finished on a day."""
    between = (_morning(today), _morning(today + timedelta(days=1)))
    done = rows(Task, by=by).filter(assignee=by, done_at__range=between).values("pk")
    left = rows(Visit, by=by).filter(owner=by, status=VisitStatus.DONE, checked_out_at__range=between).values("pk")
    return done.union(left, all=True).count()


def _mine(by: Any) -> QuerySet[Task]:
    return rows(Task, by=by).filter(assignee=by, status=Status.OPEN)


def _valued(some: QuerySet[Any], *, by: Any) -> Sequence[Any]:
    """The rows with the worth of their customer; of one out of sight neither is told."""
    bought = Standing.objects.current().filter(customer=OuterRef("customer"), kind="net_sales_12m")
    seen = Exists(rows(Customer, by=by).filter(pk=OuterRef("customer")))
    found = some.select_related("customer").annotate(worth=Subquery(bought.values("number")[:1]), is_seen=seen)
    known = list(found)
    for row in known:
        gates[-1].cover(row, by=by)
        if not row.is_seen:
            row.customer = None
        row.worth = (row.customer and may_know("net_sales_12m", by=by) and row.worth) or None
    return known


def _stake(row: Any) -> dict[str, Any]:
    return {"amount": row.worth, "stake": _("bought in 12 months"), "customer": row.customer}


def _is_call(task: Task) -> bool:
    return task.kind == TaskKind.CALL and task.customer is not None


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
