"""The same works over the same files by the measures, by pandas, and as a bare scan of the columns they need."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import insight_pandas
from benchmarks.order_lines import AS_OF
from zhike.insight.measures import Abc, Cohorts, Facts, Ladder, Measure, Rfm, fit_all

THREADS = len(os.sched_getaffinity(0))  # as many as taskset leaves
SCANS = {
    "orders": "min(order_id), min(customer_id), min(placed_on), min(kind), sum(gross), sum(net), sum(margin),"
    " count(first_of_day)",
    "order_lines": "min(placed_on), min(product_code), count(is_goods), sum(amount)",
    "customers": "min(customer_id), min(kind), min(known_since), min(referred_by)",
}


def measures(*wanted: Measure) -> Callable[..., None]:
    """These measures, from opened files to finished tables."""

    def work(folder: Path, *, memory: str) -> None:
        with Facts.open(folder, memory_limit=memory, threads=THREADS) as facts:
            fit_all(wanted, facts, as_of=AS_OF)

    return work


def scan(folder: Path, *, memory: str) -> None:
    """Every value of the needed columns, read and added up."""
    with duckdb.connect(config={"memory_limit": memory, "threads": THREADS}) as connection:
        for name, columns in SCANS.items():
            connection.execute(f"select {columns} from read_parquet('{folder}/{name}/*.parquet')").fetchall()


def touch(folder: Path) -> None:
    """Read every file once, so that nobody is measured waiting for the disk."""
    for file in folder.rglob("*.parquet"):
        with file.open("rb") as content:
            while content.read(2**24):
                pass


WORKS: dict[tuple[str, str], Callable[..., Any]] = {
    ("zhike", "judged"): measures(Rfm(), Abc(), Ladder()),
    ("zhike", "rfm"): measures(Rfm()),
    ("zhike", "cohorts"): measures(Cohorts()),
    ("scan", "judged"): scan,
    ("pandas", "judged"): insight_pandas.judged,
    ("pandas", "cohorts"): insight_pandas.cohorts,
}
