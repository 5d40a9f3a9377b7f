"""Which pairs of rows are worth comparing: those that share a key which few others have."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import combinations

LARGEST = 100  # rows; what more of them share tells nobody apart


def candidates(keys: Iterable[tuple[int, Hashable]]) -> tuple[set[tuple[int, int]], int]:
    """From (row, key) to pairs (smaller row first) that share a key, and how many keys were too common to use."""
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in keys:
        blocks[key].append(row)
    pairs: set[tuple[int, int]] = set()
    skipped = 0
    for some in blocks.values():
        if len(some) > LARGEST:
            skipped += 1
        elif len(some) > 1:
            pairs.update(combinations(sorted(set(some)), 2))
    return pairs, skipped
