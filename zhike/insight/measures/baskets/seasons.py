"""The same rules in the same season of the year before: a habit stays, a season comes back, a fashion does neither."""

import numpy as np
import pyarrow as pa

from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.counting import Counting


def with_year_before(rules: pa.Table, entries: Counting) -> pa.Table:
    """The rules with ``support_year_before``, ``confidence_year_before`` and ``lift_year_before``.

    Null where the year before has no basket, or none with the side that the figure divides by.
    """
    left, right = rules["antecedent"].to_pylist(), rules["consequent"].to_pylist()
    both = [a + b for a, b in zip(left, right, strict=True)]
    n_left, n_right, n_both = np.split(entries.holding([*left, *right, *both]), 3)
    total = entries.baskets()
    return (
        rules.append_column("support_year_before", over(n_both, np.full(len(n_both), total)))
        .append_column("confidence_year_before", over(n_both, n_left))
        .append_column("lift_year_before", over(n_both * total, n_left * n_right))
    )


def over(above: Numbers, below: Numbers) -> pa.Array:
    """Above over below, null where nothing stands below."""
    quotient = np.divide(above, below, out=np.zeros(len(above)), where=below != 0)
    return pa.array(quotient, mask=below == 0)
