"""The verbs of a task."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.work.models import Status, Task


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
    """It is done."""
    _require_open(task)
    task.status, task.done_at = Status.DONE, timezone.now()
    task.save()


@action(
    Task,
    title=gettext_lazy("Drop"),
    past=gettext_lazy("dropped this task"),
    offered=lambda task: task.is_open,
    undo="work.reopen",
    bulk=True,
)
def drop(task: Task, *, by) -> None:
    """It will not be done."""
    _require_open(task)
    task.status = Status.DROPPED
    task.save()


@action(
    Task,
    title=gettext_lazy("Reopen"),
    past=gettext_lazy("reopened this task"),
    offered=lambda task: not task.is_open,
    bulk=True,
)
def reopen(task: Task, *, by) -> None:
    """It must be done after all."""
    if task.is_open:
        raise Refusal(_("This task is already open."))
    task.status, task.done_at = Status.OPEN, None
    task.save()


def _require_open(task: Task) -> None:
    if not task.is_open:
        raise Refusal(_("This task is closed already; reopen it first."))
