"""Who bought what, how often and how lately, as a sparse matrix of customers × items."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.heavy import heavy

Numbers = npt.NDArray[np.int64]


class History(NamedTuple):
    """Purchases as three matrices over the same places: how often, and how much each counts by its age."""

    customers: list[Any]
    items: list[str]
    times: Any
    weights: Any


def history(
    table: pa.Table, *, customer: str, item: str, day: str, until: date, half_life: float, items: list[str] | None = None
) -> History:
    """The purchases before a day; the weight of one halves with every ``half_life`` days of age.

    ``items`` fixes the columns; purchases of others are dropped then.
    """
    past = table.filter(pc.less(table[day], pa.scalar(until)))
    names = items or sorted(set(past[item].to_pylist()))
    place = {name: number for number, name in enumerate(names)}
    who = pc.dictionary_encode(past[customer].combine_chunks())
    rows = who.indices.to_numpy()
    columns = np.array([place.get(name, -1) for name in past[item].to_pylist()], np.int64)
    age = (np.datetime64(until) - past[day].to_numpy().astype("datetime64[D]")).astype(np.int64)
    kept = columns >= 0
    shape = (len(who.dictionary), len(names))
    cells = (rows[kept], columns[kept])
    return History(
        who.dictionary.to_pylist(),
        names,
        sparse(np.ones(kept.sum()), cells, shape),
        sparse(0.5 ** (age[kept] / half_life), cells, shape),
    )


def sparse(values: npt.NDArray[np.float64], cells: tuple[Numbers, Numbers], shape: tuple[int, int]) -> Any:
    """A sparse matrix by rows; values of one cell add up."""
    matrix = heavy("scipy.sparse").csr_matrix((values, cells), shape=shape)
    matrix.sum_duplicates()
    return matrix
