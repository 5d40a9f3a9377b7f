"""What agreement is worth (Fellegi and Sunter, A Theory for Record Linkage, JASA 64, 1969).

A pattern holds the level at which two rows agree in each column, None where one of them says nothing. The weight of a
level is log2 m/u: how much likelier it is between rows of one thing than between rows of two. Weights add up with the
prior odds to the probability that both rows are one thing.
"""

from collections.abc import Mapping, Sequence
from math import log2
from typing import NamedTuple

LEVELS = 4
ROUNDS = 40
FIRST_GUESS = (0.8, 0.1, 0.05, 0.05)  # of m; where the rounds end hardly depends on it

Pattern = tuple[int | None, ...]


class Weights(NamedTuple):
    """Bits by column and level, and the bits a pair begins with."""

    bits: Sequence[Sequence[float]]
    prior: float

    def probability(self, pattern: Pattern) -> float:
        """That both rows are one thing, 0 to 1."""
        total = self.prior + sum(self.bits[n][level] for n, level in enumerate(pattern) if level is not None)
        return 1 / (1 + 2.0 ** -max(min(total, 500), -500))


def estimate(patterns: Mapping[Pattern, int], by_chance: Mapping[Pattern, int], *, rows: int) -> Weights:
    """Weights from the rows themselves, without a label.

    `patterns` counts those of the pairs worth comparing, `by_chance` those of pairs drawn blindly, which give u. m and
    the share of true pairs come from expectation maximisation; all pairs not in `patterns` are taken for different.
    """
    columns = range(len(next(iter(patterns), ())))
    pairs = rows * (rows - 1) / 2
    u = [_shares(_counted(by_chance, column), smooth=0.5) for column in columns]
    m: list[list[float]] = [list(FIRST_GUESS) for _column in columns]
    true = rows / 4
    for _round in range(ROUNDS):
        weights = _weights(m, u, true / pairs)
        expected = {pattern: weights.probability(pattern) * count for pattern, count in patterns.items()}
        true = min(max(sum(expected.values()), 0.01), pairs * 0.99)
        m = [_shares(_counted(expected, column), smooth=0.1) for column in columns]
    return _weights(m, u, true / pairs)


def _weights(m: list[list[float]], u: list[list[float]], share: float) -> Weights:
    bits = [[log2(mine / chance) for mine, chance in zip(*both, strict=True)] for both in zip(m, u, strict=True)]
    return Weights(bits, log2(share / (1 - share)))


def _counted(patterns: Mapping[Pattern, float], column: int) -> list[float]:
    counts = [0.0] * LEVELS
    for pattern, count in patterns.items():
        if (level := pattern[column]) is not None:
            counts[level] += count
    return counts


def _shares(counts: list[float], *, smooth: float) -> list[float]:
    total = sum(counts) + smooth * LEVELS
    return [(count + smooth) / total for count in counts]
