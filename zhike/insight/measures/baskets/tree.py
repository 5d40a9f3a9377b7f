"""The tree of frequent sets, asked for whole sets and for the place of any part of them."""

from functools import cached_property

import numpy as np

from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.eclat import Level


class Tree:
    """Frequent sets by length, each sorted so that a set is found by its items."""

    def __init__(self, levels: list[Level], *, items: int) -> None:
        self.levels = levels
        self.width = max(items, 1)

    def __len__(self) -> int:
        return sum(len(level.items) for level in self.levels)

    @cached_property
    def sorted_keys(self) -> list[tuple[Numbers, Numbers]]:
        """For each length the keys in order, and which set each belongs to."""
        keys = [level.parents * self.width + level.items for level in self.levels]
        orders = [np.argsort(key, kind="stable") for key in keys]
        return [(key[order], order) for key, order in zip(keys, orders, strict=True)]

    def sets(self, length: int) -> Numbers:
        """All sets of one length as rows of items, rising."""
        columns = []
        places = np.arange(len(self.levels[length - 1].items))
        for level in reversed(self.levels[:length]):
            columns.append(level.items[places])
            places = level.parents[places]
        return np.stack(columns[::-1], axis=1)

    def places(self, sets: Numbers) -> Numbers:
        """Where sets of one length stand; each must be frequent, as every part of a frequent set is."""
        found = sets[:, 0]
        for depth in range(1, sets.shape[1]):
            keys, order = self.sorted_keys[depth]
            found = order[np.searchsorted(keys, found * self.width + sets[:, depth])]
        return found

    def counts(self, sets: Numbers) -> Numbers:
        """In how many baskets sets of one length lie."""
        return self.levels[sets.shape[1] - 1].counts[self.places(sets)]
