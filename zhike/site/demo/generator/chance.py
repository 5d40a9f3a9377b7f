"""Seeded chance: one independent stream for every subject, so a change in one leaves the others alone."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Value = TypeVar("Value")


def stream(seed: int, *subject: object) -> Random:
    """A random stream that depends on the seed and the subject alone, whatever was drawn before."""
    return Random("/".join(map(str, (seed, *subject))))  # noqa: S311 -- repeatable on purpose


class Weighted(Generic[Value]):
    """A choice among values by weight, prepared once and drawn often."""

    def __init__(self, values: Sequence[Value], weights: Sequence[float]) -> None:
        self.values = list(values)
        self.sums = list(accumulate(weights))

    def draw(self, random: Random) -> Value:
        """One value; each comes as often as its weight says."""
        return self.values[bisect_right(self.sums, random.random() * self.sums[-1])]
