"""A hundred thousand customers into a CSV file: how fast they go out, and in how much more memory.

    python -m benchmarks.export [--customers 100000] [--data-dir DIR]

Beside it stands what PostgreSQL itself reaches: COPY of the same rows, in the same order, into a file. Each is measured
in a process of its own, after a short export has loaded what every export needs.
"""

import resource
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import click
import django
import psutil

from benchmarks.throwaway import site

FLOOR = """
    copy (
        select c.id, c.name, c.kind, c.region, c.city, s.name, c.is_person, c.code, c.known_since, c.note
        from customers_customer c left join kit_staff s on s.id = c.owner_id order by c.name_sort, c.id
    ) to stdout (format csv, header)
"""


class Taken(NamedTuple):
    """What one export took; `growth` is the most memory above that of the warm process, in megabytes."""

    rows: int
    seconds: float
    processor: float
    growth: float


@click.command()
@click.option("--customers", default=100_000, show_default=True)
@click.option("--data-dir", type=click.Path(path_type=Path))
def main(customers: int, data_dir: Path | None) -> None:
    """Build the firm where it is not there, then measure."""
    with site(data_dir) as folder:
        from benchmarks.world import filled

        filled(customers)
        print(f"load of the machine {psutil.getloadavg()[0]:.1f}")
        for words, act in (("COPY", _floor), ("columns of the list", _shown), ("all fields", _whole)):
            with get_context("spawn").Pool(1, initializer=django.setup) as alone:
                _tell(words, alone.apply(_taken, (act, folder / "export.csv")))


def _taken(act: Callable[[Path, str], int], path: Path) -> Taken:
    act(path, "q=C0000001")
    most, began, used = _most(), time.monotonic(), time.process_time()
    rows = act(path, "")
    return Taken(rows, time.monotonic() - began, time.process_time() - used, _most() - most)


def _floor(path: Path, address: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor, path.open("wb") as out:
        if not address:
            with cursor.copy(FLOOR) as copy:
                out.writelines(copy)
        return cursor.rowcount


def _shown(path: Path, address: str) -> int:
    return _exported(path, address, whole=False)


def _whole(path: Path, address: str) -> int:
    return _exported(path, address, whole=True)


def _exported(path: Path, address: str, *, whole: bool) -> int:
    from zhike.customers.models import Customer
    from zhike.exchange.exporting.delivering import write
    from zhike.exchange.exporting.sheet import Sheet
    from zhike.kit.access.models import Staff
    from zhike.kit.registry import entity_of

    admin = Staff.objects.get(username="admin")
    return write(Sheet(entity_of(Customer), address, by=admin, whole=whole), "csv", path)


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _tell(words: str, told: Taken) -> None:
    by_clock, by_processor = told.rows / told.seconds, told.rows / max(told.processor, 0.001)
    print(f"{words:<20} {told.rows:>9,} rows {by_clock:>10,.0f} rows/s by the clock ", end="")
    print(f"{by_processor:>10,.0f} by processor {told.growth:>6.0f} MB more at most", flush=True)


if __name__ == "__main__":
    sys.exit(main())
