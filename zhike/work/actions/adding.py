"""A task that another act brings about, for whoever has to do it."""

from typing import Any

from django.db.models import Model

from zhike.kit import search
from zhike.kit.access.rows import require
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.work.models import Task


def add_task(*, by: Any, regarding: Model | None = None, **values: Any) -> Task:
    """A new task, traced and announced. It may be for somebody whose tasks `by` does not see."""
    require(by, "create", Task)
    task = put(Task(**values), by=by, regarding=regarding)
    announce("work.task_created", task=task.pk, by=by.pk)
    return task


def put(task: Task, *, by: Any, regarding: Model | None = None) -> Task:
    """Keep a task that its recurrence or another act has made."""
    task.regard(regarding)
    task.full_clean()
    task.save()
    changes = trace.difference({}, trace.snapshot(task))
    search.index_changed(task, changes)
    trace.record("create", task, by=by, changes=changes)
    return task


def turn(task: Task, status: str, *, verb: str, by: Any) -> None:
    """Open or close a task because of another one, traced as what it is."""
    before = trace.snapshot(task)
    task.status = status
    task.save()
    trace.record(verb, task, by=by, changes=trace.difference(before, trace.snapshot(task)))
