"""Baskets counted in this process, by bits."""

import numpy as np
import pyarrow as pa

from zhike.insight.measures.baskets.bits import ones, packed
from zhike.insight.measures.baskets.coding import Entries, Numbers, coded, without_long
from zhike.insight.measures.baskets.counting import Counted, Wanted
from zhike.insight.measures.baskets.eclat import frequent
from zhike.insight.measures.baskets.tree import Tree
from zhike.insight.measures.cautions import MeasureRefused, _

#: Bits held at once: 2 GB of them is a hundred times the Groceries data.
MOST_BITS = 16_000_000_000


class Here:
    """The entries of a table with one row per basket and item."""

    def __init__(self, table: pa.Table, *, basket: str = "basket", item: str = "item") -> None:
        self.entries = coded(table, basket=basket, item=item)

    def counted(self, wanted: Wanted) -> Counted:
        """The frequent sets. Raises MeasureRefused above the most."""
        entries, long_baskets = without_long(self.entries, longest=wanted.max_basket_items)
        tree, names = mined(entries, wanted, least=wanted.least(entries.basket_count))
        read = self.entries
        return Counted(tree, names, read.basket_count, read.rows_read, read.rows_without_name, long_baskets)

    def baskets(self) -> int:
        """How many baskets there are."""
        return self.entries.basket_count

    def holding(self, sets: list[list[str]]) -> Numbers:
        """In how many baskets each set of names lies whole."""
        asked = {name for names in sets for name in names}
        known = {name: n for n, name in enumerate(self.entries.item_names.to_pylist()) if name in asked}
        rows = packed(self.entries, np.array(list(known.values()), np.int64))
        bits = dict(zip(known, rows, strict=True))
        counts = [
            int(ones(np.bitwise_and.reduce([bits[name] for name in names]))) if known.keys() >= set(names) else 0
            for names in sets
        ]
        return np.array(counts, np.int64)

    def forget(self) -> None:
        """Nothing is kept."""


def mined(entries: Entries, wanted: Wanted, *, least: int) -> tuple[Tree, pa.Array]:
    """The tree of sets in at least so many baskets, and the names of their items, rarest first."""
    counts = entries.item_counts
    items = np.flatnonzero(counts >= least)
    if len(items) * entries.basket_count > MOST_BITS:
        raise MeasureRefused(
            _("%(items)s items in so many baskets do not fit; raise the least support."), items=len(items)
        )
    items = items[np.argsort(counts[items], kind="stable")]
    levels = frequent(packed(entries, items), least=least, longest=wanted.max_length, most=wanted.max_sets)
    return Tree(levels, items=len(items)), entries.item_names.take(pa.array(items))
