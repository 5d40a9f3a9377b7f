"""Figures brought to one scale: logarithms that keep their sign, cut at the ends, over their middle half.

Raw figures would make a cluster of the three largest customers and one of everybody else.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Matrix = npt.NDArray[np.float64]

#: Values beyond these percentiles are taken as lying there.
ENDS = (0.5, 99.5)


class Shape(NamedTuple):
    """How columns are brought to one scale; kept, so that new customers can be placed later."""

    columns: tuple[str, ...]
    low: Matrix
    high: Matrix
    middle: Matrix
    spread: Matrix

    def scaled(self, raw: Matrix) -> Matrix:
        """Rows of raw figures on the common scale."""
        return (np.clip(signed_log(raw), self.low, self.high) - self.middle) / self.spread


def signed_log(raw: Matrix) -> Matrix:
    """log(1 + |x|) with the sign of x.

    >>> signed_log(np.array([-1.0, 0.0, 1.0])).round(3).tolist()
    [-0.693, 0.0, 0.693]
    """
    return np.sign(raw) * np.log1p(np.abs(raw))


def figures(table: pa.Table, columns: Sequence[str]) -> Matrix:
    """The columns as numbers, nulls as not a number."""
    return np.stack([table[name].cast(pa.float64()).to_numpy() for name in columns], axis=1).astype(np.float64)


def shape_of(raw: Matrix, columns: Sequence[str]) -> tuple[Shape, Matrix, list[str]]:
    """The shape of some rows, these rows scaled, and the columns left out because all rows agree on them."""
    logs = signed_log(raw)
    low, high = np.percentile(logs, ENDS, axis=0)
    spread = np.subtract(*np.percentile(logs, (75, 25), axis=0))
    inside = np.clip(logs, low, high)
    spread = np.where(spread > 0, spread, np.std(inside, axis=0))
    kept = np.flatnonzero(np.ptp(inside, axis=0) > 0)
    shape = Shape(
        tuple(columns[place] for place in kept.tolist()),
        low[kept],
        high[kept],
        np.median(logs, axis=0)[kept],
        spread[kept],
    )
    return shape, shape.scaled(raw[:, kept]), [name for place, name in enumerate(columns) if place not in kept]
