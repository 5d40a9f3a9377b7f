"""The facts a computation judges by: the warehouse without related parties, whom nobody sells to."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhike.customers.models import Customer
from zhike.customers.models.customer import RELATED_PARTIES
from zhike.insight import warehouse
from zhike.insight.computing.runs import close_interrupted
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.engines import open_facts
from zhike.insight.warehouse.manifest import Manifest, root
from zhike.kit.access.rows import require
from zhike.kit.facts import published


@contextmanager
def newly_read(*, by) -> Iterator[Facts]:
    """The facts as the database holds them now, for one computation at a time by who may publish."""
    with newly_loaded(by=by) as manifest, _judged(manifest) as facts:
        yield facts


@contextmanager
def newly_loaded(*, by) -> Iterator[Manifest]:
    """The same as a load whose files stay where they are for as long as they are looked at."""
    require(by, "load", Customer)
    with _alone():
        yield warehouse.load()


def first_day(manifest: Manifest, fact: str) -> str | None:
    """The first day that a load knows of a fact, as JSON has it; None without a row that has one."""
    column = next(one.day for one in published() if one.name == fact)
    for month in sorted(manifest.facts[fact].months):
        days = pq.read_table(manifest.file(fact, month), columns=[column])[column]
        if (first := pc.min(days).as_py()) is not None:
            return str(first.isoformat())
    return None


def first_new_day(facts: Facts, watermark: int) -> date | None:
    """The earliest day of the order lines that came after a line; lines are only ever added."""
    found = facts.query("SELECT min(placed_on) AS day FROM order_lines WHERE line_id > :watermark", watermark=watermark)
    day: date | None = found["day"][0].as_py()
    return day


def last_line(facts: Facts) -> int:
    """The highest order line read; 0 without any."""
    return int(facts.query("SELECT coalesce(max(line_id), 0) AS line FROM order_lines")["line"][0].as_py())


@contextmanager
def _alone() -> Iterator[None]:
    """One computation at a time; whoever died with a run open is noticed here."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "compute.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        close_interrupted()
        yield


@contextmanager
def _judged(manifest: Manifest) -> Iterator[Facts]:
    """The facts of one load. Orders of related parties stay in totals and are said to be left out."""
    with open_facts(manifest.folder) as facts:
        facts.leave_out(RELATED_PARTIES)
        yield facts
