"""Arithmetic of objections: how often a way of meeting them helped, how sure that is, and in which order to try."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import NormalDist

ASKED_AFTER_DAYS = 7
LEAST = 8  # decided cases below which a share says nothing
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Share:
    """So many of so many, with the ends between which the true share lies in 95 cases of a hundred.

    The interval is Wilson's (1927): it stays inside 0 to 1 and is honest for few cases and for extreme shares.
    """

    won: int
    tried: int

    @property
    def rate(self) -> float | None:
        """The share itself, 0 to 1; None where nothing was decided."""
        return self.won / self.tried if self.tried else None

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high end of the 95 % interval."""
        return wilson(self.won, self.tried)

    @property
    def low(self) -> float:
        return self.interval[0]

    @property
    def high(self) -> float:
        return self.interval[1]

    @property
    def is_enough(self) -> bool:
        """Whether there are cases enough to say anything."""
        return self.tried >= LEAST


def wilson(won: int, tried: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The score interval of a share, each end between 0 and 1; everything is possible where nothing was tried.

    >>> [round(end, 4) for end in wilson(8, 10)]
    [0.4902, 0.9433]
    """
    if not tried:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (won + z * z / 2) / (tried + z * z)
    half = z / (tried + z * z) * sqrt(won * (tried - won) / tried + z * z / 4)
    return (0.0 if won == 0 else middle - half), (1.0 if won == tried else middle + half)


def ranked(counts: Mapping[tuple[str, str], tuple[int, int]]) -> list[tuple[tuple[str, str], Share]]:
    """Ways to meet an objection, the surest first: by the low end of the interval, so that luck with few is no merit.

    Ways with too few cases come last, the more often tried before the less. `counts` are (won, tried) of each way.
    """
    shares = [(way, Share(*count)) for way, count in counts.items()]
    return sorted(shares, key=lambda one: (not one[1].is_enough, -_worth(one[1]), one[0]))


def usual(raised: Iterable[tuple[int, int]], *, least: int = LEAST, share: float = 0.25) -> list[int]:
    """What is usually raised in one place: keys of kinds with a quarter or more of the cases, the most frequent first.

    `raised` are pairs of a kind and how often; of fewer than `least` cases nothing is usual.
    """
    counted = sorted(raised, key=lambda one: (-one[1], one[0]))
    whole = sum(count for _kind, count in counted)
    return [kind for kind, count in counted if whole >= least and count / whole >= share]


def tenure(joined: date | None, *, on: date) -> str:
    """The band of how long somebody has been with the firm: `under_1`, `1_to_3`, `over_3` years, or `unknown`.

    >>> tenure(date(2024, 3, 1), on=date(2025, 3, 1)), tenure(date(2024, 3, 1), on=date(2025, 2, 28))
    ('1_to_3', 'under_1')
    """
    if joined is None or joined > on:
        return "unknown"
    years = on.year - joined.year - ((on.month, on.day) < (joined.month, joined.day))
    return "under_1" if years < 1 else "1_to_3" if years < 3 else "over_3"


def _worth(share: Share) -> float:
    return share.low if share.is_enough else float(share.tried)
