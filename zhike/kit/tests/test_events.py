"""Announcements and jobs: part of the transaction that caused them, heard after it, at least once."""

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import a_person, a_plant
from zhike.kit import events, jobs
from zhike.kit.audit.door import current_entrance
from zhike.kit.events import Event, announce, deliver, on
from zhike.kit.testing.example.actions import water
from zhike.kit.testing.observing import deliver_events
from zhike.kit.testing.working import work_off

heard: list[tuple[str, dict]] = []


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """Nobody listens until a test lets somebody."""
    monkeypatch.setattr(events, "_reactions", {})
    heard.clear()


@jobs.job
def remember(*, word):
    heard.append((current_entrance().door, {"word": word}))


def listen(name, *, fails=0):
    failures = iter(range(fails))

    @on(name)
    def hear(**keys):
        if next(failures, None) is not None:
            raise RuntimeError("not today")
        heard.append((name, keys))


def waiting() -> list[str]:
    return list(ProcrastinateJob.objects.filter(status="todo").order_by("pk").values_list("task_name", flat=True))


def test_an_event_is_heard_by_name_with_its_keys(ana):
    listen("tea.poured")
    announce("tea.poured", cup=7)
    announce("tea.spilt", cup=8)

    deliver_events()

    assert heard == [("tea.poured", {"cup": 7})]


def test_an_event_is_not_heard_before_it_is_delivered(db):
    listen("tea.poured")

    announce("tea.poured", cup=7)

    assert heard == []
    assert waiting() == ["zhike.kit.events.deliver"]


def test_what_nobody_listens_to_waits_for_nobody(clock, db):
    announce("tea.poured", cup=7)

    assert waiting() == []
    assert Event.objects.get().heard_at == timezone.now()


def test_an_event_that_is_undone_was_never_announced(db):
    listen("tea.poured")

    with transaction.atomic():
        announce("tea.poured", cup=7)
        transaction.set_rollback(True)

    assert (Event.objects.count(), waiting()) == (0, [])


def test_delivering_twice_is_hearing_once(db):
    listen("tea.poured")
    event = announce("tea.poured", cup=7)

    for _twice in range(2):
        deliver(event=event.pk)

    assert heard == [("tea.poured", {"cup": 7})]


def test_a_reaction_that_fails_leaves_the_event_unheard_and_undoes_the_others(db):
    on("tea.poured")(lambda cup: a_person("Witness"))
    listen("tea.poured", fails=1)
    event = announce("tea.poured", cup=7)

    with pytest.raises(RuntimeError):
        deliver(event=event.pk)
    assert Event.objects.get().heard_at is None
    assert not type(a_person("Ana")).objects.filter(name="Witness").exists()

    deliver(event=event.pk)
    assert Event.objects.get().heard_at is not None
    assert heard == [("tea.poured", {"cup": 7})]


def test_a_verb_is_heard(ana):
    listen("example.plant_watered")
    plant = a_plant(owner=ana, watered_at=None)

    water(plant, by=ana)
    deliver_events()

    assert heard == [("example.plant_watered", {"plant": plant.pk, "by": ana.pk})]


def test_jobs_are_known_to_the_queue_although_declared_before_it_was_ready():
    assert app.tasks["zhike.kit.events.deliver"].blueprint is app.tasks[f"{__name__}.remember"].blueprint


def test_a_job_asked_for_once_waits_once_and_the_transaction_goes_on(db):
    assert jobs.later(remember, once="tea", word="green") is not None
    assert jobs.later(remember, once="tea", word="black") is None

    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"word": "green"}]


def test_a_job_of_an_undone_transaction_was_never_there(db):
    with transaction.atomic():
        jobs.later(remember, word="green")
        transaction.set_rollback(True)

    assert waiting() == []


@pytest.mark.parametrize(("hour", "line"), [(3, "0 19 * * *"), (9, "0 1 * * *"), (23, "0 15 * * *")])
def test_a_daily_hour_is_one_of_the_business_zone(hour, line):
    assert jobs.daily_at(hour) == line


@pytest.mark.django_db(transaction=True)
def test_the_worker_delivers_and_tries_again_what_failed():
    listen("tea.poured", fails=1)
    announce("tea.poured", cup=7)

    work_off()
    assert Event.objects.get().heard_at is None
    (again,) = ProcrastinateJob.objects.all()
    assert (again.status, again.attempts) == ("todo", 1)

    make_due(again)
    work_off()
    assert Event.objects.get().heard_at is not None
    assert heard == [("tea.poured", {"cup": 7})]


@pytest.mark.django_db(transaction=True)
def test_a_job_knows_that_it_is_one():
    jobs.later(remember, word="green")

    work_off()

    assert heard == [("job", {"word": "green"})]


def make_due(job):
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set scheduled_at = null where id = %s", [job.pk])
