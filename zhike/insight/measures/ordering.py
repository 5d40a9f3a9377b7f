"""Rows put in order after an engine has found them: what it finds in long runs is laid side by side, not moved."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

MOST_RUNS = 1_000  # with more of them, moving every row is cheaper than holding a piece for each
Key = tuple[int, int]


class Run(NamedTuple):
    """Neighbouring rows that are in order already, from ``start`` up to before ``end`` of a batch."""

    first: Key
    batch: int
    start: int
    end: int


def in_order(table: pa.Table) -> pa.Table:
    """The rows by ``as_of`` and ``customer_id``, which have no nulls; nothing is copied where few runs make the order.

    >>> found = pa.table({"as_of": pa.array([1, 1, 1], pa.date32()), "customer_id": [3, 1, 2]})
    >>> in_order(found)["customer_id"].to_pylist()
    [1, 2, 3]
    """
    batches = table.to_batches()
    pieces = list(islice(merged([keys(batch) for batch in batches]), MOST_RUNS))
    if sum(piece.end - piece.start for piece in pieces) < table.num_rows:
        days, ids = keys(table)
        return table.take(np.lexsort((ids, days)))
    rows = [batches[piece.batch].slice(piece.start, piece.end - piece.start) for piece in pieces]
    return pa.Table.from_batches(rows, schema=table.schema)


def merged(batches: list[tuple[np.ndarray, np.ndarray]]) -> Iterator[Run]:
    """The runs of all batches, cut where one of another begins, one after the other; of too many none."""
    waiting = [run for number, batch in enumerate(batches) for run in islice(runs(number, *batch), MOST_RUNS)]
    if len(waiting) >= MOST_RUNS:
        return
    heapify(waiting)
    while waiting:
        run = heappop(waiting)
        days, ids = batches[run.batch]
        if waiting and waiting[0].first < (days[run.end - 1], ids[run.end - 1]):
            cut = run.start + place(waiting[0].first, days[run.start : run.end], ids[run.start : run.end])
            heappush(waiting, Run((days[cut], ids[cut]), run.batch, cut, run.end))
            run = run._replace(end=cut)
        yield run


def runs(batch: int, days: np.ndarray, ids: np.ndarray) -> Iterator[Run]:
    """The longest runs of a batch."""
    falls = (days[1:] < days[:-1]) | ((days[1:] == days[:-1]) & (ids[1:] < ids[:-1]))
    starts = [0, *(np.flatnonzero(falls) + 1).tolist()] if len(ids) else []
    for start, end in pairwise([*starts, len(ids)]):
        yield Run((days[start], ids[start]), batch, start, end)


def place(key: Key, days: np.ndarray, ids: np.ndarray) -> int:
    """How many rows of a run come before a key."""
    begin, end = np.searchsorted(days, key[0], "left"), np.searchsorted(days, key[0], "right")
    return int(begin + np.searchsorted(ids[begin:end], key[1]))


def keys(rows: pa.RecordBatch | pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """The day and the customer of each row, as numbers."""
    return rows["as_of"].cast(pa.int32()).to_numpy(), rows["customer_id"].to_numpy()
