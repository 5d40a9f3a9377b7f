"""Workers that oversleep: stopped in the middle of their jobs for twice a lease, woken up, and refused.

    python benchmarks/zombies.py --rounds 5 --jobs 20

Works on a database of its own that is thrown away. In each round a worker takes all jobs, is stopped (SIGSTOP) before
it commits any, and loses them to another, which does them; then it goes on (SIGCONT) and tries to commit. The lease is
3 s. Every job must have left exactly one row, the other worker's; every commit of the sleeper must have been refused.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
LEASE = 3  # seconds
PATIENCE = 60  # seconds


def main() -> None:
    """Measure and print; ends with 1 where a sleeper got through."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=20)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.work:
        work(asked.work, asked.jobs)
        return
    from benchmarks.throwaway import site

    with site() as folder:
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        rounds = [one_round(folder / f"round{number}", asked.jobs) for number in range(asked.rounds)]
    refused, right = (sum(column) for column in zip(*rounds, strict=True))
    total = asked.rounds * asked.jobs
    print(f"{total} jobs: {refused} commits of a sleeper refused, {right} jobs done exactly once, by the other worker")
    sys.exit(0 if refused == right == total else 1)


def one_round(marks: Path, jobs: int) -> tuple[int, int]:
    """How many commits were refused, and how many jobs were done once."""
    from zhike.kit import jobs as queued
    from zhike.kit.events import Event

    nap = nap_job(marks)
    marks.mkdir()
    for number in range(jobs):
        queued.later(nap, number=number)
    sleeper = worker(marks, jobs)
    wait_for(marks, "asleep-*", jobs)
    sleeper.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    other = worker(marks, jobs)
    wait_for(marks, "done-*", jobs)
    time.sleep(max(began + 2 * LEASE - time.monotonic(), 0))
    (marks / "wake").touch()
    sleeper.send_signal(signal.SIGCONT)
    wait_for(marks, "refused-*", jobs)
    for process in (sleeper, other):
        process.terminate()
        process.wait(PATIENCE)
    by = list(Event.objects.filter(name="example.napped", keys__round=marks.name).values_list("keys__by", flat=True))
    return len(list(marks.glob("refused-*"))), by.count(other.pid) if len(by) == jobs else 0


def worker(marks: Path, jobs: int) -> subprocess.Popen:
    """A worker with a thread for every job."""
    return subprocess.Popen([sys.executable, __file__, "--work", str(marks), "--jobs", str(jobs)])


def wait_for(marks: Path, pattern: str, many: int) -> None:
    """Until so many marks are there; not for ever."""
    deadline = time.monotonic() + PATIENCE
    while len(list(marks.glob(pattern))) < many and time.monotonic() < deadline:
        time.sleep(0.05)


def nap_job(marks: Path):
    """The job: the first to take it sleeps before its commit, whoever comes after does not."""
    from django.db import transaction

    from zhike.kit import jobs
    from zhike.kit.events import Event
    from zhike.site.working.fencing import LeaseLost

    def nap(*, number: int) -> None:
        mark = marks / f"asleep-{number}"
        is_first = not mark.exists()
        try:
            with transaction.atomic():
                Event.objects.create(name="example.napped", keys={"round": marks.name, "by": os.getpid()})
                mark.touch()
                while is_first and not (marks / "wake").exists():
                    time.sleep(0.05)
        except LeaseLost:
            (marks / f"refused-{number}").touch()
            raise
        (marks / f"done-{number}").touch()

    nap.__qualname__ = f"nap in {marks.name}"
    return jobs.job(nap)


def work(marks: Path, concurrency: int) -> None:
    """The worker of the site, with a shorter lease."""
    import django

    django.setup()
    from zhike.notices import queue
    from zhike.site.cli import worker as command

    nap_job(marks)
    queue.SILENCE, command.HEARTBEAT, command.LOOK_OUT = timedelta(seconds=LEASE), 0.5, 0.5
    loop = asyncio.new_event_loop()
    from concurrent.futures import ThreadPoolExecutor

    loop.set_default_executor(ThreadPoolExecutor(concurrency + 4))
    loop.run_until_complete(command.work(command.queue_of_a_worker(), concurrency))


if __name__ == "__main__":
    main()
