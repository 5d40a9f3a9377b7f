"""The measures beside their peers on the same data, in one run: time, memory, ratio.

    python benchmarks/insight.py [part …] [--customers 1000000 5000000] [--peers 1000000]

Every figure is taken in a process of its own (wall and processor seconds, and by how much its peak memory grew while
it worked), after everything has been imported and tried once on a few rows. A part is a function below, named in
``PARTS``; it yields rows. Read ratios more than seconds where the machine has other things to do.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

KNOWN = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
HEADS = ("what", "customers", "wall s", "CPU s", "peak MB", "times")


def main() -> None:
    """Measure the parts that are asked for and print a table each."""
    asked = arguments()
    if asked.work:
        print(json.dumps(done(*asked.work[0].split(":"))))
        return
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print("{:34}{:>12}{:>10}{:>10}{:>10}{:>9}".format(*HEADS))
    for part in asked.parts or PARTS:
        for row in PARTS[part](asked):
            print("{:34}{:>12,}{:>10.2f}{:>10.2f}{:>10.0f}{:>9}".format(*row), flush=True)


def arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
    parser.add_argument("--customers", type=int, nargs="*", default=[1_000_000, 5_000_000])
    parser.add_argument("--peers", type=int, default=1_000_000, help="the most customers a peer is asked to fit")
    parser.add_argument("--work", nargs=1, help=argparse.SUPPRESS)
    return parser.parse_args()


def lifetime(asked: argparse.Namespace) -> Iterator[tuple]:
    """Fits of repeat buying from a row per customer (x, t_x, T in days): grouping, fit and errors; beside lifetimes."""
    for customers in asked.customers:
        theirs = measured("lifetimes", "bgnbd", customers) if customers <= asked.peers else None
        ours = measured("zhike", "bgnbd", customers)
        if theirs:
            yield row("BG/NBD, lifetimes", customers, theirs)
        yield row("BG/NBD, zhike", customers, ours, beside=theirs)
        yield row("MBG/NBD, zhike", customers, measured("zhike", "mbgnbd", customers))
        yield row("Pareto/NBD, zhike", customers, measured("zhike", "paretonbd", customers))


PARTS: dict[str, Callable[[argparse.Namespace], Iterator[tuple]]] = {"lifetime": lifetime}


def row(what: str, customers: int, ours: dict[str, float], *, beside: dict[str, float] | None = None) -> tuple:
    """One line of the table; the ratio is of wall seconds."""
    times = f"{beside['wall'] / ours['wall']:.1f}" if beside else "–"
    return what, customers, ours["wall"], ours["cpu"], ours["memory"], times


def measured(who: str, model: str, customers: int) -> dict[str, float]:
    """One figure, taken in a process of its own."""
    work = [sys.executable, __file__, "--work", f"{who}:{model}:{customers}"]
    answer = subprocess.run(work, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


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
