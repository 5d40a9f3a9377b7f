"""What clients were promised, compared with what the database holds."""

import json
import statistics
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.faults.site import Failed, Site, wait_until

TASKS = "select id, title, note, version from work_task order by id"
# A row comes with a line of its history for each version, one document of the search, and an event for each version.
TORN = """
    select count(*) from work_task t where
        version <> (select count(*) from kit_trace r where r.noun = 'work.task' and r.object_id = t.id)
        or 1 <> (select count(*) from kit_searchdoc d where d.noun = 'work.task' and d.object_id = t.id)
        or version <> (select count(*) from kit_event e where e.name in ('work.task_created', 'work.task_changed')
                       and (e.keys->>'task')::bigint = t.id)
"""
ORPHANS = """
    select count(*) from kit_trace r
    where r.noun = 'work.task' and not exists (select from work_task t where t.id = r.object_id)
"""


@dataclass
class Comparison:
    """`lost`: acknowledged and not there; `phantom`: there and never sent; `duplicate`: there twice, or changed twice
    by one request; `torn`: a row without its history, events or search document, or history without a row.
    """

    acknowledged: int = 0
    lost: int = 0
    phantom: int = 0
    duplicate: int = 0
    torn: int = 0
    pending: int = 0
    refused: int = 0
    tried_again: int = 0
    replayed: int = 0
    met: Counter = field(default_factory=Counter)
    slowest: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.phantom or self.duplicate or self.torn or self.pending or self.refused)


def compare(site: Site, entries: Sequence[dict[str, Any]]) -> Comparison:
    """The ledgers of all clients with the tables of a site at rest."""
    found = Comparison()
    rows: dict[str, list[tuple]] = {}
    for row in site.query(TASKS):
        rows.setdefault(row[1], []).append(row)
    histories: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        histories.setdefault(entry["title"], []).append(entry)
        _count(found, entry)
    found.phantom = sum(title not in histories for title in rows)
    for title, history in histories.items():
        _compare_row(found, rows.get(title, []), history)
    found.torn = sum(site.query(statement)[0][0] for statement in (TORN, ORPHANS))
    return found


def _count(found: Comparison, entry: dict[str, Any]) -> None:
    found.met.update(map(str, entry["met"]))
    found.tried_again += bool(entry["met"])
    if entry.get("pending"):
        found.pending += 1
        return
    found.acknowledged += entry["status"] < 400
    found.refused += entry["status"] >= 400
    found.replayed += entry["replayed"]
    found.slowest = max(found.slowest, entry["ended"] - entry["began"])


def _compare_row(found: Comparison, rows: Sequence[tuple], history: Sequence[dict[str, Any]]) -> None:
    acknowledged = [entry for entry in history if entry.get("status", 500) < 400]
    unsure = [entry for entry in history if entry.get("pending")]
    if not rows:
        found.lost += len(acknowledged)
        return
    found.duplicate += len(rows) - 1
    _pk, _title, note, version = rows[0]
    found.duplicate += max(0, version - len(acknowledged) - len(unsure))
    found.lost += max(0, len(acknowledged) - version)
    notes = [entry["note"] for entry in acknowledged if entry["op"] == "change"] or [""]
    if note not in (notes[-1], *(entry.get("note") for entry in unsure)):
        found.lost += 1


class Crowd:
    """Ledger clients at work on one site."""

    def __init__(self, site: Site, many: int, seed: int, pace: float) -> None:
        self.site, self.files = site, [site.folder / f"ledger-{nth}" for nth in range(many)]
        self.processes = []
        for nth, file in enumerate(self.files):
            file.touch()
            told = [site.port, site.tokens[nth], f"c{nth}", file, site.keeper, seed, pace]
            self.processes.append(site.popen("-m", "tests.faults.ledger", *told))
        wait_until(lambda: all(file.stat().st_size for file in self.files), "the clients to begin")

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for file in self.files for line in file.read_text().splitlines()]

    def wait_for_answer(self, *, after: float, within: float = 60) -> float:
        """Until a request that was sent after a moment is acknowledged; the moment of the answer."""
        wait_until(lambda: any(last_tried(file) >= after for file in self.files), "an answer", within=within)
        return time.monotonic()

    def end(self) -> None:
        for process in self.processes:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        if psutil.wait_procs(self.processes, timeout=90)[1]:
            raise Failed("a client did not come to its end")

    def kill(self) -> None:
        for process in self.processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()


@contextmanager
def a_crowd(site: Site, many: int, seed: int, *, pace: float = 0.1):
    """Clients that write until the block ends, with `pace` seconds between the requests of each."""
    crowd = Crowd(site, many, seed, pace)
    try:
        yield crowd
        crowd.end()
    finally:
        crowd.kill()


def last_tried(file: Path) -> float:
    """When the last acknowledged request of a ledger was sent, whole lines only."""
    with file.open("rb") as content:
        content.seek(max(0, file.stat().st_size - 2000))
        lines = content.read().split(b"\n")[:-1]
    try:
        return json.loads(lines[-1]).get("tried", 0.0) if lines else 0.0
    except ValueError:
        return 0.0


def recoveries(entries: Iterable[dict[str, Any]], moments: Iterable[float]) -> list[float]:
    """Seconds from each fault to the first answer to a request that was sent after it."""
    answers = sorted((entry["tried"], entry["ended"]) for entry in entries if entry.get("status", 500) < 400)
    found = []
    for moment in moments:
        first = bisect(answers, (moment,))
        if some := answers[first : first + 50]:
            found.append(min(ended for _tried, ended in some) - moment)
    return found


def spread(seconds: Sequence[float]) -> str:
    """Median and most."""
    return f"{statistics.median(seconds):.2f} / {max(seconds):.2f} s" if seconds else "–"
