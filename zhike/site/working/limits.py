"""No job may take a worker with it: each has its time, and all together their memory."""

import resource
from collections.abc import Callable
from typing import Any

import psutil
from procrastinate import JobContext
from procrastinate.worker import Worker

from zhike.kit import jobs
from zhike.site.logs import about
from zhike.site.working.alarm import TookTooLong, within

A_WHILE = 5 * 60  # seconds that a job may take
HOURS = 6 * 3600  # seconds that one may take which goes over many rows, as those do that the clock starts
LONG = {
    "zhike.backup.jobs.look",
    "zhike.backup.jobs.now",
    "zhike.exchange.importing.running.bring_in",
    "zhike.insight.jobs.look_deeper",
    "zhike.insight.jobs.recompute",
    "zhike.insight.jobs.update",
    "zhike.kit.batches.running.run",
}


class Died(Exception):
    """The job ended as only a process should."""


def in_the_log(run: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Middleware of the queue: what a job logs carries its number and name."""
    with about(lambda: {"job": context.job.id, "task": context.job.task_name, "try": context.job.attempts + 1}):
        return run()


def limited(run: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Middleware of the queue: give a job its time, and turn what would end the process into a failure of the job."""
    try:
        with within(seconds_of(context.job.task_name)):
            return run()
    except (SystemExit, KeyboardInterrupt, TookTooLong) as error:
        raise Died(type(error).__name__) from error


def limit_memory() -> None:
    """A job that asks for more than three quarters of the machine's memory is refused it, and fails alone."""
    allowed = psutil.virtual_memory().total * 3 // 4
    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed if hard == resource.RLIM_INFINITY else min(allowed, hard), hard))


def seconds_of(task: str) -> float:
    """How long the job of a task may take."""
    return HOURS if task in LONG or task.endswith(jobs.RECURS) else A_WHILE
