"""The tables that rules are read from."""

import numpy as np
import pyarrow as pa

from zhike.insight.measures.baskets.chance import adjusted, fisher
from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.figures import figures
from zhike.insight.measures.baskets.rules import Rules
from zhike.insight.measures.baskets.tree import Tree

SIDES = pa.list_(pa.string())
COUNTS = ("baskets", "antecedent_baskets", "consequent_baskets")


def rules_table(found: list[Rules], names: pa.Array, *, baskets: int, significance: float) -> pa.Table:
    """One row per rule, the highest lift first; ties by support, then by the names."""
    counted = ("both", "with_antecedent", "with_consequent")
    counts = [gathered([getattr(rules, name) for rules in found]) for name in counted]
    values = figures(*counts, baskets=baskets)
    chances = fisher(*counts, baskets=baskets)
    raised = adjusted(chances)
    columns = {
        "antecedent": sides([rules.antecedents for rules in found], names),
        "consequent": sides([rules.consequents for rules in found], names),
        **{name: pa.array(column) for name, column in zip(COUNTS, counts, strict=True)},
        **{name: pa.array(column) for name, column in values.items()},
        "p_value": pa.array(chances),
        "p_adjusted": pa.array(raised),
        "is_significant": pa.array(raised <= significance),
    }
    return pa.table(columns).take(pa.array(np.lexsort((-counts[0], -values["lift"]))))


def sets_table(tree: Tree, names: pa.Array, *, baskets: int) -> pa.Table:
    """One row per frequent set: ``items``, ``length``, ``baskets``, ``support``; short and frequent ones first."""
    lengths = range(1, len(tree.levels) + 1)
    counts = gathered([level.counts for level in tree.levels])
    sizes = np.repeat(np.array(lengths, np.int64), [len(level.items) for level in tree.levels])
    columns = {
        "items": sides([tree.sets(length) for length in lengths], names),
        "length": pa.array(sizes),
        "baskets": pa.array(counts),
        "support": pa.array(counts / max(baskets, 1)),
    }
    return pa.table(columns).take(pa.array(np.lexsort((-counts, sizes))))


def gathered(parts: list[Numbers]) -> Numbers:
    """The parts as one array, empty where there are none."""
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def sides(parts: list[Numbers], names: pa.Array) -> pa.Array:
    """Rows of item numbers as lists of names."""
    lists = [
        pa.ListArray.from_arrays(
            pa.array(np.arange(len(rows) + 1) * rows.shape[1], pa.int32()), names.take(pa.array(rows.ravel()))
        )
        for rows in parts
    ]
    return pa.chunked_array(lists, SIDES).combine_chunks() if lists else pa.array([], SIDES)
