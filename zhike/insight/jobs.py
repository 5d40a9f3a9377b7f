"""Computing in the background: after an import, every night, and when somebody asks for it."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.kit import batches, jobs
from zhike.kit.models import Staff

NIGHT = 3  # o'clock in the business zone, after the day's last orders
ONCE, DEEPER = "insight.compute", "insight.look_deeper"
PREVIEW = "insight.preview"


def request(as_of: date, *, by) -> int | None:
    """Queue a computation as of a day; None where one is waiting already."""
    return jobs.later(recompute, once=ONCE, as_of=as_of.isoformat(), by=by.pk)


def under_way() -> bool:
    """Whether a computation waits or works."""
    return ProcrastinateJob.objects.filter(queueing_lock__in=(ONCE, DEEPER), status__in=("todo", "doing")).exists()


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
