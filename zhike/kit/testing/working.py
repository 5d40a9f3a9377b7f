"""Letting what was queued happen."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from procrastinate.periodic import PeriodicRegistry

from zhike.kit import jobs


def work_off() -> None:
    """Let a real worker do everything that is due, and what that leads to.

    It works in a thread of its own: where a browser test ran before, an event loop is running in this one.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, _work()).result()


async def _work() -> None:
    worker = jobs.for_a_worker()
    worker.periodic_registry = PeriodicRegistry()  # what the clock starts would depend on the hour of the test
    async with worker.open_async():
        await worker.run_worker_async(wait=False, listen_notify=False, install_signal_handlers=False)
