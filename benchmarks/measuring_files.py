"""How long `measure rfm` takes over a CSV file, beside plain `pandas.read_csv` of the same file in turn.

    python -m benchmarks.measuring_files [--rows 1000000] [--times 3]

Each side is a process of its own, from its start to its end: seconds by the clock, seconds of the processor, and the
most memory it held. Three files: clean; one row in a thousand dirty; and as spreadsheets write money and days.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import click

HEADER = "客户编号,订单号,下单日期,金额,备注\n"
SEED = 7
DIRT = ("C1,SO1,2026-02-30,1.00,", "C1,SO2,昨天,1.00,", "C1,SO3,2026-01-05,一百,", "C1,SO4", 'C1,SO5,2026-01-05,1.00,"')
FIRST = date(2022, 1, 1)


class Took(NamedTuple):
    """One run of a process."""

    seconds: float
    processor: float
    megabytes: float


@click.command()
@click.option("--rows", default=1_000_000, show_default=True)
@click.option("--times", default=3, show_default=True)
def main(rows: int, times: int) -> None:
    """Write each file and read it by turns."""
    click.echo(f"{rows:,} rows, median of {times}; load of the machine {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        for name, line in {"clean": clean, "dirty": dirty, "spelled": spelled}.items():
            file = Path(folder) / f"{name}.csv"
            write(file, rows, line)
            ours, theirs = by_turns(file, times)
            click.echo(f"{name:8} zhike {told(ours)}; pandas {told(theirs)}; {ours.processor / theirs.processor:.1f} ×")


def by_turns(file: Path, times: int) -> tuple[Took, Took]:
    """The medians of both sides."""
    zhike = [sys.executable, "-m", "zhike.site.cli", "measure", "rfm", "--orders", str(file), "--json"]
    pandas = [sys.executable, "-c", f"import pandas; pandas.read_csv({str(file)!r}, on_bad_lines='skip')"]
    runs = [(clocked(zhike), clocked(pandas)) for _time in range(times)]
    ours, theirs = (Took(*map(statistics.median, zip(*side, strict=True))) for side in zip(*runs, strict=True))
    return ours, theirs


def clocked(command: list[str]) -> Took:
    """One process, as `wait4` tells of it."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return Took(time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def told(took: Took) -> str:
    """One side as people read it."""
    return f"{took.seconds:5.2f} s, {took.processor:5.2f} s of the processor, {took.megabytes:4.0f} MB"


def write(file: Path, rows: int, line: Callable[[int, random.Random], str]) -> None:
    """A file of so many rows; the same each time."""
    draw = random.Random(SEED)
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        out.writelines(f"{line(row, draw)}\n" for row in range(rows))


def clean(row: int, draw: random.Random) -> str:
    """An order as programs write it."""
    day = FIRST + timedelta(days=draw.randrange(1_000))
    return f"C{draw.randrange(100_000):06d},SO{row:08d},{day},{draw.lognormvariate(4, 1):.2f},"


def dirty(row: int, draw: random.Random) -> str:
    """The same, with one row in a thousand that cannot be read or is hard to."""
    return draw.choice(DIRT) if row % 1_000 == 999 else clean(row, draw)


def spelled(row: int, draw: random.Random) -> str:
    """An order as spreadsheets write it: marks of money, commas, quotation marks, days with the time."""
    day = FIRST + timedelta(days=draw.randrange(1_000))
    at = f"{day:%Y/%-m/%-d} {draw.randrange(24)}:{draw.randrange(60):02d}"
    return f'"C{draw.randrange(100_000):06d}","SO{row:08d}",{at},"¥{draw.lognormvariate(7, 1):,.2f}",'


if __name__ == "__main__":
    main()
