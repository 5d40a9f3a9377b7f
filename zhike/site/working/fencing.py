"""A job's commits count only as long as the job is its worker's.

A worker that has been silent for a lease loses its jobs to another one. It may only have been asleep, and go on where
it was: so every commit of a job asks, in its own transaction, whether the try it belongs to is still the one in hand.
The number of the try is the fencing number: it grows whenever a job is put back.
"""

from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connections, transaction
from procrastinate import JobContext
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job
from procrastinate.worker import Worker

WRITES = ("insert", "update", "delete", "truncate")
IN_HAND = """
    select from procrastinate_jobs
    where id = %s and status = 'doing' and attempts = %s and worker_id = %s for share
"""


class LeaseLost(DatabaseError):
    """The job has been given to another worker: what this one was about to commit is rolled back."""


class BrokenOff(CancelledError):
    """The worker ends; what the job committed stays, and the rest is done by the next worker."""


def fenced(run: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Middleware of the queue: run a job with its commits guarded, and break it off after one where the worker ends."""

    def may_go_on() -> None:
        if context.should_abort():
            raise BrokenOff

    try:
        with guarded(before=lambda: hold(context.job), after=may_go_on):
            return run()
    except BrokenOff:
        raise JobAborted from None


def hold(job: Job) -> None:
    """Keep the job from being given away until the present transaction ends. Raises LeaseLost where it has been."""
    with connections["default"].cursor() as cursor:
        cursor.execute(IN_HAND, [job.id, job.attempts, job.worker_id])
        if cursor.fetchone() is None:
            raise LeaseLost(f"job {job.id} belongs to another worker now")


@contextmanager
def guarded(*, before: Callable[[], None], after: Callable[[], None]) -> Iterator[None]:
    """Within the block every commit on this thread's connection is preceded by `before` and followed by `after`."""
    connection: Any = connections["default"]
    plain_commit = connection.commit

    def commit() -> None:
        before()
        plain_commit()
        after()

    connection.commit = commit
    try:
        with connection.execute_wrapper(write_in_a_transaction):
            yield
    finally:
        del connection.commit


def write_in_a_transaction(execute: Callable[..., Any], sql: Any, params: Any, many: Any, context: Any) -> Any:
    """A write that would commit by itself gets a transaction, so that its commit is guarded too."""
    is_write = isinstance(sql, str) and sql.lstrip()[:8].lower().startswith(WRITES)
    if is_write and context["connection"].get_autocommit():
        with transaction.atomic():
            return execute(sql, params, many, context)
    return execute(sql, params, many, context)
