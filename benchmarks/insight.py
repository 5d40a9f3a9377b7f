"""The measures beside their peers on the same data, in one run: time, memory, ratio.

    python benchmarks/insight.py [part …] [--lines 1000000 10000000 50000000] [--customers 1000000 5000000]

Parts: lifetime (fits), judging (RFM, ABC and ladder), cohorts, rules (association rules), loading (the warehouse).
Every figure is taken in a process of its own (wall and processor seconds, and by how much its peak memory grew while
it worked), after everything has been imported and tried once on a few rows. A part is a function below, named in
``PARTS``; it yields rows. Read ratios more than seconds where the machine has other things to do.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import insight_baskets, insight_works  # noqa: E402
from benchmarks.order_lines import folder_of  # noqa: E402

KNOWN = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
HEADS = ("what", "rows", "wall s", "CPU s", "peak MB", "x wall", "x CPU")


def main() -> None:
    """Measure the parts that are asked for and print a table each."""
    asked = arguments()
    if asked.work:
        who, what, size = asked.work[0].split(":")
        print(json.dumps(done(who, what, size) if what in FITS else worked(who, what, int(size), asked)))
        return
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("{:34}{:>12}{:>10}{:>10}{:>10}{:>9}{:>9}".format(*HEADS))
    for part in asked.parts or PARTS:
        for row in PARTS[part](asked):
            print("{:34}{:>12,}{:>10.2f}{:>10.2f}{:>10.0f}{:>9}{:>9}".format(*row), flush=True)


def arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--customers", type=int, nargs="*", default=[1_000_000, 5_000_000])
    parser.add_argument("--peers", type=int, default=1_000_000, help="the most customers a peer is asked to fit")
    parser.add_argument("--lines", type=int, nargs="*", default=[1_000_000, 10_000_000, 50_000_000])
    parser.add_argument("--peer-lines", type=int, default=10_000_000, help="the most lines a peer is given")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "zhike-order-lines")
    parser.add_argument("--memory", default="2GB", help="what the engine may hold before it spills")
    parser.add_argument("--work", nargs=1, help=argparse.SUPPRESS)
    return parser.parse_args()


def lifetime(asked: argparse.Namespace) -> Iterator[tuple]:
    """Fits of repeat buying from a row per customer (x, t_x, T in days): grouping, fit and errors; beside lifetimes."""
    for customers in asked.customers:
        theirs = measured("lifetimes", "bgnbd", customers) if customers <= asked.peers else None
        ours = measured("zhike", "bgnbd", customers)
        yield row("BG/NBD, zhike", customers, ours)
        if theirs:
            yield row("BG/NBD, lifetimes", customers, theirs, ours=ours)
        yield row("MBG/NBD, zhike", customers, measured("zhike", "mbgnbd", customers))
        yield row("Pareto/NBD, zhike", customers, measured("zhike", "paretonbd", customers))


def judging(asked: argparse.Namespace) -> Iterator[tuple]:
    """RFM, ABC of products and ladder, from Parquet to rows; beside the bare scan of their columns, and pandas."""
    yield from beside_peers(asked, "judged", "RFM + ABC + ladder", {"scan": "bare scan", "pandas": "pandas"})
    for lines in asked.lines:
        yield row("RFM alone, zhike", lines, taken("zhike", "rfm", lines, asked))


def cohorts(asked: argparse.Namespace) -> Iterator[tuple]:
    """Customers by the month of their first purchase, and how many bought in each month since."""
    yield from beside_peers(asked, "cohorts", "cohorts", {"pandas": "pandas"})


def beside_peers(asked: argparse.Namespace, what: str, title: str, peers: dict[str, str]) -> Iterator[tuple]:
    """One work for every number of lines: ours, and how many times as long each peer takes."""
    for lines in asked.lines:
        folder_of(lines, beside=asked.folder)
        mine = taken("zhike", what, lines, asked)
        yield row(f"{title}, zhike", lines, mine)
        for who, name in peers.items():
            if who == "scan" or lines <= asked.peer_lines:
                theirs = taken(who, what, lines, asked)
                yield row(f"{title}, {name}", lines, theirs, ours=mine)


def rules(asked: argparse.Namespace) -> Iterator[tuple]:
    """Association rules of simulated baskets and, where they are at hand, of two public sets."""
    for name in insight_baskets.SETS:
        if name == "simulated" or insight_baskets.paths(insight_baskets.SHARED)[name].exists():
            yield from of_baskets(name)


def of_baskets(name: str) -> Iterator[tuple]:
    """The rules of one set by every side."""
    asked = argparse.Namespace(shared=insight_baskets.SHARED, repeat=2)
    figures = {side: insight_baskets.measured(name, side, asked) for side in insight_baskets.SIDES}
    for side, figure in figures.items():
        yield row(f"rules: {name}, {side}", figure["rules"], figure, ours=figures["zhike"])


def loading(asked: argparse.Namespace) -> Iterator[tuple]:
    """Orders and lines from an embedded PostgreSQL into the warehouse: the first load, and one that finds no change."""
    for lines in asked.lines:
        if lines <= asked.peer_lines:
            first = taken("zhike", "load", lines, asked)
            pace = first["rows"] / first["wall"]
            yield row(f"warehouse, {pace:,.0f} rows/s", first["rows"], first)
            yield row("warehouse, nothing new", first["rows"], first["again"])


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[tuple]]] = {
    "lifetime": lifetime,
    "judging": judging,
    "cohorts": cohorts,
    "rules": rules,
    "loading": loading,
}
FITS = ("bgnbd", "mbgnbd", "paretonbd")


def row(what: str, size: int, took: dict[str, Any], *, ours: dict[str, Any] | None = None) -> tuple:
    """One line of the table; the last two say how many times what ours took it took, by the clock and by processor."""
    times = [f"{took[by] / max(ours[by], 0.01):.2f}" if ours else "–" for by in ("wall", "cpu")]
    return what, size, took["wall"], took["cpu"], took["memory"], *times


def measured(who: str, model: str, customers: int) -> dict[str, float]:
    """One figure, taken in a process of its own."""
    work = [sys.executable, __file__, "--work", f"{who}:{model}:{customers}"]
    answer = subprocess.run(work, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def taken(who: str, what: str, lines: int, asked: argparse.Namespace) -> dict[str, Any]:
    """One figure of a work over order lines, taken in a process of its own."""
    options = ["--folder", str(asked.folder), "--memory", asked.memory, "--work", f"{who}:{what}:{lines}"]
    answer = subprocess.run([sys.executable, __file__, *options], capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def worked(who: str, what: str, lines: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Seconds and megabytes of one work, after a try on a few lines, with the files in memory."""
    if what == "load":
        from benchmarks import insight_loading

        return insight_loading.loaded(lines)
    work = insight_works.WORKS[who, what]
    work(folder_of(10_000, beside=asked.folder), memory=asked.memory)
    insight_works.touch(folder_of(lines, beside=asked.folder))
    return timed(lambda: work(folder_of(lines, beside=asked.folder), memory=asked.memory))


