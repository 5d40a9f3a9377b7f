"""Rules out of frequent sets; the border of confidence is met by whole numbers, not by fractions of the machine."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.tree import Tree


class Rules(NamedTuple):
    """Rules of one shape: items on both sides as rows, and three counts of baskets."""

    antecedents: Numbers
    consequents: Numbers
    both: Numbers
    with_antecedent: Numbers
    with_consequent: Numbers


def rules_of(tree: Tree, *, min_confidence: Fraction, consequent_items: int) -> list[Rules]:
    """All rules with at least that confidence and at most so many items on the right, by shape."""
    return [
        rules for shaped in shapes(tree, most=consequent_items) if len((rules := sure(shaped, min_confidence)).both)
    ]


def shapes(tree: Tree, *, most: int) -> Iterator[Rules]:
    """Every way to split every set of two items or more, positions chosen once for a whole length."""
    for length in range(2, len(tree.levels) + 1):
        sets = tree.sets(length)
        both = tree.levels[length - 1].counts
        for right in range(1, min(most, length - 1) + 1):
            for positions in combinations(range(length), right):
                yield split(tree, sets, both, list(positions))


def split(tree: Tree, sets: Numbers, both: Numbers, positions: list[int]) -> Rules:
    """The rules that conclude the items at these positions from the others."""
    antecedents, consequents = np.delete(sets, positions, axis=1), sets[:, positions]
    return Rules(antecedents, consequents, both, tree.counts(antecedents), tree.counts(consequents))


def sure(rules: Rules, border: Fraction) -> Rules:
    """Those rules whose confidence reaches the border: denominator × both ≥ numerator × antecedent."""
    reached: npt.NDArray[np.bool_] = border.denominator * rules.both >= border.numerator * rules.with_antecedent
    return Rules(*(column[reached] for column in rules))
