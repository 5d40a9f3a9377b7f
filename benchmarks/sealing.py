"""What sealing costs: the same rows in two sites, one of which seals nothing, asked in turn in one run.

    python -m benchmarks.sealing [--customers 50000] [--rows 10000] [--rounds 3] [--samples 60]

Each site has a database and a web worker of its own. Of pages it tells milliseconds at one client and processor time of
the worker for one request; of imports rows a second, by the clock and by processor (see `benchmarks/import.py`). A
round imports the same file into both and undoes it again. Ratios are sealed ÷ plain of the middle of all samples.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from importlib import import_module
from pathlib import Path

import click
import psutil

from benchmarks.serving import Site, served
from benchmarks.throwaway import site

SETTINGS = {"plain": "benchmarks.unsealed", "sealed": "zhike.site.settings"}
PAGES: dict[str, Callable[[int], str]] = {
    "list": lambda number: "/customers/",
    "list found by a mail": lambda number: f"/customers/?q=c{number}@example.com",
    "list found by a number": lambda number: f"/customers/?q={number:08d}",
    "customer page": lambda number: f"/customers/{number}/",
}
WARM_UP = 5


class Side:
    """One of the sites: it is asked for pages, and told to import."""

    def __init__(self, settings: str, customers: int, rows: int):
        command = [sys.executable, "-m", "benchmarks.sealing", "--side", settings]
        command += ["--customers", str(customers), "--rows", str(rows)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self) -> None:
        """Wait until it serves, and sign in."""
        told = self._heard()
        self.web = Site(told["port"], psutil.Process(told["pid"]))
        self.web.sign_in("admin", told["password"])
        self.micro = told["micro"]

    def bring(self) -> dict[str, float]:
        """Import the file and undo it: seconds of the import, and of processor."""
        assert self.process.stdin is not None
        print("import", file=self.process.stdin, flush=True)
        return self._heard()

    def end(self) -> None:
        """No more."""
        self.process.communicate()

    def _heard(self):
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


@click.command()
@click.option("--customers", default=50_000, show_default=True)
@click.option("--rows", default=10_000, show_default=True, help="Rows of the file that is imported.")
@click.option("--rounds", default=3, show_default=True, help="How often it is imported.")
@click.option("--samples", default=60, show_default=True)
@click.option("--side", hidden=True, default="")
def main(customers: int, rows: int, rounds: int, samples: int, side: str) -> None:
    """Measure and print."""
    if side:
        serve(side, customers, rows)
        return
    load = psutil.getloadavg()[0]
    with ExitStack() as stack:
        sides = {name: Side(settings, customers, rows) for name, settings in SETTINGS.items()}
        for one in sides.values():
            stack.callback(one.end)
        for one in sides.values():
            one.begin()
        print(f"{customers:,} customers; load of the machine {load:.1f} before, {psutil.getloadavg()[0]:.1f} now")
        print("of one value: " + ", ".join(f"{name} {taken:.1f} µs" for name, taken in sides["sealed"].micro.items()))
        print(f"{'':<26}{'plain':>9}{'sealed':>9}{'ratio':>8}{'CPU':>9}{'CPU':>9}{'ratio':>8}")
        for name, address in PAGES.items():
            tell(name, *asked(sides, address, customers, samples))
        brought = [{name: one.bring() for name, one in sides.items()} for _round in range(rounds)]
    taken, used = ({name: [one[name][kind] for one in brought] for name in sides} for kind in ("seconds", "processor"))
    tell(f"import, s of {rows:,} rows", taken, used)
    middle = {name: (rows / statistics.median(taken[name]), rows / statistics.median(used[name])) for name in sides}
    print(", ".join(f"{name} {one:,.0f} rows/s, by processor {other:,.0f}" for name, (one, other) in middle.items()))


def asked(sides: dict[str, Side], address: Callable[[int], str], customers: int, samples: int):
    """Milliseconds of a page at every side, sample by sample in turn, and of processor all in all."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for nth in range(WARM_UP + samples):
        if nth == WARM_UP:
            before = {name: one.web.processor_seconds() for name, one in sides.items()}
        for name in sorted(sides, reverse=nth % 2 == 1):
            begun = time.perf_counter()
            answer = sides[name].web.ask(address(1 + nth * 7919 % customers))
            taken[name].append((time.perf_counter() - begun) * 1000)
            if answer.status != 200:
                raise RuntimeError(f"{address(nth)} answered {answer.status}")
    used = {name: [(one.web.processor_seconds() - before[name]) * 1000 / samples] for name, one in sides.items()}
    return {name: some[WARM_UP:] for name, some in taken.items()}, used


def tell(words: str, taken: dict[str, list[float]], used: dict[str, list[float]]) -> None:
    """A line of figures."""
    line = f"{words:<26}"
    for some in (taken, used):
        plain, sealed = (statistics.median(some[name]) for name in SETTINGS)
        line += f"{plain:9.2f}{sealed:9.2f}{sealed / plain:8.2f}"
    print(line, flush=True)


def serve(settings: str, customers: int, rows: int) -> None:
    """One side: a site with its rows and its web worker, and an import whenever a line comes."""
    with site(settings=settings), tempfile.TemporaryDirectory() as folder:
        with redirect_stdout(sys.stderr):
            from benchmarks import dirty
            from benchmarks.world import PASSWORD, filled

            filled(customers)
        file = Path(folder) / "dirty.csv"
        dirty.write(file, rows)
        with served("zhike.site.wsgi:application", settings) as web:
            told = {"port": web.port, "pid": web.process.pid, "password": PASSWORD, "micro": of_one_value()}
            print(json.dumps(told), flush=True)
            for _line in sys.stdin:
                print(json.dumps(bring(file)), flush=True)


def bring(file: Path) -> dict[str, float]:
    """Import a file and undo it."""
    from zhike.exchange.importing import running, undoing
    from zhike.exchange.importing.models import ImportRun
    from zhike.kit.batches.running import run as run_batch

    run = ImportRun.objects.select_related("by").get(pk=import_module("benchmarks.import").new_run(file))
    began, used = time.monotonic(), time.process_time()
    running.load(run)
    told = {"seconds": time.monotonic() - began, "processor": time.process_time() - used}
    run_batch(batch=undoing.start(run, by=run.by).pk)
    return told


def of_one_value(times: int = 20_000) -> dict[str, float]:
    """Microseconds of sealing, opening and marking one number."""
    from zhike.vault.sealing import mark, seal, unseal

    def each(act: Callable[[], object]) -> float:
        began = time.perf_counter()
        for _nth in range(times):
            act()
        return (time.perf_counter() - began) / times * 1e6

    sealed = seal("13800001234", place="a|b", row=1)
    return {
        "sealed in": each(lambda: seal("13800001234", place="a|b", row=1)),
        "opened in": each(lambda: unseal(sealed, place="a|b", row=1)),
        "marked in": each(lambda: mark("phone|+8613800001234", place="a|b")),
    }


if __name__ == "__main__":
    main()
