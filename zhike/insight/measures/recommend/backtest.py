"""Would it have worked? Each way to recommend, taught by what came before a day, judged by what was bought after.

By time, never by chance: a random split lets the future teach. *Source.* Dacrema et al. 2019, on weak baselines.
"""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.insight.measures.recommend.history import History, Numbers, history, sparse
from zhike.insight.measures.recommend.neighbours import factors, neighbours
from zhike.insight.measures.recommend.ranking import METHODS, ranked

SCHEMA = pa.schema(
    [("mode", pa.string()), ("method", pa.string()), ("customers", pa.int64())]
    + [(name, pa.float64()) for name in ("precision", "recall", "hit_rate", "ndcg")]
)


def backtest(
    table: pa.Table,
    *,
    split: date,
    until: date,
    top: int,
    most: int,
    half_life: float,
    taught: pa.Table | None = None,
) -> pa.Table:
    """One row per mode and method: shares of ``top`` places hit, of later purchases found, of customers with a hit.

    ``taught`` the purchases as they were known at the split, where that differs: what came back later is in it still.
    """
    past = history(table if taught is None else taught, until=split, half_life=half_life)
    if not past.customers:
        return SCHEMA.empty_table()
    later = bought_later(table, past, split=split, until=until)
    likeness = {"items": neighbours(past.times, most=most), "factors": factors(past.times)}
    rows = []
    for mode in ("new", "repeat"):
        wanted = later - later.multiply(past.times > 0) if mode == "new" else later
        wanted.eliminate_zeros()
        for method in METHODS:
            if mode == "repeat" or method != "own_past":
                found, scores = ranked(past, method, likeness.get(method), top=top, with_repeats=mode == "repeat")
                rows.append({"mode": mode, "method": method, **judged(found, scores, wanted)})
    return pa.Table.from_pylist(rows, SCHEMA)


def bought_later(table: pa.Table, past: History, *, split: date, until: date) -> Any:
    """Customers × items of what customers of the past bought from the split on; 1 where they did."""
    place = {name: number for number, name in enumerate(past.customers)}
    column = {name: number for number, name in enumerate(past.items)}
    bought = zip(*(table[name].to_pylist() for name in ("customer", "item", "day")), strict=True)
    cells = sorted(
        {
            (place[who], column[what])
            for who, what, day in bought
            if split <= day < until and who in place and what in column
        }
    )
    found = np.array(cells, np.int64).reshape(-1, 2)
    return sparse(np.ones(len(found)), (found[:, 0], found[:, 1]), past.times.shape)


def judged(found: Numbers, scores: np.ndarray, wanted: Any) -> dict[str, Any]:
    """The figures over customers who bought anything wanted later."""
    buyers = np.flatnonzero(np.diff(wanted.indptr))
    if not len(buyers):
        return {"customers": 0}
    top = found.shape[1]
    hits = np.asarray(wanted[np.repeat(buyers, top), found[buyers].ravel()]).reshape(len(buyers), top)
    hits = hits * (scores[buyers] > 0)
    count = np.diff(wanted.indptr)[buyers]
    worth = 1 / np.log2(np.arange(2, top + 2))
    ideal = np.cumsum(worth)[np.minimum(count, top) - 1]
    return {
        "customers": len(buyers),
        "precision": float(hits.sum() / (len(buyers) * top)),
        "recall": float(np.mean(hits.sum(axis=1) / count)),
        "hit_rate": float(np.mean(hits.any(axis=1))),
        "ndcg": float(np.mean((hits * worth).sum(axis=1) / ideal)),
    }
