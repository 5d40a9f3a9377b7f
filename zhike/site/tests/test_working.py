"""Jobs that lost their lease, jobs that are poison, and workers that end."""

import asyncio
import gc
import threading
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job
from procrastinate.periodic import PeriodicDeferrer

from zhike.kit import jobs
from zhike.kit.events import Event
from zhike.notices import queue
from zhike.notices.models import Failure
from zhike.site.cli import worker
from zhike.site.tests.processes import python
from zhike.site.tests.working import work_off_as_a_worker
from zhike.site.working import fencing, limits, trying

pytestmark = pytest.mark.django_db(transaction=True)
world = {"asleep": 0, "runs": 0}


def given_away():
    """What happens to a job while its worker sleeps longer than a lease; said on another connection than the job's."""
    with psycopg.connect(**{**connection.get_connection_params(), "cursor_factory": None}) as other:
        other.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
        other.execute("select procrastinate_retry_job_v2(id, now(), null, null, null) from procrastinate_jobs")


def sleep_once():
    world["runs"] += 1
    if world["asleep"]:
        world["asleep"] -= 1
        given_away()


@jobs.job
def keep_together():
    with transaction.atomic():
        Event.objects.create(name="example.kept")
        sleep_once()


@jobs.job
def keep_one_by_one():
    sleep_once()
    Event.objects.create(name="example.kept")


@pytest.fixture(autouse=True)
def awake(monkeypatch):
    monkeypatch.setitem(world, "asleep", 0)
    monkeypatch.setitem(world, "runs", 0)
    monkeypatch.setattr(trying.Retry, "wait", lambda self, attempts: 0)
    usual = limits.seconds_of
    monkeypatch.setattr(limits, "seconds_of", lambda task: 0.1 if task.endswith("turn_for_ever") else usual(task))


@pytest.mark.parametrize("job", [keep_together, keep_one_by_one])
def test_a_worker_that_slept_too_long_has_its_commit_refused_and_another_does_the_job_once(job):
    world["asleep"] = 1
    jobs.later(job)

    work_off_as_a_worker()

    assert world["runs"] == 2
    assert Event.objects.filter(name="example.kept").count() == 1
    assert ProcrastinateJob.objects.get().status == "succeeded"


def test_what_the_sleeper_says_of_the_job_is_not_written_down():
    world["asleep"] = 1
    jobs.later(keep_one_by_one)

    work_off_as_a_worker()

    assert (
        ProcrastinateJob.objects.get().attempts == 2
    )  # given away once, done once; the sleeper's own failure is no try


@jobs.job
def raise_an_error():
    raise ValueError("poison")


@jobs.job
def leave():
    raise SystemExit(3)


@jobs.job
def turn_for_ever():
    while True:
        try:
            sum(range(1000))
        except Exception:
            continue


@jobs.job
def want_all_memory():
    bytearray(1 << 60)


@jobs.job
def go_down():
    gc.disable()  # whatever was found to be garbage down there could not be ended: nothing may be called any more
    try:
        deeper(0)
    finally:
        gc.enable()


def deeper(level):
    return deeper(level + 1)


@jobs.job
def do_right():
    Event.objects.create(name="example.kept")


@pytest.mark.parametrize("poison", [raise_an_error, leave, turn_for_ever, want_all_memory, go_down])
def test_poison_is_given_up_after_five_tries_and_harms_no_other_job(poison):
    poisoned = jobs.later(poison)
    jobs.later(do_right)

    work_off_as_a_worker()

    dead = ProcrastinateJob.objects.get(pk=poisoned)
    assert (dead.status, dead.attempts) == ("failed", 5)
    assert Failure.objects.get(job=poisoned).error
    assert Event.objects.filter(name="example.kept").count() == 1


def test_a_job_that_cannot_be_interrupted_ends_its_process():
    program = """
from zhike.site.working.alarm import within
with within(0.1, stubborn=0.1):
    while True:
        try:
            sum(range(10**6))
        except BaseException:
            pass
"""
    with python("-c", program) as process:
        assert process.wait(60) == 70


def test_lost_tries_do_not_count_as_failed_ones():
    job = jobs.later(raise_an_error)
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set attempts = 7 where id = %s", [job])

    work_off_as_a_worker()

    assert ProcrastinateJob.objects.get(pk=job).attempts == 7 + jobs.TRIES
    assert Failure.objects.get(job=job).tries == jobs.TRIES


