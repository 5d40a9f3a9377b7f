"""The verbs of a task."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.work.actions.again import come_again, come_again_not
from zhike.work.models import Status, Task
from zhike.work.phrasing import SNOOZES
from zhike.work.rules.days import later_today, snoozed

Told = dict[str, list[str | None]]
LATER = ("later", gettext_lazy("later today"))


@action(
    Task,
    title=gettext_lazy("Mark done"),
    past=gettext_lazy("finished this task"),
    announces="work.task_done",
    offered=lambda task: task.is_open,
    undo="work.reopen",
    bulk=True,
)
def complete(task: Task, *, by) -> None:
    """It is done; of a task that comes again the next one is there at once."""
    _require_open(task)
    task.status, task.done_at = Status.DONE, timezone.now()
    task.save()
    come_again(task, by=by, today=timezone.localdate())


@action(
    Task,
    title=gettext_lazy("Drop"),
    past=gettext_lazy("dropped this task"),
    offered=lambda task: task.is_open,
    undo="work.reopen",
    bulk=True,
)
def drop(task: Task, *, by) -> None:
    """It will not be done; of a task that comes again only this one."""
    _require_open(task)
    task.status = Status.DROPPED
    task.save()
    come_again(task, by=by, today=timezone.localdate())


@action(
    Task,
    title=gettext_lazy("Reopen"),
    past=gettext_lazy("reopened this task"),
    offered=lambda task: not task.is_open,
    bulk=True,
)
def reopen(task: Task, *, by) -> Told:
    """It must be done after all; the next one of its recurrence, if nobody touched it, waits again."""
    if task.is_open:
        raise Refusal(_("This task is already open."))
    task.status, task.done_at = Status.OPEN, None
    task.save()
    return come_again_not(task, by=by)


@action(
    Task,
    title=gettext_lazy("Snooze"),
    past=gettext_lazy("put this task off"),
    offered=lambda task: task.is_open,
    undo="work.bring_back",
    labels={"to": gettext_lazy("put off until"), "day": gettext_lazy("or until the day")},
    choices={"to": (LATER, *SNOOZES, ("day", gettext_lazy("another day")))},
    bulk=True,
)
def snooze(task: Task, *, by, to: str = "tomorrow", day: date = None) -> None:  # type: ignore[assignment] # noqa: RUF013
    """Put it off: until later today, or to another day; a day that is said comes before the word for one."""
    _require_open(task)
    now, today = timezone.localtime(), timezone.localdate()
    to = "day" if day else to
    due = day if to == "day" else today if to == "later" else snoozed(to, today=today)
    if due is None:
        raise Refusal(_("Say until when."), field="day" if to == "day" else "to")
    if due < today:
        raise Refusal(_("This day is over already."), field="day")
    until = later_today(now) if to == "later" else None
    if (due, until) == (task.due_on, None):
        raise Refusal(_("It is due on that day already."), field="day")
    task.due_before, task.due_on, task.snoozed_until = task.due_on, due, until
    task.save()


@action(
    Task,
    title=gettext_lazy("Bring back"),
    past=gettext_lazy("brought this task back"),
    offered=lambda task: False,
)
def bring_back(task: Task, *, by) -> None:
    """It was not put off after all."""
    _require_open(task)
    if task.due_before is None and task.snoozed_until is None:
        raise Refusal(_("This task was not put off."))
    task.due_on, task.due_before, task.snoozed_until = task.due_before, None, None
    task.save()


def _require_open(task: Task) -> None:
    if not task.is_open:
        raise Refusal(_("This task is closed already; reopen it first."))
