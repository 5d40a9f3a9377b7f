"""How fast lists and pages are at a hundred thousand and at a million customers.

    python -m benchmarks.lists [--customers 1000000] [--samples 50] [--data-dir DIR] [--json FILE]

Zhike, the floor (see `benchmarks.floor`) and the raw SQL of the same rows are asked in turn, in one run, on one
database. p50 and p95 are milliseconds at one client; CPU is processor time of the web server for one request.
Without --data-dir the database is made in a temporary folder and thrown away; with it, it is kept and used again.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import click

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
def main(customers: int, samples: int, data_dir: Path | None, out: Path | None, only: str) -> None:
    """Build the firm where it is not there, then measure."""
    folder = data_dir or Path(tempfile.mkdtemp(prefix="zhike-benchmark-"))
    os.environ.update(ZHIKE_DATA_DIR=str(folder), DJANGO_SETTINGS_MODULE="zhike.site.settings")
    os.environ.setdefault("ZHIKE_SECRET_KEY", "benchmarks-keep-no-secrets")
    import django

    django.setup()
    from benchmarks.comparing import compare
    from zhike.postgres.cluster import running

    with running(folder):
        rows = compare(customers, samples=samples, only=only)
    if out:
        out.write_text(json.dumps([asdict(row) for row in rows], indent=1))


if __name__ == "__main__":
    sys.exit(main())
