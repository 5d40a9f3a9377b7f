"""What comes next: asked for when a call, a visit or a meeting ends, and answered with a task or a reason."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_labelled
from zhike.work.actions.adding import add_task, turn
from zhike.work.models import Status, Task, TaskKind

LABELS = {
    "next_what": gettext_lazy("next step"),
    "next_kind": gettext_lazy("by"),
    "next_on": gettext_lazy("on which day"),
    "no_next": gettext_lazy("or: no next step, because"),
    "about": gettext_lazy("about"),
}
CHOICES = {"next_kind": TaskKind.choices}


def next_step(activity: Any, *, by: Any, next_what: str, next_kind: str, next_on: date | None, no_next: str) -> None:
    """Keep on a call or a visit what comes next. Raises Refusal where neither a step nor a reason is said, or both."""
    what, because = next_what.strip(), no_next.strip()
    require_next(what, next_on, because)
    activity.next_task, activity.no_next = None, because
    if what:
        activity.next_task = add_task(
            by=by,
            regarding=activity.regarding(by=by),
            title=what,
            kind=next_kind or TaskKind.TODO,
            customer=activity.customer,
            assignee=activity.owner or by,
            due_on=next_on,
        )


def require_next(what: str, day: date | None, because: str) -> None:
    """Refuse what leaves open whether something follows."""
    if what and because:
        raise Refusal(_("Say what comes next, or why nothing does, not both."), field="no_next")
    if not what and not because:
        raise Refusal(_("Say what comes next and when, or why nothing does."), field="next_what")
    if what and day is None:
        raise Refusal(_("Say by which day."), field="next_on")
    if day and day < timezone.localdate():
        raise Refusal(_("What comes next lies ahead: choose today or a later day."), field="next_on")


def regarded(about: str, *, by: Any) -> Model | None:
    """The row of “deals.deal 12”. Raises Refusal for one that `by` does not see."""
    noun, _space, key = about.partition(" ")
    entity = entity_labelled(noun)
    row = rows(entity.model, by=by).filter(pk=int(key)).first() if entity and key.isdecimal() else None
    if about and row is None:
        raise Refusal(_("“%(field)s” names nothing you can see.") % {"field": _("about")}, field="about")
    return row


def withdraw(task: Task | None, *, by: Any) -> dict[str, list[str | None]]:
    """Drop the task that an act brought about and that is taken back now, where it is still open; for the trace."""
    if task is None or not task.is_open:
        return {}
    turn(task, Status.DROPPED, verb="work.drop", by=by)
    return {"next_task": [task.title, None]}
