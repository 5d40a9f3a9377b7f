"""The same rules in the same season of the year before: a habit stays, a season comes back, a fashion does neither."""

import numpy as np
import pyarrow as pa

from zhike.insight.measures.baskets.bits import Bits, ones, packed
from zhike.insight.measures.baskets.coding import Entries, Numbers


def with_year_before(rules: pa.Table, entries: Entries) -> pa.Table:
    """The rules with ``support_year_before``, ``confidence_year_before`` and ``lift_year_before``.

    Null where the year before has no basket, or none with the side that the figure divides by.
    """
    names = {name: number for number, name in enumerate(entries.item_names.to_pylist())}
    wanted = sorted({name for side in ("antecedent", "consequent") for row in rules[side].to_pylist() for name in row})
    rows = packed(entries, np.array([names[name] for name in wanted if name in names], np.int64))
    bits = dict(zip([name for name in wanted if name in names], rows, strict=True))
    left = rules["antecedent"].to_pylist()
    right = rules["consequent"].to_pylist()
    both = [a + b for a, b in zip(left, right, strict=True)]
    n_left, n_right, n_both = (counted(side, bits) for side in (left, right, both))
    total = entries.basket_count
    return (
        rules.append_column("support_year_before", over(n_both, np.full(len(n_both), total)))
        .append_column("confidence_year_before", over(n_both, n_left))
        .append_column("lift_year_before", over(n_both * total, n_left * n_right))
    )


def counted(sets: list[list[str]], bits: dict[str, Bits]) -> Numbers:
    """In how many baskets each set lies; a set with an item that was not sold lies in none."""
    counts = [
        int(ones(np.bitwise_and.reduce([bits[name] for name in names]))) if all(n in bits for n in names) else 0
        for names in sets
    ]
    return np.array(counts, np.int64)


def over(above: Numbers, below: Numbers) -> pa.Array:
    """Above over below, null where nothing stands below."""
    quotient = np.divide(above, below, out=np.zeros(len(above)), where=below != 0)
    return pa.array(quotient, mask=below == 0)
