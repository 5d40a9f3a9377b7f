"""Run jobs."""

import asyncio

import click
from procrastinate import App

from zhike.kit import jobs
from zhike.site.cli.frame import SiteCommand
from zhike.site.family import exit_with_parent
from zhike.witness.keeping import sealing

GRACE = 6  # seconds a running job gets to end; after that it is run again by the next worker


@click.command(cls=SiteCommand)
@click.option("--concurrency", default=2, show_default=True, help="Jobs run at once.")
def command(concurrency: int) -> None:
    """Run jobs until stopped."""
    exit_with_parent()
    with sealing():
        asyncio.run(work(jobs.for_a_worker(), concurrency))


async def work(own: App, concurrency: int) -> None:
    """SIGINT and SIGTERM end it: no new job is begun, a running one gets its grace."""
    async with own.open_async():
        await own.run_worker_async(
            concurrency=concurrency,
            shutdown_graceful_timeout=GRACE,
            install_signal_handlers=True,
            delete_jobs="successful",
        )
