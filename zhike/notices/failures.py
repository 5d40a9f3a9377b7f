"""Why jobs fail: noted at each failed try, so that the last reason is known when a job is given up."""

from asyncio import CancelledError

from django.db import connection
from django.utils import timezone

from zhike.kit import jobs
from zhike.notices.models import Failure


@jobs.watch_failures
def note(job: int, error: BaseException) -> None:
    """Keep the last reason of a job. A connection that broke with it notes nothing, and the end of a worker is none.

    How often the job has failed goes along with the error: the queue, which decides by it, counts lost workers as well.
    """
    if isinstance(error, CancelledError):
        return
    if connection.connection is None or connection.is_usable():
        reason = f"{type(error).__name__}: {error}".replace("\0", "")[:500]
        failure = Failure.objects.filter(job=job).first() or Failure(job=job)
        failure.error, failure.at, failure.tries = reason, timezone.now(), failure.tries + 1
        failure.save()
        vars(error)["tries"] = failure.tries
