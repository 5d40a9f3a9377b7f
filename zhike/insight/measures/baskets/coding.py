"""Baskets and items as numbers: each item once per basket, entries without a basket or an item left out."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Numbers = npt.NDArray[np.int64]


class Entries(NamedTuple):
    """Distinct entries as two arrays of numbers, ordered by item then basket, and what the numbers stand for."""

    baskets: Numbers
    items: Numbers
    basket_count: int
    item_names: pa.Array
    rows_read: int
    rows_without_name: int

    @property
    def item_counts(self) -> Numbers:
        """In how many baskets each item lies."""
        return np.bincount(self.items, minlength=len(self.item_names))


def coded(table: pa.Table, *, basket: str, item: str) -> Entries:
    """The entries of a table with one row per basket and item; a repeated item counts once.

    >>> entries = coded(pa.table({"b": [1, 1, 1, 2], "i": ["tea", "tea", "cup", "tea"]}), basket="b", item="i")
    >>> entries.basket_count, entries.item_names.to_pylist(), entries.item_counts.tolist()
    (2, ['cup', 'tea'], [1, 2])
    """
    given = table.select([basket, item])
    named = given.filter(pc.and_(pc.is_valid(given[basket]), pc.is_valid(given[item])))
    baskets = pc.dictionary_encode(named[basket].combine_chunks())
    items = pc.dictionary_encode(named[item].cast(pa.string()).combine_chunks())
    order = pc.sort_indices(items.dictionary).to_numpy()
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    basket_count = len(baskets.dictionary)
    item_of = place[items.indices.to_numpy()] if len(order) else np.zeros(0, np.int64)
    keys = np.sort(item_of * max(basket_count, 1) + baskets.indices.to_numpy())
    found_items, found_baskets = np.divmod(keys[np.diff(keys, prepend=-1) > 0], max(basket_count, 1))
    return Entries(
        baskets=found_baskets,
        items=found_items,
        basket_count=basket_count,
        item_names=items.dictionary.take(pa.array(order)),
        rows_read=table.num_rows,
        rows_without_name=table.num_rows - named.num_rows,
    )


def without_long(entries: Entries, *, longest: int) -> tuple[Entries, int]:
    """The entries without those of baskets that hold more than ``longest`` items, and how many baskets these were.

    Such baskets are stock-taking or wholesale of everything; they still count as baskets, so that shares stay honest.
    """
    sizes = np.bincount(entries.baskets, minlength=entries.basket_count)
    kept = sizes[entries.baskets] <= longest
    return entries._replace(baskets=entries.baskets[kept], items=entries.items[kept]), int((sizes > longest).sum())
