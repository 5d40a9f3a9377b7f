"""One row of bits per item, one bit per basket: counting baskets is counting ones."""

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.baskets.coding import Entries, Numbers

Bits = npt.NDArray[np.uint64]


def packed(entries: Entries, wanted: Numbers) -> Bits:
    """A matrix of wanted items × words of 64 baskets.

    >>> import pyarrow as pa
    >>> from zhike.insight.measures.baskets.coding import coded
    >>> entries = coded(pa.table({"b": [1, 1, 2], "i": ["cup", "tea", "tea"]}), basket="b", item="i")
    >>> ones(packed(entries, np.array([0, 1]))).tolist()
    [1, 2]
    """
    words = -(-entries.basket_count // 64)
    matrix = np.zeros((len(wanted), words), np.uint64)
    borders = np.searchsorted(entries.items, np.stack([wanted, wanted + 1]))
    for row, (start, end) in enumerate(borders.T):
        flags = np.zeros(words * 64, np.bool_)
        flags[entries.baskets[start:end]] = True
        matrix[row] = np.packbits(flags).view(np.uint64)
    return matrix


def ones(rows: Bits) -> Numbers:
    """How many bits are set, per row."""
    return np.bitwise_count(rows).sum(axis=-1, dtype=np.int64)
