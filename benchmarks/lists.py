"""How fast lists and pages are at a hundred thousand and at a million customers.

    python -m benchmarks.lists [--customers 1000000] [--samples 50] [--clients 8] [--data-dir DIR] [--json FILE]

Zhike, the floor (see `benchmarks.floor`) and the raw SQL of the same rows are asked in turn, in one run, on one
database. p50 and p95 are milliseconds at one client; CPU is processor time of the web server for one request.
With --clients the list is asked for by so many at once instead, of four workers (see `benchmarks.crowd`).
Without --data-dir the database is made in a temporary folder and thrown away; with it, it is kept and used again.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import click

from benchmarks.throwaway import site

WARM_UP = 3
numbers = count(1)


@dataclass
class Timing:
    """What one page took on one side."""

    p50: float
    p95: float
    cpu: float = 0.0


@dataclass
class Row:
    """One page on every side."""

    page: str
    raw: Timing | None
    floor: Timing | None
    zhike: Timing
    queries: int
    bytes: int

    @property
    def ratio(self) -> float:
        return self.zhike.p50 / self.floor.p50 if self.floor else 0.0


@dataclass
class Case:
    """A page: its raw SQL, its address on the floor and in Zhike; a form where it is posted."""

    name: str
    raw: str
    floor: str
    zhike: str
    form: Callable[[], dict[str, str]] | None = None


def measure(act: Callable[[], object], samples: int) -> list[float]:
    """Milliseconds of each of so many acts."""
    taken = []
    for _sample in range(samples):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


def timing(taken: list[float], cpu: float = 0.0) -> Timing:
    """The middle and the slow end of what was taken."""
    return Timing(statistics.median(taken), statistics.quantiles(taken, n=20)[-1], cpu)


@click.command()
@click.option("--customers", default=1_000_000, show_default=True)
@click.option("--samples", default=50, show_default=True)
@click.option("--data-dir", type=click.Path(path_type=Path))
@click.option("--json", "out", type=click.Path(path_type=Path))
@click.option("--only", default="", help="Pages whose name holds this.")
@click.option("--clients", default=1, show_default=True, help="Ask for the list of customers only, by so many at once.")
def main(customers: int, samples: int, data_dir: Path | None, out: Path | None, only: str, clients: int) -> None:
    """Build the firm where it is not there, then measure."""
    with site(data_dir):
        from benchmarks.comparing import compare
        from benchmarks.crowd import crowded
        from benchmarks.world import filled

        filled(customers)
        rows = crowded(clients) if clients > 1 else compare(customers, samples=samples, only=only)
    if out:
        out.write_text(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    sys.exit(main())
