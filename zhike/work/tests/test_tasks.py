"""The verbs of a task."""

from tests.cast import a_finished_task
from zhike.kit.testing.observing import announced, refused, trace
from zhike.work.actions import complete, drop, reopen


def test_a_finished_task_remembers_when_and_leaves_a_trace(ana, task, clock):
    complete(task, by=ana)

    assert task.fresh().status == "done"
    assert task.fresh().done_at.isoformat() == "2026-03-12T02:00:00+00:00"
    assert trace(task) == ["Ana finished this task"]
    assert announced() == ["work.task_done"]


def test_a_closed_task_cannot_be_closed_again(ana, task):
    complete(task, by=ana)

    with refused("closed already"):
        complete(task, by=ana)
    with refused("closed already"):
        drop(task, by=ana)


def test_a_dropped_task_was_never_done(ana, task):
    drop(task, by=ana)

    assert task.fresh().status == "dropped"
    assert task.fresh().done_at is None
    assert trace(task) == ["Ana dropped this task"]
    assert announced() == []


def test_a_reopened_task_forgets_that_it_was_done(ana):
    task = a_finished_task(owner=ana)

    reopen(task, by=ana)

    assert task.fresh().is_open
    assert task.fresh().done_at is None
    assert trace(task) == ["Ana reopened this task"]


def test_an_open_task_cannot_be_reopened(ana, task):
    with refused("already open"):
        reopen(task, by=ana)


def test_only_its_own_person_and_the_lead_may_close_a_task(bo, mei, task):
    with refused("does not exist"):
        complete(task, by=bo)

    complete(task, by=mei)
    assert trace(task) == ["Mei finished this task"]
