"""Run jobs."""

import asyncio
import logging
from importlib import import_module
from typing import Any

import click
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import Error, connection
from procrastinate import App

from zhike.kit import jobs
from zhike.notices import queue
from zhike.site.cli.frame import SiteCommand
from zhike.site.family import exit_with_parent
from zhike.site.working.fencing import fenced
from zhike.site.working.ledger import fence
from zhike.site.working.limits import in_the_log, limit_memory, limited
from zhike.site.working.trying import try_again
from zhike.witness.keeping import sealing

GRACE = 5  # seconds a running job gets to end; after that it is broken off at its next commit, and put back
HEARTBEAT = 10  # seconds between the signs of life of a worker
LOOK_OUT = 1  # seconds between looks for what lost workers left
MIDDLEWARE: list[Any] = [in_the_log, limited, fenced]
log = logging.getLogger(__name__)


@click.command(cls=SiteCommand)
@click.option("--concurrency", default=2, show_default=True, help="Jobs run at once.")
def command(concurrency: int) -> None:
    """Run jobs until stopped."""
    exit_with_parent()
    limit_memory()
    import_module(settings.ROOT_URLCONF)  # once, here: the first job that needs an address would be long in hand
    with sealing():
        asyncio.run(work(queue_of_a_worker(), concurrency))


def queue_of_a_worker() -> App:
    """The queue with leases that are fenced, and tries that lie further and further apart."""
    return try_again(fence(jobs.for_a_worker()))


async def work(own: App, concurrency: int) -> None:
    """SIGINT and SIGTERM end it: no new job is begun, a running one gets its grace."""
    async with own.open_async():
        beside = asyncio.create_task(take_over())
        await own.run_worker_async(
            concurrency=concurrency,
            shutdown_graceful_timeout=GRACE,
            install_signal_handlers=True,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=queue.SILENCE.total_seconds(),
            task_middleware=MIDDLEWARE,
        )
        beside.cancel()


async def take_over() -> None:
    """Put back, from the start and again and again, what lost workers had in hand."""
    while True:
        try:
            await sync_to_async(queue.reclaim)()
        except Error:
            log.exception("could not look for what lost workers left")
            await sync_to_async(connection.close)()
        await asyncio.sleep(LOOK_OUT)
