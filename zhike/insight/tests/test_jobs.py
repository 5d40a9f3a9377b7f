"""Computations are asked for by people, by imports and by the night, and wait for each other."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django import app as procrastinate
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.customers.models import Standing
from zhike.insight import jobs
from zhike.insight.models import Run
from zhike.insight.tests.firm import JULY, a_firm
from zhike.kit import events

pytestmark = pytest.mark.django_db


def waiting():
    return [(job.task_name.rpartition(".")[2], job.args) for job in ProcrastinateJob.objects.filter(status="todo")]


def working(task, *, as_of):
    """A job that a worker took."""
    arguments = {"as_of": as_of.isoformat(), "by": 1} if task == "recompute" else {}
    lock = {"look_deeper": jobs.DEEPER, "every_night.daily": "zhike.insight.jobs.every_night.daily"}.get(
        task, jobs.ONCE
    )
    deferred = procrastinate.configure_task(f"zhike.insight.jobs.{task}", queueing_lock=lock, allow_unknown=False)
    taken = deferred.defer(**arguments)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [taken])


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
def test_a_manager_asks_for_a_computation_and_sees_that_it_waits(client, mei):
    client.force_login(mei)

    answer = client.post(reverse("insight:recompute"), {"as_of": "2025-07-01"}, follow=True)

    assert waiting() == [("recompute", {"as_of": "2025-07-01", "by": mei.pk})]
    page = answer.content.decode()
    assert "Computing as of 2025-07-01." in page


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
def test_asking_twice_computes_once(client, mei):
    client.force_login(mei)
    client.post(reverse("insight:recompute"), {"as_of": "2025-07-01"})

    answer = client.post(reverse("insight:recompute"), {"as_of": "2025-07-01"}, follow=True)

    assert len(waiting()) == 1
    page = answer.content.decode()
    assert "A computation is queued already and begins as soon as a worker is free. No second one was queued." in page
    assert "Its results appear here by themselves." in page


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
@pytest.mark.parametrize("task", ["recompute", "update", "look_deeper", "every_night.daily"])
def test_asking_while_it_is_computed_queues_no_second_run(client, mei, task):
    Run.objects.create(measure="figures", as_of=JULY, status="done")
    working(task, as_of=JULY)
    client.force_login(mei)

    answer = client.post(reverse("insight:recompute"), {"as_of": "2025-07-01"}, follow=True)

    assert waiting() == []
    assert "A computation is running already" in answer.content.decode()


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
def test_another_day_can_be_asked_for_while_one_is_computed(client, mei):
    working("recompute", as_of=JULY)
    client.force_login(mei)

    client.post(reverse("insight:recompute"), {"as_of": "2025-07-02"})
    answer = client.post(reverse("insight:recompute"), {"as_of": "2025-07-03"}, follow=True)

    assert waiting() == [("recompute", {"as_of": "2025-07-02", "by": mei.pk})]
    assert "A computation as of 2025-07-02 is queued. Ask for 2025-07-03 once it has begun." in answer.content.decode()


def test_new_rules_are_computed_by_although_a_computation_works(mei):
    working("recompute", as_of=JULY)

    assert jobs.request(JULY, by=mei)
    assert len(waiting()) == 1


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
@pytest.mark.parametrize("day", ["2025-07-21", "2031-01-01"])
def test_nobody_computes_the_future(client, mei, day):
    client.force_login(mei)

    assert client.post(reverse("insight:recompute"), {"as_of": day}).status_code == 400
    assert waiting() == []


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
def test_nobody_computes_a_day_before_the_last(client, mei):
    Run.objects.create(measure="figures", as_of=date(2025, 7, 10), status="done")
    client.force_login(mei)

    answer = client.post(reverse("insight:recompute"), {"as_of": "2025-07-09"})

    assert answer.status_code == 400
    assert "Everybody is judged as of 2025-07-10 already." in answer.content.decode()
    assert waiting() == []


@pytest.mark.parametrize(
    ("today", "said", "day"),
    [
        ("2025-07-11", "Numbers as of 2025-07-10", "2025-07-11"),
        ("2025-07-20", "The numbers are 10 days old.", "2025-07-20"),
        ("2026-07-20", "No orders came in for a long time, so customers are judged as of 2025-07-10.", "2025-07-10"),
    ],
)
def test_the_page_says_how_old_the_numbers_are(client, mei, today, said, day):
    Run.objects.create(measure="figures", as_of=date(2025, 7, 10), status="done", finished_at="2025-07-10T03:00Z")

    with time_machine.travel(f"{today}T09:00+08:00", tick=False):
        client.force_login(mei)
        page = client.get(reverse("insight:home")).content.decode()

    assert said in page
    assert f'name="as_of" value="{day}"' in page


def test_staff_cannot_ask(client, ana):
    client.force_login(ana)

    assert client.post(reverse("insight:recompute"), {"as_of": "2025-07-01"}).status_code == 403
    assert waiting() == []


def test_a_computation_is_not_started_by_reading(client, mei):
    client.force_login(mei)

    assert client.get(reverse("insight:recompute")).status_code == 405


def test_the_job_computes_for_the_one_who_asked(mei):
    a_firm()

    jobs.recompute(as_of="2025-07-01", by=mei.pk)

    assert set(Run.objects.values_list("as_of", flat=True)) == {JULY}
    assert Standing.objects.current().filter(kind="rung").count() == 4


@time_machine.travel("2025-07-20T09:00+08:00", tick=False)
def test_imported_orders_are_replayed_and_judged(db):
    a_firm()
    event = events.announce("sales.orders_imported", run=1, by=1)
    events.deliver(event=event.pk)
    assert {name for name, _arguments in waiting()} == {"deliver", "update"}

    jobs.update()

    assert Run.objects.filter(measure="figures").get().as_of == date(2025, 7, 20)
    assert Standing.objects.filter(kind="rung", since=date(2025, 2, 1)).exists()


def test_many_imports_wait_for_one_computation(db):
    for number in (1, 2, 3):
        events.deliver(event=events.announce("sales.orders_imported", run=number, by=1).pk)

    assert [name for name, _arguments in waiting()].count("update") == 1
