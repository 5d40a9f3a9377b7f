"""Why jobs fail: noted at each failed try, so that the last reason is known when a job is given up."""

from asyncio import CancelledError

from django.db import connection
from django.utils import timezone

from zhike.kit import jobs
from zhike.notices.models import Failure


@jobs.watch_failures
def note(job: int, error: BaseException) -> None:
    """Keep the last reason of a job. A connection that broke with it notes nothing, and the end of a worker is none."""
    if isinstance(error, CancelledError):
        return
    if connection.connection is None or connection.is_usable():
        reason = f"{type(error).__name__}: {error}".replace("\0", "")[:500]
        Failure.objects.update_or_create(job=job, defaults={"error": reason, "at": timezone.now()})
