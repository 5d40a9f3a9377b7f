"""Who bought what, how often and how lately, as a sparse matrix of customers × items."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.later import matrices

Numbers = npt.NDArray[np.int64]


class History(NamedTuple):
    """Purchases as three matrices over the same places: how often, and how much each counts by its age."""

    customers: list[Any]
    items: list[str]
    times: Any
    weights: Any


def history(table: pa.Table, *, until: date, half_life: float) -> History:
    """The purchases before a day, of a table with ``customer``, ``item`` and ``day``.

    The weight of one halves with every ``half_life`` days of age.
    """
    past = table.filter(pc.less(table["day"], pa.scalar(until)))
    who = pc.dictionary_encode(past["customer"].combine_chunks())
    what = pc.dictionary_encode(past["item"].combine_chunks())
    age = (np.datetime64(until) - past["day"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    cells = (who.indices.to_numpy(), what.indices.to_numpy())
    shape = (len(who.dictionary), len(what.dictionary))
    return History(
        who.dictionary.to_pylist(),
        what.dictionary.to_pylist(),
        sparse(np.ones(len(age)), cells, shape),
        sparse(0.5 ** (age / half_life), cells, shape),
    )


def sparse(values: npt.NDArray[np.float64], cells: tuple[Numbers, Numbers], shape: tuple[int, int]) -> Any:
    """A sparse matrix by rows; values of one cell add up."""
    matrix = matrices.csr_matrix((values, cells), shape=shape)
    matrix.sum_duplicates()
    return matrix
