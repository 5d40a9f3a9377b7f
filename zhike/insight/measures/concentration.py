"""How much of the whole a few hold: the share of the greatest, and one figure for all."""

from typing import Any

import numpy as np
import pyarrow as pa

SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)
CONCENTRATION = pa.schema(
    [("share", pa.float64()), ("items", pa.int64()), ("value", pa.float64()), ("value_share", pa.float64())]
)


def concentration(values: Any) -> pa.Table:
    """What the greatest 1, 5, 10, 20 and 50 % hold of the sum, their number rounded up; empty without a sum above 0.

    *Columns.* ``share`` of items, 0 to 1; ``items``; their ``value``; ``value_share`` of the sum of all, which items
    below zero lower.

    >>> concentration([70, 10, 10, 5, 5]).to_pylist()[3]
    {'share': 0.2, 'items': 1, 'value': 70.0, 'value_share': 0.7}
    """
    falling = np.sort(np.asarray(values, float))[::-1]
    held, total = np.cumsum(falling), falling.sum()
    if not total > 0:
        return CONCENTRATION.empty_table()
    items = [int(np.ceil(round(share * len(falling), 9))) for share in SHARES]
    value = [float(held[count - 1]) for count in items]
    return pa.table([SHARES, items, value, [part / total for part in value]], schema=CONCENTRATION)


def gini(values: Any) -> float | None:
    """0 where all items above zero are equal, near 1 where one holds everything; None without such items.

    *Formula.* 2 Σ i·x(i) / (n Σ x) - (n + 1) / n, x rising. *Source.* Gini 1912.

    >>> gini([1, 1, 1, 1]), gini([0, 0, 5]), round(gini([1, 2, 3, 4]), 4)
    (0.0, 0.0, 0.25)
    """
    rising = np.sort(np.asarray(values, float))
    rising = rising[rising > 0]
    if not len(rising):
        return None
    count = len(rising)
    return float(2 * (np.arange(1, count + 1) @ rising) / (count * rising.sum()) - (count + 1) / count)
