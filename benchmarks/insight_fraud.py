"""Payments: features beside pandas in turn, and the figures of every model on the public payments of the handbook.

    python benchmarks/insight_fraud.py [--shared DIRECTORY] [--repeat 3]

Features of all 622,892 payments: customers' and terminals' windows of 1, 7 and 30 days. pandas takes windows of whole
groups (groupby and rolling), which is several times faster than the handbook's own loop over groups. Each figure is the
best of some runs in a process of its own, from a table in memory to a table in memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SHARED = ROOT.parent / "shared/data"
NAMED = {
    "transaction": "TRANSACTION_ID",
    "moment": "TX_DATETIME",
    "customer": "CUSTOMER_ID",
    "terminal": "TERMINAL_ID",
    "amount": "TX_AMOUNT",
    "fraud": "TX_FRAUD",
}
SIDES = ("zhike", "pandas")


def main() -> None:
    """Both sides, and then every model."""
    asked = arguments()
    table = pq.read_table(asked.shared / "card_fraud_sim/transactions.parquet")
    if asked.work:
        print(json.dumps(done(asked.work, table, repeat=asked.repeat)))
        return
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; {len(table):,} payments")
    print("{:16}{:>10}{:>10}{:>10}".format("features by", "wall s", "CPU s", "peak MB"))
    for side in SIDES:
        found = measured(side, asked)
        print(f"{side:16}{found['wall']:>10.2f}{found['cpu']:>10.2f}{found['memory']:>10.0f}", flush=True)
    models(table)


def arguments() -> argparse.Namespace:
    """What is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=SHARED, help="the directory of the public sets")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--work", choices=SIDES, help=argparse.SUPPRESS)
    return parser.parse_args()


def measured(side: str, asked: argparse.Namespace) -> dict[str, float]:
    """One side, in a process of its own."""
    command = [sys.executable, __file__, "--shared", str(asked.shared), "--repeat", str(asked.repeat), "--work", side]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    found: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
    return found


def done(side: str, table: pa.Table, *, repeat: int) -> dict[str, float]:
    """The best of some runs of one side."""
    mine = {"zhike": ours, "pandas": theirs}[side](table)
    before, runs = peak(), []
    for _number in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        mine()
        runs.append((time.perf_counter() - wall, time.process_time() - processor))
    wall, processor = min(runs)
    return {"wall": wall, "cpu": processor, "memory": peak() - before}


def ours(table: pa.Table) -> Callable[[], Any]:
    """Our windows, reading included: names as numbers, amounts as decimals, rows in order."""
    from zhike.insight.measures.fraud.features import features
    from zhike.insight.measures.fraud.transactions import transactions_of

    def found() -> pa.Table:
        rows = transactions_of(table, named=NAMED, as_of=None).rows
        return features(rows, delay_days=7, first_day=date(2018, 1, 1), last_day=date(2019, 1, 1))

    return found


def theirs(table: pa.Table) -> Callable[[], Any]:
    """The same windows by pandas; payments of one second may know of each other."""
    import pandas as pd

    frame = table.to_pandas().sort_values("TX_DATETIME", kind="stable").reset_index(drop=True)

    def found() -> Any:
        made = pd.DataFrame({"amount": frame.TX_AMOUNT, "weekend": frame.TX_DATETIME.dt.dayofweek >= 5})
        made["night"] = frame.TX_DATETIME.dt.hour <= 6
        for days in (1, 7, 30):
            own = rolled(frame, "CUSTOMER_ID", "TX_AMOUNT", days)
            made[f"customer_count_{days}"] = own["count"]
            made[f"customer_mean_{days}"] = own["sum"] / own["count"]
        late = rolled(frame, "TERMINAL_ID", "TX_FRAUD", 7)
        for days in (1, 7, 30):
            there = rolled(frame, "TERMINAL_ID", "TX_FRAUD", 7 + days) - late
            made[f"terminal_count_{days}"] = there["count"]
            made[f"terminal_fraud_rate_{days}"] = (there["sum"] / there["count"]).fillna(0)
        return made

    return found


def rolled(frame: Any, key: str, value: str, days: int) -> Any:
    """Counts and sums of the last days of each group, in the order of the frame."""
    windows = frame.groupby(key).rolling(f"{days}D", on="TX_DATETIME")[value]
    found = windows.agg(["count", "sum"])
    order = np.concatenate(list(frame.groupby(key).indices.values()))
    return found.set_axis(order).sort_index()


def models(table: pa.Table) -> None:
    """The three figures of every model, in the days of the handbook."""
    from zhike.insight.measures.fraud import Fraud
    from zhike.insight.measures.fraud.models import KINDS

    found = Fraud(train_from=date(2018, 7, 25), models=KINDS, rule_amount=220.0).of(table, **NAMED)
    print("\n{:12}{:>10}{:>22}{:>22}".format("model", "AUC", "average precision", "card precision"))
    for row in found.tables["judged"].to_pylist():
        print(f"{row['model']:12}{row['auc']:>10.4f}{row['average_precision']:>22.4f}{row['card_precision']:>22.4f}")
    print(found.tables["rule"].to_pylist()[0])


def peak() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
