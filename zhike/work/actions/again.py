"""Tasks that come again: one of a recurrence is open at a time."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.work.actions.adding import put, turn
from zhike.work.models import Recurrence, Status, Task, work_calendar
from zhike.work.phrasing import PATTERNS, refusal
from zhike.work.rules.recurring import NoRule, next_slot, written

Told = dict[str, list[str | None]]
OF_THE_SERIES = ("title", "kind", "customer", "assignee", "priority", "note")


@action(
    Task,
    title=gettext_lazy("Repeat…"),
    past=gettext_lazy("let this task come again"),
    offered=lambda task: task.is_open and task.recurrence_id is None,
    labels={
        "how": gettext_lazy("how often"),
        "until": gettext_lazy("until (nothing: without end)"),
        "times": gettext_lazy("or so many times"),
    },
    choices={"how": PATTERNS},
    undo="work.stop_repeating",
)
def repeat(task: Task, *, by, how: str, until: date = None, times: int = 0) -> Told:  # type: ignore[assignment] # noqa: RUF013
    """Whenever this task is done, the next one is there, counted from the day it is due."""
    if not task.is_open:
        raise Refusal(_("This task is closed already; reopen it first."))
    if task.recurrence_id is not None:
        raise Refusal(_("This task comes again already; stop that first."))
    if task.due_on is None:
        raise Refusal(_("Give this task a day first; the others are counted from it."))
    try:
        rule = written(how, starts_on=task.due_on, until=until, times=times or 0)
    except NoRule as error:
        raise refusal(error) from error
    task.recurrence = Recurrence(rule=rule, starts_on=task.due_on)
    _keep_series(task)
    task.slot = task.due_on
    task.save()
    return {"rule": [None, rule]}


@action(
    Task,
    title=gettext_lazy("Skip this one"),
    past=gettext_lazy("skipped this one"),
    offered=lambda task: task.is_open and task.recurrence_id is not None,
    undo="work.reopen",
)
def skip(task: Task, *, by) -> None:
    """Not this time; the next one is there at once."""
    _require_series(task)
    if not task.is_open:
        raise Refusal(_("This task is closed already; reopen it first."))
    task.status = Status.DROPPED
    task.save()
    come_again(task, by=by, today=timezone.localdate())


@action(
    Task,
    title=gettext_lazy("Change the whole series"),
    past=gettext_lazy("changed the whole series"),
    offered=lambda task: task.is_open and task.recurrence_id is not None,
)
def change_series(task: Task, *, by) -> Told:
    """The ones to come are like this one now: its words, its person, and as many days beside the day of the rule."""
    series = _require_series(task)
    before = [getattr(series, name) for name in (*OF_THE_SERIES, "shift")]
    _keep_series(task)
    if before == [getattr(series, name) for name in (*OF_THE_SERIES, "shift")]:
        raise Refusal(_("The series is like this task already."))
    return {"series": [str(before[0]), series.title]}


@action(
    Task,
    title=gettext_lazy("Stop repeating"),
    past=gettext_lazy("ended the repetition"),
    offered=lambda task: task.recurrence_id is not None and task.is_open,
)
def stop_repeating(task: Task, *, by) -> Told:
    """This one stays; no other comes after it."""
    series = _require_series(task)
    series.ended_at = timezone.now()
    series.save(update_fields=["ended_at"])
    task.recurrence, task.slot = None, None
    task.save()
    return {"rule": [series.rule, None]}


def come_again(task: Task, *, by: Any, today: date) -> Task | None:
    """The next task of the recurrence of one that was closed; the days missed meanwhile are not made up for."""
    series = task.recurrence
    if series is None or series.ended_at or task.slot is None:
        return None
    after, calendar = max(task.slot, today - timedelta(days=1)), work_calendar()
    slot = next_slot(series.rule, starts_on=series.starts_on, after=after, calendar=calendar)
    if slot is None:
        return None
    waiting = series.tasks.select_for_update(of=("self",)).filter(slot=slot).first()
    if waiting is None:
        words = {name: getattr(series, name) for name in OF_THE_SERIES}
        due_on = slot + timedelta(days=series.shift)
        return put(Task(recurrence=series, slot=slot, due_on=due_on, **words), by=by)
    turn(waiting, Status.OPEN, verb="work.reopen", by=by)
    return waiting


def come_again_not(task: Task, *, by: Any) -> Told:
    """Let the next one of a reopened task wait again, unless somebody changed it or closed it."""
    series = task.recurrence
    if series is None or task.slot is None:
        return {}
    later = series.tasks.select_for_update(of=("self",)).filter(slot__gt=task.slot, status=Status.OPEN).first()
    if later is None:
        return {}
    if later.due_on != (later.slot or task.slot) + timedelta(days=series.shift) or later.title != series.title:
        raise Refusal(_("The next one was changed already; close it first, or go on with that one."))
    turn(later, Status.DROPPED, verb="work.drop", by=by)
    return {"next_task": [f"{later.due_on}", None]}


def _keep_series(task: Task) -> None:
    """Let the recurrence of a task say what the task says."""
    series = task.recurrence
    assert series is not None
    for name in OF_THE_SERIES:
        setattr(series, name, getattr(task, name))
    if task.slot and task.due_on:
        series.shift = (task.due_on - task.slot).days
    series.save()
    task.recurrence = series


def _require_series(task: Task) -> Recurrence:
    if task.recurrence is None:
        raise Refusal(_("This task does not come again."))
    return task.recurrence
