"""Computing in the background: after an import, every night, and when somebody asks for it."""

from datetime import date

from django.utils import timezone

from zhike.kit import jobs
from zhike.kit.models import Staff

NIGHT = 3  # o'clock in the business zone, after the day's last orders
ONCE = "insight.recompute"


def request(as_of: date, *, by: Staff) -> int | None:
    """Queue a computation as of a day; None where one is waiting already."""
    return jobs.later(recompute, once=ONCE, as_of=as_of.isoformat(), by=by.pk)


@jobs.job
def recompute(*, as_of: str, by: int) -> None:
    """Judge everyone as of a day, for the person who asked."""
    from zhike.insight.computing import compute  # noqa: PLC0415 -- the engines are loaded by whoever computes

    compute(date.fromisoformat(as_of), by=Staff.objects.get(pk=by))


@jobs.job
def rebuild() -> None:
    """After orders came in: replay the months, then judge everyone as of today."""
    from zhike.insight.computing import compute, replay  # noqa: PLC0415 -- the engines are loaded by whoever computes

    robot = Staff.objects.robot("insight")
    replay(by=robot)
    compute(timezone.localdate(), by=robot)


@jobs.daily(NIGHT)
def every_night() -> None:
    """Days pass also without orders: silence grows and customers slip."""
    rebuild()
