"""The queue as an administrator asks about it, and what they may do to it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from croniter import croniter
from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinatePeriodicDefer,
    ProcrastinateWorker,
)

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.notices.models import Failure

SILENCE = timedelta(seconds=30)  # a worker says every ten that it is there
LOSSES = 20  # tries after which a job that was in hand of every lost worker is held to be what ends them
SHOWN, COUNTED = 50, 10_000
# One of the same kind may wait meanwhile, and of those that are asked for `once` two must not.
RETRY = """
    update procrastinate_jobs set queueing_lock = null where id = %(job)s;
    select procrastinate_retry_job_v2(%(job)s, now(), null, null, null)
"""
FORGET = "delete from procrastinate_jobs where id = %(job)s"
SECRET = ("password", "token", "secret", "key", "url")


@dataclass(frozen=True)
class Job:
    """One job as it is shown."""

    row: Any
    failure: Failure | None
    since: datetime | None

    @property
    def words(self) -> str:
        """What people call it."""
        return str(jobs.words_of(self.row.task_name))

    @property
    def arguments(self) -> str:
        """What it was asked for, without what looks like a secret."""
        shown = {name: "…" if any(word in name for word in SECRET) else value for name, value in self.row.args.items()}
        return ", ".join(f"{name}: {value}" for name, value in shown.items())[:200]


@dataclass(frozen=True)
class Recurring:
    """One job that the clock starts."""

    words: str
    last: datetime | None
    next: datetime


def workers() -> int:
    """How many workers have said lately that they are there."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=_lately()).count()


def unfinished() -> dict[str, list[Job]]:
    """What a worker has in hand, what one had that is there no more, and what was given up; the latest first."""
    every = ProcrastinateJob.objects.filter(status__in=("doing", "failed")).select_related("worker")
    found = list(every.order_by("status", "-pk")[:SHOWN])
    keys = [job.pk for job in found]
    failures = {one.job: one for one in Failure.objects.filter(job__in=keys)}
    happened = ProcrastinateEvent.objects.filter(job__in=keys, type__in=("started", "failed")).order_by("pk")
    since = dict(happened.values_list("job", "at"))
    sorted_out: dict[str, list[Job]] = {"running": [], "stalled": [], "dead": []}
    for job in found:
        is_held = job.worker is not None and job.worker.last_heartbeat > _lately()
        state = "dead" if job.status == "failed" else "running" if is_held else "stalled"
        sorted_out[state].append(Job(job, failures.get(job.pk), since.get(job.pk)))
    return sorted_out


def waiting() -> list[dict[str, Any]]:
    """What waits: how many of each kind (of the first `COUNTED`), and since when the oldest."""
    first = ProcrastinateJob.objects.filter(status="todo").order_by("pk").values("pk")[:COUNTED]
    kinds = ProcrastinateJob.objects.filter(pk__in=first).values("task_name")
    counted = kinds.annotate(many=Count("pk"), oldest=Min("procrastinateevent__at")).order_by("-many")
    return [{**kind, "words": jobs.words_of(kind["task_name"])} for kind in counted]


def recurring() -> list[Recurring]:
    """What the clock starts, the next first."""
    last = dict(ProcrastinatePeriodicDefer.objects.values_list("task_name", "defer_timestamp"))
    found = [
        Recurring(str(jobs.words_of(name)), _moment(last.get(name)), _next(task.cron))
        for (name, _id), task in app.periodic_registry.periodic_tasks.items()
    ]
    return sorted(found, key=lambda one: one.next)


@transaction.atomic
def retry(some: QuerySet, *, by: Staff) -> int:
    """Put failed or stalled jobs back: each gets one more try. How many there were."""
    return _act("kit.job_retried", some, by, RETRY)


@transaction.atomic
def discard(some: QuerySet, *, by: Staff) -> int:
    """Give failed jobs up for good. How many there were."""
    return _act("kit.job_discarded", some.filter(status="failed"), by, FORGET)


def stuck() -> QuerySet:
    """The jobs that only an administrator can move: failed ones and stalled ones."""
    lost = Q(worker=None) | Q(worker__last_heartbeat__lt=_lately())
    return ProcrastinateJob.objects.filter(Q(status="failed") | Q(lost, status="doing"))


@jobs.named(gettext_lazy("Go on with what a lost worker left"))
@jobs.recurring("* * * * * */10")
def put_back() -> None:
    """What a killed worker had in hand is done by another, as jobs may run twice."""
    reclaim()
    kept = ProcrastinateJob.objects.exclude(status="succeeded")
    Failure.objects.exclude(job__in=kept.values("pk")).delete()


@transaction.atomic
def reclaim() -> None:
    """Put back what lost workers had in hand; what was lost with every worker that took it is given up.

    That takes more tries than an error does: a worker that ends takes what it has in hand, whosever fault it is.
    """
    lost = stuck().filter(status="doing")
    if not lost.exists():
        return
    for job in lost.filter(attempts__gte=LOSSES - 1).select_for_update(of=("self",), skip_locked=True):
        with connection.cursor() as cursor:
            cursor.execute("select procrastinate_finish_job_v1(%s, 'failed', false)", [job.pk])
        told = {"error": str(_("Its worker was lost each time.")), "at": timezone.now()}
        Failure.objects.update_or_create(job=job.pk, defaults=told)
    retry(lost.filter(attempts__lt=LOSSES - 1), by=Staff.objects.robot("queue"))


def _act(verb: str, some: QuerySet, by: Staff, statement: str) -> int:
    taken = list(some.select_for_update(of=("self",), skip_locked=True)[:1000])
    with connection.cursor() as cursor:
        for job in taken:
            cursor.execute(statement, {"job": job.pk})
            told = Job(job, None, None)
            trace.record(verb, job, by=by, changes={"job": [told.words, None], "arguments": [told.arguments, None]})
    return len(taken)


def _lately() -> datetime:
    return timezone.now() - SILENCE


def _moment(timestamp: int | None) -> datetime | None:
    return datetime.fromtimestamp(timestamp, UTC) if timestamp else None


def _next(cron: str) -> datetime:
    return croniter(cron, timezone.now()).get_next(datetime)