@pytest.mark.parametrize(("losses", "status"), [(queue.LOSSES - 1, "todo"), (queue.LOSSES, "failed")])
def test_what_was_lost_with_every_worker_is_given_up_at_last(losses, status):
    job = jobs.later(do_right)
    with connection.cursor() as cursor:
        lost = "update procrastinate_jobs set status = 'doing', attempts = %s where id = %s"
        cursor.execute(lost, [losses - 1, job])

    queue.reclaim()

    assert ProcrastinateJob.objects.get(pk=job).status == status
    assert status == "todo" or Failure.objects.get(job=job).error == "Its worker was lost each time."


def test_a_worker_looks_for_what_others_left_as_soon_as_it_starts(monkeypatch):
    seen = []
    monkeypatch.setattr(queue, "reclaim", lambda: seen.append("looked"))

    async def rest(seconds):
        seen.append(f"{seconds} s")
        raise asyncio.CancelledError

    monkeypatch.setattr(worker.asyncio, "sleep", rest)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(worker.take_over())

    assert seen == ["looked", "1 s"]


def test_a_lost_job_of_which_another_waits_is_put_back_beside_it():
    lost = jobs.later(do_right, once="alike")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [lost])
    jobs.later(do_right, once="alike")

    queue.reclaim()

    assert list(ProcrastinateJob.objects.values_list("status", flat=True)) == ["todo", "todo"]


def test_a_job_that_failed_while_another_of_its_kind_waits_is_tried_again():
    jobs.later(fail_once, once="alike")

    work_off_as_a_worker()

    assert world["runs"] == 3
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}


@jobs.job
def fail_once():
    world["runs"] += 1
    if world["runs"] == 1:
        jobs.later(fail_once, once="alike")
        raise ValueError("once")


def test_of_the_times_that_a_clock_missed_one_waits():
    asyncio.run(miss(3))

    assert ProcrastinateJob.objects.filter(task_name="zhike.notices.queue.put_back.daily").count() == 1


async def miss(times):
    own = worker.queue_of_a_worker()
    task = next(one for (name, _id), one in own.periodic_registry.periodic_tasks.items() if "put_back" in name)
    async with own.open_async():
        await PeriodicDeferrer(own.periodic_registry).defer_jobs([(task, 10 * nth) for nth in range(times)])


def test_the_jobs_that_may_take_long_are_there():
    assert set(app.tasks) >= limits.LONG
    assert [limits.seconds_of(f"zhike.{name}") for name in ("insight.jobs.update", "kit.events.deliver")] == [
        21600,
        300,
    ]


@pytest.mark.parametrize(("attempts", "least", "most"), [(0, 2, 6), (1, 8, 24), (2, 32, 96), (3, 128, 384)])
def test_tries_lie_further_and_further_apart(monkeypatch, attempts, least, most):
    monkeypatch.undo()
    waits = {trying.RETRY.wait(attempts) for _ in range(200)}

    assert least <= min(waits) < max(waits) <= most


def test_a_worker_that_ends_breaks_a_job_off_after_a_commit_and_keeps_that():
    job = Job(id=jobs.later(do_right), queue="default", task_name="t", lock=None, queueing_lock=None)
    context = SimpleNamespace(job=in_hand(job), should_abort=lambda: True)

    with pytest.raises(JobAborted):
        fencing.fenced(keep_two, context, None)

    assert list(Event.objects.values_list("name", flat=True)) == ["example.first"]
    assert trying.RETRY.get_retry_decision(exception=JobAborted(), job=job) is not None


def keep_two():
    try:
        Event.objects.create(name="example.first")
    except Exception:
        pytest.fail("an end is no error")
    Event.objects.create(name="example.second")


def in_hand(job):
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        [worker] = cursor.fetchone()
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s", [worker, job.id])
    return job.evolve(worker_id=worker)


def test_two_jobs_in_two_threads_do_not_see_each_others_guard():
    with fencing.guarded(before=lambda: None, after=lambda: None):
        seen = []
        thread = threading.Thread(target=lambda: seen.append("commit" in vars(connection._connections["default"])))
        thread.start()
        thread.join()

    assert seen == [False]
    assert "commit" not in vars(connection._connections["default"])
