"""Every scenario by its name, with how many faults are enough to see that it works."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout

from tests.faults import backup
from tests.faults.clients_at_once import edits, submits
from tests.faults.clock import clock
from tests.faults.database import connections, postgres
from tests.faults.disk import disk
from tests.faults.imports import imports
from tests.faults.job_workers import deliveries, jobs, races, zombie
from tests.faults.outcome import Outcome
from tests.faults.web_workers import points, web

Scenario = Callable[[int, int], Outcome]


def backups(times: int, seed: int) -> Outcome:
    """A backup is killed while others write; `tests.faults.backup` has its own seeds and tells in its own words."""
    told = io.StringIO()
    with redirect_stdout(told):
        is_good = backup.kills(times)
    figures = dict(enumerate(told.getvalue().splitlines(), start=1))
    return Outcome(
        times, figures=figures, promises={"every backup that can be seen is whole and comes back equal": is_good}
    )


SCENARIOS: dict[str, Scenario] = {
    "web": web,
    "points": points,
    "jobs": jobs,
    "imports": imports,
    "backups": backups,
    "postgres": postgres,
    "connections": connections,
    "submits": submits,
    "edits": edits,
    "races": races,
    "zombie": zombie,
    "disk": disk,
    "deliveries": deliveries,
    "clock": clock,
}
