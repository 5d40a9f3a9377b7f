"""Work that runs later, on procrastinate: a job deferred in a transaction that rolls back was never there."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

from django.db import transaction
from django.utils.timezone import get_default_timezone
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door

TRIES = 5
RETRY = RetryStrategy(max_attempts=TRIES - 1, exponential_wait=4)
RECURS = ".daily"  # ends the name of a task that the clock starts
FIRST = 1  # above all others: what puts left jobs back must not wait behind them
Watcher = Callable[[int, BaseException], None]
_words: dict[str, Any] = {}
_watchers: list[Watcher] = []


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function of keyword arguments runnable later. Arguments must be plain JSON values."""

    task = app.task(name=_name(function), retry=RETRY, queue="default", pass_context=True)(_watched(function))
    function.later = functools.partial(_defer, task)  # type: ignore[attr-defined]
    return function


def daily(hour: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a job without arguments every day at this hour of the business zone."""
    return recurring(daily_at(hour))


def recurring(cron: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a job without arguments at the times of a cron line, which the queue reads in UTC."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        run = _watched(function)
        name = f"{_name(function)}{RECURS}"
        # Of the times missed while the machine slept, or its clock was set, one waits and not all.
        task: Any = app.task(name=name, retry=RETRY, priority=FIRST, pass_context=True, queueing_lock=name)(
            lambda context, timestamp: run(context)
        )
        app.periodic(cron=cron)(task)
        return function

    return register


def named(words: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a job the words by which people know it."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _words[_name(function)] = words
        return function

    return register


def words_of(task: str) -> Any:
    """What people call the job of a task; the name of the task where nobody said."""
    return _words.get(task.removesuffix(RECURS), task)


def watch_failures(watcher: Watcher) -> Watcher:
    """See every failed try, by the number of its job, before the queue decides whether there is another."""
    _watchers.append(watcher)
    return watcher


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


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _watched(function: Callable[..., None]) -> Callable[..., None]:
    run = through(Door.JOB, program=_name(function))(function)

    def watched(context: JobContext, **arguments: Any) -> None:
        try:
            run(**arguments)
        except BaseException as error:
            for watcher in _watchers:
                watcher(context.job.id or 0, error)
            raise

    return watched


def _defer(task, *, once: str | None, at: datetime | None, **arguments: Any) -> int | None:
    try:
        # A savepoint: the refused insert would otherwise break the caller's transaction.
        with transaction.atomic():
            return task.configure(queueing_lock=once, schedule_at=at).defer(**arguments)
    except AlreadyEnqueued:
        return None
