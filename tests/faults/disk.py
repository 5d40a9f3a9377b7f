"""The disk of a site fills up under clients, and is freed again."""

import itertools
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from random import Random

from tests.faults.checking import a_crowd, compare
from tests.faults.ledger import Line
from tests.faults.outcome import Outcome
from tests.faults.site import a_site, rounds, wait_until

MEGABYTES, CLIENTS, STEP = 256, 4, 2**18
LEFT = (20 * 2**20, 0)  # bytes that are left free, in turn: too few for the site to write, and none at all


def disk(times: int, seed: int) -> Outcome:
    """A small disk of its own is filled and freed; meanwhile pages are read and rows are sent."""
    if os.geteuid() != 0:
        return Outcome(0, "fills", skipped="only root can mount a disk")
    chance, back, answers, reads, reserve = Random(seed), [], Counter(), Counter(), []
    with a_small_disk() as small, a_site(clients=CLIENTS + 1, data_dir=small / "data") as site:
        line = Line(site.port, site.tokens[CLIENTS])
        wait_until((site.data_dir / "reserve").exists, "the reserve to be laid aside")
        with a_crowd(site, CLIENTS, seed) as crowd:
            for nth in rounds(times):
                time.sleep(chance.uniform(0.5, 1.5))
                fill(small, LEFT[nth % len(LEFT)])
                time.sleep(1.5)
                reserve.append((site.data_dir / "reserve").exists())
                look(line, answers, reads)
                (small / "filler").unlink()
                freed = time.monotonic()
                back.append(crowd.wait_for_answer(after=freed) - freed)
        wait_until(site.is_idle, "the jobs to be done", within=300)
        found = compare(site, crowd.entries())
    return Outcome(
        len(back),
        "fills",
        comparison=found,
        recoveries=back,
        figures={
            "the disk": f"{MEGABYTES} MB",
            "answers to writes on the full disk": dict(answers),
            "answers to reads": dict(reads),
            "the reserve was given up": f"{reserve.count(False)} times",
        },
        promises={
            "writes were answered by 503 or 507": set(answers) <= {503, 507},
            "at least 99 % of the reads were answered": reads[200] >= 0.99 * sum(reads.values()),
        },
        limits={"back to normal within 10 s": max(back, default=0) <= 10},
    )


@contextmanager
def a_small_disk():
    folder = Path(tempfile.mkdtemp(prefix="zhike-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=711", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


def fill(small: Path, left: int) -> None:
    """One large file, but for what is to be left."""
    with (small / "filler").open("wb") as filler, suppress(OSError):
        for size in itertools.count(STEP, STEP):
            if shutil.disk_usage(small).free < left + STEP:
                break
            os.posix_fallocate(filler.fileno(), size - STEP, STEP)


def look(line: Line, answers: Counter, reads: Counter) -> None:
    """Writes and reads by one more client, of whom nothing is promised to be kept."""
    for nth in range(20):
        for counter, asked in ((answers, ("POST", "/tasks", {"title": f"full {nth}"})), (reads, ("GET", "/tasks"))):
            try:
                counter[line.ask(*asked)[0]] += 1
            except (OSError, HTTPException) as error:
                counter[type(error).__name__] += 1