def timed(work: Callable[[], object]) -> dict[str, Any]:
    """Seconds by the clock and of this process, and by how many megabytes its peak rose."""
    Path("/proc/self/clear_refs").write_text("5")
    memory, before, processor = held("VmRSS"), time.perf_counter(), time.process_time()
    work()
    took = {"wall": time.perf_counter() - before, "cpu": time.process_time() - processor}
    return {**took, "memory": held("VmHWM") - memory}


def done(who: str, model: str, customers: str) -> dict[str, float]:
    """Seconds and megabytes of one fit."""
    x, t_x, age = made(int(customers))
    fit = {"zhike": ours, "lifetimes": theirs}[who](model)
    fit(x[:2000], t_x[:2000], age[:2000])
    Path("/proc/self/clear_refs").write_text("5")  # what making the customers took does not count
    memory, before, processor = held("VmRSS"), time.perf_counter(), time.process_time()
    parameters = fit(x, t_x, age)
    took = {"wall": time.perf_counter() - before, "cpu": time.process_time() - processor}
    return {**took, "memory": held("VmHWM") - memory, "parameters": parameters}


def made(customers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Customers of a known BG/NBD who came over fifteen months, seen for nine months to two years, in whole days."""
    from zhike.insight.measures.lifetime import FittedBgNbd

    rng = np.random.default_rng(7)
    truth = FittedBgNbd(KNOWN, 0.0, 0.0, converged=True, evaluations=0, customers=0, unit="day")
    past = truth.past(rng, rng.integers(270, 730, customers).astype(float))
    return past.x.astype(float), np.ceil(past.t_x), past.age


def ours(model: str) -> Callable[..., dict[str, float]]:
    """Our fit, from rows to errors."""
    from zhike.insight.measures import BgNbd, MbgNbd, ParetoNbd, Repeats

    kind = {"bgnbd": BgNbd, "mbgnbd": MbgNbd, "paretonbd": ParetoNbd}[model]

    def fit(x: np.ndarray, t_x: np.ndarray, age: np.ndarray) -> dict[str, float]:
        found = kind().fit(Repeats.of(x, t_x, age, unit="day"))
        return dict(found.parameters) | {"errors": found.standard_errors is not None}

    return fit


def theirs(model: str) -> Callable[..., dict[str, float]]:
    """The fit of lifetimes, with its own defaults."""
    warnings.simplefilter("ignore")
    import lifetimes

    kind = {"bgnbd": lifetimes.BetaGeoFitter, "mbgnbd": lifetimes.ModifiedBetaGeoFitter}[model]

    def fit(x: np.ndarray, t_x: np.ndarray, age: np.ndarray) -> dict[str, float]:
        return dict(kind().fit(x, t_x, age).params_)

    return fit


def held(name: str) -> float:
    """The memory this process holds (VmRSS), or the most it has held (VmHWM), in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


if __name__ == "__main__":
    main()
