"""Frequent sets by intersecting bits (Eclat, Zaki 2000), kept as a tree that can be searched."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from zhike.insight.measures.baskets.bits import Bits, ones
from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.cautions import MeasureRefused, _

#: Siblings are intersected all with all while that touches no more words than this.
AT_ONCE = 20_000


class Level(NamedTuple):
    """All frequent sets of one length: the place of each in the level above, its last item, its baskets."""

    parents: Numbers
    items: Numbers
    counts: Numbers


@dataclass
class Search:
    """A depth-first walk that stops with a sentence where there would be too much to read."""

    least: int
    longest: int
    most: int
    found: int = 0
    parts: list[list[tuple[Numbers, Numbers, Numbers]]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def keep(self, depth: int, parent: int, items: Numbers, counts: Numbers) -> int:
        """Note sets of one parent and say at which place the first of them stands."""
        if depth == len(self.parts):
            self.parts.append([])
            self.sizes.append(0)
        self.found += len(items)
        refuse_more(self.found, most=self.most)
        first = self.sizes[depth]
        self.parts[depth].append((np.full(len(items), parent), items, counts))
        self.sizes[depth] += len(items)
        return first

    def grow(self, depth: int, rows: Bits, items: Numbers, first: int) -> None:
        """Extend each of these siblings by those after it: all at once where they are few, else one by one."""
        if len(rows) * rows.size <= AT_ONCE:
            together = rows[:, None] & rows
            counts, order = ones(together), np.arange(len(rows))
            enough = (counts >= self.least) & (order[:, None] < order)
            for place in np.flatnonzero(enough.any(axis=1)).tolist():
                after = np.flatnonzero(enough[place])
                self.extend(depth, together[place, after], items[after], counts[place, after], first + place)
            return
        for place in range(len(items) - 1):
            words = rows[place].nonzero()[0]
            together = rows[place + 1 :, words] & rows[place, words]
            counts = ones(together)
            after = (counts >= self.least).nonzero()[0]
            if len(after):
                self.extend(depth, together[after], items[place + 1 :][after], counts[after], first + place)

    def extend(self, depth: int, rows: Bits, items: Numbers, counts: Numbers, parent: int) -> None:
        """Note the frequent extensions of one set, and extend them in turn."""
        start = self.keep(depth, parent, items, counts)
        if depth + 1 < self.longest and len(items) > 1:
            self.grow(depth + 1, rows, items, start)


def refuse_more(found: int, *, most: int) -> None:
    """Refuse more sets than anybody could read."""
    if found > most:
        raise MeasureRefused(
            _("More than %(most)s sets of items are frequent; raise the least support or take shorter sets."),
            most=most,
        )


def frequent(rows: Bits, *, least: int, longest: int, most: int) -> list[Level]:
    """The frequent sets of the items whose bits these are, level by level; items are numbered by row.

    ``least`` baskets, ``longest`` items in a set, refused above ``most`` sets. Every row must be frequent itself.
    """
    search = Search(least=least, longest=longest, most=most)
    items = np.arange(len(rows))
    if len(rows):
        search.keep(0, -1, items, ones(rows))
        if longest > 1:
            search.grow(1, rows, items, 0)
    return [Level(*(np.concatenate(column) for column in zip(*parts, strict=True))) for parts in search.parts]
