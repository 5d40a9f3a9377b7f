"""Tasks that come again, that are put off, and reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import SHANGHAI, a_meeting, a_repeated_task, a_task, a_visit
from zhike.kit.testing.observing import refused, trace
from zhike.notices.models import Notice
from zhike.work.actions import (
    bring_back,
    change_series,
    complete,
    drop,
    remind,
    reopen,
    repeat,
    skip,
    snooze,
    stop_repeating,
)
from zhike.work.jobs import remind as remind_due
from zhike.work.models import Reminder, Task

TODAY = date(2026, 3, 12)  # a Thursday


def later(task):
    return list(Task.objects.filter(recurrence=task.recurrence_id).exclude(pk=task.pk).order_by("slot"))


@pytest.fixture
def weekly(ana, clock):
    """Every Friday, the first time tomorrow."""
    return a_repeated_task(owner=ana)


def test_a_task_that_is_done_makes_the_next_one(ana, weekly):
    complete(weekly, by=ana)
    (following,) = later(weekly)

    assert (following.due_on, following.slot, following.status) == (date(2026, 3, 20), date(2026, 3, 20), "open")
    assert (following.title, following.assignee, following.customer) == (weekly.title, ana, weekly.customer)
    assert trace(following) == ["Ana created this"]


def test_days_that_were_missed_are_not_made_up_for(ana, clock):
    late = a_repeated_task(owner=ana, due_on=date(2026, 2, 13))
    Task.objects.filter(pk=late.pk).update(slot=date(2026, 2, 13))

    complete(late, by=ana)

    assert [task.due_on for task in later(late)] == [date(2026, 3, 13)]


def test_what_is_taken_back_takes_the_next_one_with_it_and_doing_it_again_brings_the_same(ana, weekly):
    complete(weekly, by=ana)
    reopen(weekly, by=ana)
    assert [task.status for task in later(weekly)] == ["dropped"]

    complete(weekly, by=ana)

    (following,) = later(weekly)
    assert following.status == "open"
    assert trace(following) == ["Ana created this", "Ana dropped this task", "Ana reopened this task"]


def test_nothing_is_taken_back_once_the_next_one_was_changed(ana, weekly):
    complete(weekly, by=ana)
    Task.objects.filter(recurrence=weekly.recurrence, status="open").update(due_on=date(2026, 3, 23))

    with refused("changed already"):
        reopen(weekly, by=ana)


@pytest.mark.parametrize("verb", [skip, drop])
def test_one_is_skipped_and_the_next_one_is_there(ana, weekly, verb):
    verb(weekly, by=ana)

    assert weekly.fresh().status == "dropped"
    assert [task.due_on for task in later(weekly)] == [date(2026, 3, 20)]


def test_a_change_is_of_one_or_of_the_whole_series(ana, weekly):
    weekly.title, weekly.due_on = "Call about the cups", date(2026, 3, 16)
    weekly.save()
    complete(weekly, by=ana)
    (plain,) = later(weekly)
    assert (plain.title, plain.due_on) == ("Call about the kettle", date(2026, 3, 20))

    plain.title, plain.due_on = "Call about the cups", date(2026, 3, 23)
    plain.save()
    change_series(plain, by=ana)
    complete(plain, by=ana)

    changed = later(weekly)[-1]
    assert (changed.title, changed.slot, changed.due_on) == (
        "Call about the cups",
        date(2026, 3, 27),
        date(2026, 3, 30),
    )
    with refused("like this task already"):
        change_series(changed, by=ana)


def test_a_series_ends_by_its_rule_and_by_a_word(ana, clock):
    twice = a_task(owner=ana, due_on=TODAY)
    repeat(twice, by=ana, how="daily", times=2)
    complete(twice.fresh(), by=ana)
    (last,) = later(twice.fresh())
    complete(last, by=ana)
    assert len(later(twice.fresh())) == 1

    again = a_task(owner=ana, due_on=TODAY)
    repeat(again, by=ana, how="daily")
    stop_repeating(again.fresh(), by=ana)
    complete(again.fresh(), by=ana)
    assert Task.objects.filter(assignee=ana, status="open").count() == 0


def test_only_an_open_task_with_a_day_comes_again(ana, weekly):
    without_a_day, single = a_task(owner=ana, due_on=None), a_task(owner=ana)
    with refused("Give this task a day first"):
        repeat(without_a_day, by=ana, how="daily")
    with refused("comes again already"):
        repeat(weekly, by=ana, how="daily")
    with refused("does not come again"):
        stop_repeating(single, by=ana)
    with refused("from once to 9999 times"):
        repeat(single, by=ana, how="weekly", times=-3)


@pytest.mark.parametrize(
    ("to", "due_on"), [("tomorrow", date(2026, 3, 13)), ("monday", date(2026, 3, 16)), ("week", date(2026, 3, 19))]
)
def test_a_task_is_put_off_and_brought_back(ana, clock, to, due_on):
    task = a_task(owner=ana, due_on=TODAY)

    snooze(task, by=ana, to=to)
    assert task.fresh().due_on == due_on

    bring_back(task, by=ana)
    assert (task.fresh().due_on, task.fresh().due_before) == (TODAY, None)
    assert trace(task) == ["Ana put this task off", "Ana brought this task back"]


def test_a_day_that_is_said_alone_is_the_day(ana, clock):
    task = a_task(owner=ana, due_on=TODAY)

    snooze(task, by=ana, day=date(2026, 3, 20))

    assert task.fresh().due_on == date(2026, 3, 20)


def test_a_task_is_not_put_off_into_the_past_or_to_where_it_is(ana, clock):
    task = a_task(owner=ana, due_on=date(2026, 3, 13))

    with refused("over already"):
        snooze(task, by=ana, to="day", day=date(2026, 3, 11))
    with refused("on that day already"):
        snooze(task, by=ana, to="tomorrow")
    with refused("until when"):
        snooze(task, by=ana, to="never")


class TestReminders:
    """Two o'clock on the twelfth of March; told half an hour before."""

    BEGINS = datetime(2026, 3, 12, 14, tzinfo=SHANGHAI)

    def told(self, ana):
        return list(Notice.objects.filter(to=ana, kind="reminded").values_list("noun", flat=True))

    def test_somebody_is_told_once_in_the_due_minute(self, ana):
        remind(a_visit(owner=ana, planned_at=self.BEGINS), by=ana, minutes=30)

        assert remind_due(as_of=self.BEGINS - timedelta(minutes=31)) == 0
        assert remind_due(as_of=self.BEGINS - timedelta(minutes=30)) == 1
        assert remind_due(as_of=self.BEGINS - timedelta(minutes=29)) == 0
        assert self.told(ana) == ["work.visit"]

    def test_what_is_moved_is_told_again(self, ana):
        meeting = a_meeting(owner=ana, starts_at=self.BEGINS)
        remind(meeting, by=ana, minutes=60)
        remind_due(as_of=self.BEGINS)
        meeting.starts_at = self.BEGINS + timedelta(days=1)
        meeting.save()

        assert remind_due(as_of=self.BEGINS) == 0
        assert remind_due(as_of=self.BEGINS + timedelta(hours=23)) == 1

    def test_a_task_is_told_at_nine_and_only_while_it_is_open(self, ana, clock):
        task = a_task(owner=ana, due_on=TODAY)
        remind(task, by=ana, minutes=0)
        nine = datetime(2026, 3, 12, 1, tzinfo=UTC)

        assert remind_due(as_of=nine - timedelta(minutes=1)) == 0
        assert remind_due(as_of=nine) == 1
        assert remind_due(as_of=nine) == 0
        Reminder.objects.update(told_for=None)
        complete(task, by=ana)
        assert remind_due(as_of=nine) == 0

    def test_a_reminder_said_anew_takes_the_place_of_the_old_one(self, ana):
        visit = a_visit(owner=ana, planned_at=self.BEGINS)
        remind(visit, by=ana, minutes=30)
        remind(visit, by=ana, minutes=60)

        assert list(Reminder.objects.values_list("minutes_before", flat=True)) == [60]
        with refused("two weeks"):
            remind(visit, by=ana, minutes=30_000)
