"""The page of background work, on the real queue with a real worker."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import a_person
from zhike.kit import jobs
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.working import work_off
from zhike.notices import queue
from zhike.notices.models import Failure

pytestmark = pytest.mark.django_db(transaction=True)
world = {"is_broken": True, "done": []}


@jobs.named("Count beans")
@jobs.job
def count(*, beans: int, secret_word: str = "") -> None:
    if world["is_broken"]:
        raise ValueError(f"{beans} are too many")
    world["done"].append(beans)


@pytest.fixture(autouse=True)
def broken(monkeypatch):
    """Beans cannot be counted, and after two more tries, at once, that is it."""
    monkeypatch.setitem(world, "is_broken", True)
    monkeypatch.setitem(world, "done", [])
    monkeypatch.setattr(app.tasks[f"{__name__}.count"], "retry_strategy", RetryStrategy(max_attempts=2, wait=0))


@pytest.fixture
def screen(ada):
    """The administrator's; no worker of an earlier test is left in the tables of the queue."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
    return at_the_screen(ada)


def shown(screen, state):
    """What the page shows of jobs in one state: words, arguments, reason."""
    jobs = screen.get("/settings/jobs/").context[state]
    return [(job.words, job.arguments, job.failure and job.failure.error) for job in jobs]


def a_lost_job(**fields):
    """A job in the hand of a worker that was killed a minute ago."""
    job = jobs.later(count, beans=3)
    with connection.cursor() as cursor:
        cursor.execute(
            "with lost as (insert into procrastinate_workers (last_heartbeat) values (%s) returning id)"
            " update procrastinate_jobs set status = 'doing', worker_id = (select id from lost) where id = %s",
            [timezone.now() - timedelta(minutes=1), job],
        )
    return job


def test_a_job_that_was_given_up_is_shown_with_its_reason_and_without_secrets(screen):
    jobs.later(count, beans=5, secret_word="sesame")

    work_off()

    assert shown(screen, "dead") == [("Count beans", "beans: 5, secret_word: …", "ValueError: 5 are too many")]
    (dead,) = screen.get("/settings/jobs/").context["dead"]
    assert (dead.row.attempts, dead.since is None) == (3, False)
    assert "sesame" not in screen.get("/settings/jobs/").text


def test_it_is_done_by_a_retry_once_the_cause_is_gone(screen, ada):
    job = jobs.later(count, beans=5)
    work_off()
    world["is_broken"] = False

    screen.post("/settings/jobs/retry/", {"pk": job})
    work_off()

    assert (world["done"], shown(screen, "dead")) == ([5], [])
    trace = Trace.objects.get(verb="kit.job_retried")
    assert (trace.actor, trace.changes["arguments"]) == (ada, ["beans: 5", None])
    queue.put_back()
    assert Failure.objects.count() == 0


def test_all_of_a_kind_are_retried_together(screen):
    for beans in (1, 2, 3):
        jobs.later(count, beans=beans)
    work_off()
    world["is_broken"] = False

    screen.post("/settings/jobs/retry/", {"task_name": f"{__name__}.count"})
    work_off()

    assert sorted(world["done"]) == [1, 2, 3]


def test_a_discarded_job_is_gone_and_traced(screen, ada):
    job = jobs.later(count, beans=5)
    work_off()

    screen.post("/settings/jobs/discard/", {"pk": job})

    assert not ProcrastinateJob.objects.filter(pk=job).exists()
    assert Trace.objects.get(verb="kit.job_discarded").object_id == job


def test_what_waits_or_runs_cannot_be_discarded_and_nothing_asked_is_nothing_done(screen):
    waits = jobs.later(count, beans=5)
    lost = a_lost_job()

    for asked in ({"pk": waits}, {"pk": lost}, {}):
        screen.post("/settings/jobs/discard/", asked)

    assert ProcrastinateJob.objects.filter(pk__in=[waits, lost]).count() == 2


def test_what_a_killed_worker_left_is_shown_and_taken_up_again(screen):
    world["is_broken"] = False
    lost = a_lost_job()
    work_off()
    assert world["done"] == []
    assert [job.row.pk for job in screen.get("/settings/jobs/").context["stalled"]] == [lost]

    screen.post("/settings/jobs/retry/", {"pk": lost})
    work_off()

    assert (world["done"], shown(screen, "stalled")) == ([3], [])


def test_nobody_need_ask_for_that(screen):
    world["is_broken"] = False
    a_lost_job()

    queue.put_back()
    work_off()

    assert world["done"] == [3]


def test_what_a_living_worker_has_in_hand_is_left_to_it(screen):
    job = a_lost_job()
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now()")

    queue.put_back()

    assert shown(screen, "running") == [("Count beans", "beans: 3", None)]
    assert ProcrastinateJob.objects.get(pk=job).status == "doing"


def test_what_waits_is_counted_by_kind_with_the_oldest(screen):
    for beans in (1, 2):
        jobs.later(count, beans=beans)

    (kind,) = screen.get("/settings/jobs/").context["waiting"]

    assert (kind["words"], kind["many"]) == ("Count beans", 2)
    assert timezone.now() - kind["oldest"] < timedelta(minutes=1)


def test_it_is_said_when_no_worker_is_there(screen):
    silence = "No worker is running"
    assert silence in screen.get("/settings/jobs/").text

    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values")

    assert "1 worker is at work." in screen.get("/settings/jobs/").text
    assert silence not in screen.get("/settings/jobs/", headers={"HX-Request": "true"}).text


def test_recurring_jobs_stand_with_their_next_run_and_every_job_has_words(screen):
    recurring = {one.words: one for one in screen.get("/settings/jobs/").context["recurring"]}

    assert recurring["Send the daily mails"].next.astimezone(timezone.get_default_timezone()).hour == 8
    ours = [name for name in app.tasks if name.startswith("zhike.") and ".tests." not in name]
    assert [name for name in ours if jobs.words_of(name) == name] == []


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_it_is_the_administrators_page(role):
    other: Client = at_the_screen(a_person("Ivo", role=role))
    job = jobs.later(count, beans=5)
    work_off()

    assert other.get("/settings/jobs/").status_code == 403
    assert other.post("/settings/jobs/discard/", {"pk": job}).status_code == 403


def test_a_page_full_of_failures_asks_as_seldom_as_an_empty_one(screen, django_assert_max_num_queries):
    for beans in range(60):
        jobs.later(count, beans=beans)
    work_off()

    with django_assert_max_num_queries(12):
        assert len(shown(screen, "dead")) == queue.SHOWN
