"""How good chances are, on rows that were not learnt from.

*Sources.* Hanley and McNeil 1982 (AUC); Brier 1950; Verbeke et al. 2012 (profit).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Flags = npt.NDArray[np.bool_]
Chances = npt.NDArray[np.float64]


class Judgement(NamedTuple):
    """``auc`` 0.5 is guessing; ``average_precision`` to be held against ``base_rate``; ``brier`` smaller is better."""

    rows: int
    base_rate: float
    auc: float
    average_precision: float
    brier: float
    top_decile_lift: float


def judged(happened: Flags, chances: Chances) -> Judgement:
    """The figures of one set of rows."""
    return Judgement(
        rows=len(happened),
        base_rate=float(np.mean(happened)),
        auc=auc(happened, chances),
        average_precision=average_precision(happened, chances),
        brier=float(np.mean((chances - happened) ** 2)),
        top_decile_lift=lift(happened, chances, share=0.1),
    )


def auc(happened: Flags, scores: Chances) -> float:
    """The chance that a row to which it happened stands above one to which it did not; ties count half.

    >>> auc(np.array([True, False, True, False]), np.array([0.9, 0.1, 0.4, 0.4]))
    0.875
    """
    yes = int(happened.sum())
    no = len(happened) - yes
    if not yes or not no:
        return float("nan")
    _values, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    return float((ranks[places][happened].sum() - yes * (yes + 1) / 2) / (yes * no))


def average_precision(happened: Flags, scores: Chances) -> float:
    """The mean precision at each row found, from the highest score down; ties are taken together."""
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    found = np.cumsum(happened[order])[ends]
    gained = np.diff(found, prepend=0)
    return float((gained * found / (ends + 1)).sum() / max(int(happened.sum()), 1))


def lift(happened: Flags, scores: Chances, *, share: float) -> float:
    """How many times more often it happened among the highest scores than at large; ties by place."""
    top = np.argsort(-scores, kind="stable")[: max(1, round(len(scores) * share))]
    base = float(np.mean(happened))
    return float(np.mean(happened[top]) / base) if base else float("nan")


def calibration_table(happened: Flags, chances: Chances, *, groups: int = 10) -> pa.Table:
    """Rows in groups of rising chance: ``rows``, ``said`` (mean chance), ``came`` (share to which it happened)."""
    parts = [part for part in np.array_split(np.argsort(chances, kind="stable"), groups) if len(part)]
    return pa.table(
        {
            "group": pa.array(range(1, len(parts) + 1), pa.int64()),
            "rows": pa.array([len(part) for part in parts], pa.int64()),
            "said": pa.array([float(chances[part].mean()) for part in parts], pa.float64()),
            "came": pa.array([float(happened[part].mean()) for part in parts], pa.float64()),
        }
    )


def with_profit(reach: pa.Table, *, gain: float | None, cost: float | None) -> pa.Table:
    """What calling so many brings: ``gain`` for each found less ``cost`` for each called; nothing where not given."""
    if gain is None or cost is None:
        return reach
    profit = np.array(reach["found"]) * gain - np.array(reach["rows"]) * cost
    return reach.append_column("profit", pa.array(profit))


def reach_table(happened: Flags, chances: Chances) -> pa.Table:
    """If one calls the highest tenth, two tenths, …: ``share``, ``rows``, ``found``, ``found_share``, ``lift``."""
    order = np.argsort(-chances, kind="stable")
    found = np.cumsum(happened[order])
    total, rows = max(int(happened.sum()), 1), len(happened)
    ends = [max(1, round(rows * tenth / 10)) for tenth in range(1, 11)]
    return pa.table(
        {
            "share": pa.array([end / rows for end in ends]),
            "rows": pa.array(ends, pa.int64()),
            "found": pa.array([int(found[end - 1]) for end in ends], pa.int64()),
            "found_share": pa.array([float(found[end - 1] / total) for end in ends]),
            "lift": pa.array([float(found[end - 1] / end / (total / rows)) for end in ends]),
        }
    )
