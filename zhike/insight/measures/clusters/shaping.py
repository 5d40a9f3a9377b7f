"""Figures brought to one scale by their logarithms.

``robust``: signs kept, cut at the ends, less the median, over the middle half. ``standard``: less than nought counts as
nought, less the mean, over the standard deviation. Raw figures would make a cluster of the three largest customers and
one of everybody else.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Matrix = npt.NDArray[np.float64]

Scaling = Literal["robust", "standard"]

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


def shape_of(raw: Matrix, columns: Sequence[str], *, scaling: Scaling) -> tuple[Shape, Matrix, list[str]]:
    """The shape of some rows, these rows scaled, and the columns left out because all rows agree on them."""
    low, high, middle, spread = {"robust": robust, "standard": standard}[scaling](signed_log(raw))
    inside = np.clip(signed_log(raw), low, high)
    kept = np.flatnonzero(np.ptp(inside, axis=0) > 0)
    named = tuple(columns[place] for place in kept.tolist())
    shape = Shape(named, low[kept], high[kept], middle[kept], spread[kept])
    return shape, shape.scaled(raw[:, kept]), [name for place, name in enumerate(columns) if place not in kept]


def robust(logs: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Ends, middle and spread that a few extreme rows do not move."""
    low, high = np.percentile(logs, ENDS, axis=0)
    spread = np.subtract(*np.percentile(logs, (75, 25), axis=0))
    spread = np.where(spread > 0, spread, np.std(np.clip(logs, low, high), axis=0))
    return low, high, np.median(logs, axis=0), spread


def standard(logs: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    """Nought and the largest as ends, mean and standard deviation of what lies between."""
    low, high = np.zeros(logs.shape[1]), np.maximum(logs.max(axis=0), 0)
    inside = np.clip(logs, low, high)
    return low, high, inside.mean(axis=0), inside.std(axis=0)
