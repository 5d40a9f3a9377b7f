"""Run jobs."""

import asyncio
from typing import cast

import click
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from zhike.site.cli.frame import SiteCommand
from zhike.site.family import exit_with_parent

GRACE = 6  # seconds a running job gets to end; after that it is run again by the next worker


@click.command(cls=SiteCommand)
@click.option("--concurrency", default=2, show_default=True, help="Jobs run at once.")
def command(concurrency: int) -> None:
    """Run jobs until stopped."""
    exit_with_parent()
    asyncio.run(work(worker_app(), concurrency))


def worker_app() -> App:
    """The queue as a worker reads it, on connections of its own.

    The site's queue keeps Django's connection: what a running job queues belongs to the transaction of that job.
    """
    return app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())


async def work(own: App, concurrency: int) -> None:
    """SIGINT and SIGTERM end it: no new job is begun, a running one gets its grace."""
    async with own.open_async():
        await own.run_worker_async(
            concurrency=concurrency, shutdown_graceful_timeout=GRACE, install_signal_handlers=True
        )
