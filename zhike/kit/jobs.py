"""Work that runs later, on procrastinate: a job deferred in a transaction that rolls back was never there."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from django.db import transaction
from django.utils.timezone import get_default_timezone
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door

RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function of keyword arguments runnable later. Arguments must be plain JSON values."""

    run = through(Door.JOB)(function)
    task = app.task(name=f"{function.__module__}.{function.__qualname__}", retry=RETRY, queue="default")(run)
    function.later = functools.partial(_defer, task)  # type: ignore[attr-defined]
    return function


def daily(hour: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a job without arguments every day at this hour of the business zone."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        run = through(Door.JOB)(function)
        name = f"{function.__module__}.{function.__qualname__}.daily"
        task: Any = app.task(name=name, retry=RETRY)(lambda timestamp: run())
        app.periodic(cron=daily_at(hour))(task)
        return function

    return register


def daily_at(hour: int) -> str:
    """The cron line, which the queue reads in UTC, of an hour of the business zone (of its time in January)."""
    begins = datetime(2026, 1, 1, hour, tzinfo=get_default_timezone()).astimezone(UTC)
    return f"{begins.minute} {begins.hour} * * *"


def later(
    function: Callable[..., None], *, once: str | None = None, at: datetime | None = None, **arguments: Any
) -> int | None:
    """Queue a job in the present transaction, to run now or not before `at`.

    With `once`, a second request while the first still waits is dropped and None returned.
    """
    return function.later(once=once, at=at, **arguments)  # type: ignore[attr-defined]


def for_a_worker() -> App:
    """The queue as a worker reads it, on connections of its own.

    The site's queue keeps Django's connection: what a running job queues belongs to the transaction of that job.
    """
    return app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())


def _defer(task, *, once: str | None, at: datetime | None, **arguments: Any) -> int | None:
    try:
        # A savepoint: the refused insert would otherwise break the caller's transaction.
        with transaction.atomic():
            return task.configure(queueing_lock=once, schedule_at=at).defer(**arguments)
    except AlreadyEnqueued:
        return None
