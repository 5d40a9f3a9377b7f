"""Association rules beside mlxtend and efficient-apriori, on the same baskets: seconds, peak memory, rules found.

    python benchmarks/insight_baskets.py [--shared DIRECTORY] [--repeat 3]

Groceries (support 0.001, confidence 0.5) and Online Retail part 1 (0.01, 0.2) where their files are at hand, and
simulated baskets always. Each figure is the best of some runs in a process of its own, from a list of entries to the
rules with all their figures; the significance of each rule is part of ours alone.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SHARED = ROOT.parent / "shared/data"
SETS = {"groceries": (0.001, 0.5), "online_retail": (0.01, 0.2), "simulated": (0.002, 0.2)}
SIDES = ("zhike", "mlxtend", "efficient_apriori")


def main() -> None:
    """Every set with every side, and how many times faster ours is."""
    asked = arguments()
    if asked.work:
        print(json.dumps(done(*asked.work, shared=asked.shared, repeat=asked.repeat)))
        return
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(
        "{:16}{:20}{:>10}{:>10}{:>10}{:>9}{:>9}".format("baskets", "by", "wall s", "CPU s", "peak MB", "rules", "times")
    )
    for name in SETS:
        if name != "simulated" and not paths(asked.shared)[name].exists():
            print(f"{name:16}(no file)")
            continue
        figures = {side: measured(name, side, asked) for side in SIDES}
        for side, figure in figures.items():
            times = figure["wall"] / figures["zhike"]["wall"]
            print(
                f"{name:16}{side:20}{figure['wall']:>10.2f}{figure['cpu']:>10.2f}{figure['memory']:>10.0f}"
                f"{figure['rules']:>9,}{times:>9.1f}",
                flush=True,
            )


def arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the directory of the public sets")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(name: str, side: str, asked: argparse.Namespace) -> dict[str, float]:
    """One figure, taken in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--shared",
        str(asked.shared),
        "--repeat",
        str(asked.repeat),
        "--work",
        name,
        side,
    ]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def done(name: str, side: str, *, shared: Path, repeat: int) -> dict[str, float]:
    """The best of some runs of one side."""
    warnings.simplefilter("ignore")
    entries = {"groceries": groceries, "online_retail": online_retail, "simulated": simulated}[name](shared)
    mine = {"zhike": ours, "mlxtend": mlxtend, "efficient_apriori": efficient_apriori}[side](*SETS[name])
    mine(pa.table({"basket": [1, 1, 2, 2], "item": ["tea", "cup", "tea", "cup"]}))
    before = peak()
    runs = []
    for _number in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        rules = mine(entries)
        runs.append((time.perf_counter() - wall, time.process_time() - processor))
    best = min(runs)
    return {"wall": best[0], "cpu": best[1], "memory": peak() - before, "rules": rules}


def ours(support: float, confidence: float) -> Callable[[pa.Table], int]:
    """Our rules."""
    from zhike.insight.measures.baskets import Baskets

    return lambda entries: len(Baskets(min_support=support, min_confidence=confidence).of(entries))


def mlxtend(support: float, confidence: float) -> Callable[[pa.Table], int]:
    """Their FP-growth over their own encoding, sparse where it helps them."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth
    from mlxtend.preprocessing import TransactionEncoder

    def rules(entries: pa.Table) -> int:
        encoder = TransactionEncoder()
        frame = pd.DataFrame(encoder.fit_transform(listed(entries)), columns=encoder.columns_)
        sets = fpgrowth(frame, min_support=support, use_colnames=True)
        if not len(sets):
            return 0
        found = association_rules(sets, metric="confidence", min_threshold=confidence)
        return int((found.consequents.map(len) == 1).sum())

    return rules


def efficient_apriori(support: float, confidence: float) -> Callable[[pa.Table], int]:
    """Their Apriori."""
    from efficient_apriori import apriori

    def rules(entries: pa.Table) -> int:
        _sets, found = apriori(listed(entries), min_support=support, min_confidence=confidence)
        return sum(len(rule.rhs) == 1 for rule in found)

    return rules


def listed(entries: pa.Table) -> list[tuple[str, ...]]:
    """Baskets as lists of items, the shape both libraries take."""
    baskets: dict[object, list[str]] = {}
    for basket, item in zip(entries["basket"].to_pylist(), entries["item"].to_pylist(), strict=True):
        baskets.setdefault(basket, []).append(item)
    return [tuple(items) for items in baskets.values()]


def paths(shared: Path) -> dict[str, Path]:
    """Where the public sets lie."""
    return {
        "groceries": shared / "groceries/groceries.csv",
        "online_retail": shared / "online_retail_part1/lines.parquet",
    }


def groceries(shared: Path) -> pa.Table:
    """One basket per line."""
    from zhike.insight.measures.baskets import entries_of_lines

    return entries_of_lines(paths(shared)["groceries"].read_text().splitlines())


def online_retail(shared: Path) -> pa.Table:
    """What was sold on invoices that are not cancellations."""
    import pandas as pd

    lines = pd.read_parquet(paths(shared)["online_retail"])
    sold = lines[~lines.InvoiceNo.str.startswith(("C", "A")) & (lines.Quantity > 0)]
    return pa.table({"basket": sold.InvoiceNo.to_numpy(), "item": sold.StockCode.to_numpy()})


def simulated(_shared: Path, *, baskets: int = 50_000, items: int = 1_000) -> pa.Table:
    """Baskets of a long tail of items, with twenty habits of three items each."""
    random = np.random.default_rng(11)
    sizes = 1 + random.poisson(4, baskets)
    owner = np.repeat(np.arange(baskets), sizes)
    item = (items * random.random(len(owner)) ** 3).astype(np.int64)
    habit = random.integers(0, 20, baskets // 4)
    habitual = np.repeat(np.arange(baskets // 4), 3)
    extra = (habit[:, None] * 3 + np.arange(3)).ravel() + items // 2
    names = np.array([f"item {number:04}" for number in range(2 * items)])
    return pa.table({"basket": np.concatenate([owner, habitual]), "item": names[np.concatenate([item, extra])]})


def peak() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
