"""Computing in the background: after an import, every night, and when somebody asks for it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.insight.questions.times import latest
from zhike.kit import batches, jobs
from zhike.kit.models import Staff

NIGHT = 3  # o'clock in the business zone, after the day's last orders
ONCE, DEEPER = "insight.compute", "insight.look_deeper"
PREVIEW = "insight.preview"
LOCK = "select pg_advisory_xact_lock(hashtextextended('insight computations', 0))"


@dataclass(frozen=True)
class UnderWay:
    """A computation that waits or works; `as_of` is None where the day is chosen when it begins."""

    as_of: date | None
    works: bool
    is_next: bool


@transaction.atomic
def ask(as_of: date, *, by) -> UnderWay | None:
    """Queue a computation as of a day for who presses a button; where there is one that serves them, or that has to
    begin first, nothing is queued and that one is returned.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK)  # two presses at one moment
    there = next((one for one in going() if one.as_of in (None, as_of) or one.is_next), None)
    if there is None:
        request(as_of, by=by)
    return there


def request(as_of: date, *, by) -> int | None:
    """Queue a computation as of a day; None where one is waiting already."""
    return jobs.later(recompute, once=ONCE, as_of=as_of.isoformat(), by=by.pk)


def under_way() -> bool:
    """Whether a computation waits or works."""
    return bool(going())


def going() -> list[UnderWay]:
    """The computations that wait or work, those that work first."""
    named = [f"{__name__}.{one.__name__}" for one in (recompute, update, look_deeper)]
    every = [*named, f"{__name__}.{every_night.__name__}{jobs.RECURS}"]
    found = ProcrastinateJob.objects.filter(task_name__in=every, status__in=("todo", "doing"))
    return [_under_way(job) for job in found.order_by("status", "id")]


def _under_way(job: ProcrastinateJob) -> UnderWay:
    works, day = job.status == "doing", job.args.get("as_of")
    is_next = not works and job.queueing_lock == ONCE
    if job.queueing_lock == DEEPER:
        judged = latest("figures")
        return UnderWay(judged.as_of if judged else None, works, is_next)
    return UnderWay(date.fromisoformat(day) if day else None, works, is_next)


@jobs.named(gettext_lazy("Judge all customers"))
@jobs.job
def recompute(*, as_of: str, by: int) -> None:
    """Judge everyone as of a day, for the person who asked."""
    from zhike.insight.computing import compute  # noqa: PLC0415 -- the engines are loaded by whoever computes

    compute(date.fromisoformat(as_of), by=Staff.objects.get(pk=by))
    look_deeper_soon()


@batches.kind(PREVIEW)
def preview(batch: Any) -> None:
    """Try drafted rules on history."""
    from zhike.insight.computing.trying import preview as tried  # noqa: PLC0415 -- the engines are loaded by who computes

    tried(batch)


@jobs.named(gettext_lazy("Bring the figures up to date"))
@jobs.job
def update() -> None:
    """Replay the months that new orders fall into, and judge everyone."""
    from zhike.insight.computing import catch_up  # noqa: PLC0415 -- the engines are loaded by whoever computes

    catch_up(timezone.localdate(), by=Staff.objects.robot("insight"))
    look_deeper_soon()


def look_deeper_soon() -> None:
    """Queue what takes long, as of the day of the last computation; one that waits serves all who ask."""
    jobs.later(look_deeper, once=DEEPER)


@jobs.named(gettext_lazy("Compute values, risks, groups and offers"))
@jobs.job
def look_deeper() -> None:
    """What takes long, measure by measure: values with bands, risks with reasons, groups, offers, forecasts."""
    from zhike.insight.computing import deepen  # noqa: PLC0415 -- the engines are loaded by whoever computes

    deepen(by=Staff.objects.robot("insight"))


@jobs.named(gettext_lazy("Judge all customers, every night"))
@jobs.daily(NIGHT)
def every_night() -> None:
    """Days pass also without orders: silence grows and customers slip."""
    update()
