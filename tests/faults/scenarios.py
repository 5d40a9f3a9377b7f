"""Every scenario by its name, with how many faults are enough to see that it works."""

from collections.abc import Callable

from tests.faults.clients_at_once import edits, submits
from tests.faults.clock import clock
from tests.faults.database import connections, postgres
from tests.faults.disk import disk
from tests.faults.imports import imports
from tests.faults.job_workers import deliveries, jobs, races, zombie
from tests.faults.outcome import Outcome
from tests.faults.web_workers import points, web

Scenario = Callable[[int, int], Outcome]
SCENARIOS: dict[str, Scenario] = {
    "web": web,
    "points": points,
    "jobs": jobs,
    "imports": imports,
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
