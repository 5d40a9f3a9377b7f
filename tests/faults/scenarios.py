"""Every scenario by its name, with how many faults are enough to see that it works."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.faults.clients_at_once import edits, submits
from tests.faults.clocks import clocks
from tests.faults.database import connections, postgres
from tests.faults.disk import disk
from tests.faults.imports import imports
from tests.faults.job_workers import deliveries, jobs, races, zombie
from tests.faults.outcome import Outcome
from tests.faults.site import ROOT, clean_environment
from tests.faults.web_workers import points, web

Scenario = Callable[[int, int], Outcome]


def backups(times: int, seed: int) -> Outcome:
    """Backups are killed while others write; that program has seeds and words of its own."""
    command = [sys.executable, "-m", "tests.faults.backup", "kills", str(times)]
    with tempfile.TemporaryDirectory() as folder:
        environment = clean_environment(Path(folder))
        told = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    promise = "every backup that can be seen is whole, and comes back equal"
    figures = dict(enumerate(told.stdout.splitlines(), start=1))
    return Outcome(times, figures=figures, promises={promise: told.returncode == 0})


def rotation(times: int, seed: int) -> Outcome:
    """Changes of the data key, then of the index key, are killed while others read, search and write."""
    command = [sys.executable, "-m", "tests.faults.rotation", "20000", str(times), str(seed)]
    with tempfile.TemporaryDirectory() as folder:
        environment = clean_environment(Path(folder) / "data")
        told = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    promise = "every page was answered, every number found, no value lost, and nothing left with an older key"
    figures = dict(enumerate(told.stdout.splitlines(), start=1))
    return Outcome(2 * times, figures=figures, promises={promise: told.returncode == 0})


SCENARIOS: dict[str, Scenario] = {
    "web": web,
    "points": points,
    "jobs": jobs,
    "imports": imports,
    "backups": backups,
    "rotation": rotation,
    "postgres": postgres,
    "connections": connections,
    "submits": submits,
    "edits": edits,
    "races": races,
    "zombie": zombie,
    "clocks": clocks,
    "disk": disk,
    "deliveries": deliveries,
}
