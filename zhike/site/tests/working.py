"""A worker as `bin/zhike worker` makes it, in this process and only until the queue is empty."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from procrastinate.periodic import PeriodicRegistry

from zhike.site.cli.worker import MIDDLEWARE, queue_of_a_worker


def work_off_as_a_worker():
    """In a thread of its own: where a browser test ran before, an event loop is running in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work()).result()


async def work():
    worker = queue_of_a_worker()
    worker.periodic_registry = PeriodicRegistry()
    async with worker.open_async():
        await worker.run_worker_async(
            wait=False, listen_notify=False, install_signal_handlers=False, task_middleware=MIDDLEWARE
        )
