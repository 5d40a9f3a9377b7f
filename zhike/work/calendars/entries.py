"""What stands on the days of people: tasks, visits and meetings, as far as who asks may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime, make_aware

from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.work.models import Meeting, MeetingStatus, Status, Task, TaskKind, Visit, VisitStatus

MOST = 600  # of each noun on one page
MOVED = {"tasks": "due_on", "visits": "planned_at", "meetings": "starts_at"}


@dataclass(frozen=True)
class Entry:
    """One thing on one day."""

    slug: str
    row: Any
    day: date
    kind: str
    at: datetime | None = None
    is_done: bool = False
    who: str = ""

    @property
    def clock(self) -> str:
        """The time of the day it begins, where it has one."""
        return f"{localtime(self.at):%H:%M}" if self.at else ""

    @property
    def order(self) -> tuple:
        """What has no time comes first."""
        return (self.clock, self.kind, self.row.pk)


def entries(people: Sequence[Staff], *, by: Any, first: date, last: date) -> list[Entry]:
    """What stands on the days of these people from one day to another, both included. Three queries."""
    begins, ends = _midnight(first), _midnight(last + timedelta(days=1))
    tasks = rows(Task, by=by).filter(assignee__in=people, due_on__range=(first, last)).exclude(status=Status.DROPPED)
    visits = rows(Visit, by=by).filter(owner__in=people, planned_at__gte=begins, planned_at__lt=ends)
    meetings = rows(Meeting, by=by).filter(starts_at__gte=begins, starts_at__lt=ends)
    meetings = meetings.filter(Q(owner__in=people) | Q(people__in=people)).distinct()
    found = [_task(task) for task in tasks.select_related("assignee")[:MOST]]
    found += [_visit(row) for row in visits.exclude(status=VisitStatus.CANCELLED).select_related("owner")[:MOST]]
    found += [_meeting(row) for row in meetings.exclude(status=MeetingStatus.CANCELLED).select_related("owner")[:MOST]]
    return sorted(found, key=lambda entry: (entry.day, entry.order))


def _task(task: Task) -> Entry:
    kind = "call" if task.kind == TaskKind.CALL else "task"
    day = task.due_on or date.min  # the database gave only those with a day
    return Entry("tasks", task, day, kind, is_done=not task.is_open, who=str(task.assignee or ""))


def _visit(visit: Visit) -> Entry:
    done = visit.status == VisitStatus.DONE
    day = localtime(visit.planned_at).date()
    return Entry("visits", visit, day, "visit", visit.planned_at, done, str(visit.owner or ""))


def _meeting(meeting: Meeting) -> Entry:
    held = meeting.status == MeetingStatus.HELD
    at = None if meeting.is_all_day else meeting.starts_at
    return Entry(
        "meetings", meeting, localtime(meeting.starts_at).date(), "meeting", at, held, str(meeting.owner or "")
    )


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
