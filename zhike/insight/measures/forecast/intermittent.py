"""Series in which most periods are empty: how often something is sold, times how much.

*Sources.* Croston 1972; Syntetos and Boylan 2005 (its bias mended); Teunter, Syntetos and Babai 2011 (TSB, which
also forgets what is no longer sold).
"""

import numpy as np

from zhike.insight.measures.forecast.history import Values
from zhike.insight.measures.forecast.methods import Method, Path

SMOOTHING = 0.1
#: A series is intermittent when more than this share of its periods is empty.
MOST_EMPTY = 0.5


def is_intermittent(values: Values) -> bool:
    """Whether most periods are empty.

    >>> is_intermittent(np.array([0.0, 0.0, 5.0])), is_intermittent(np.array([0.0, 2.0, 5.0]))
    (True, False)
    """
    return bool(len(values)) and float(np.mean(values == 0)) > MOST_EMPTY


def level(values: Values, each: float, horizon: int) -> Path:
    """The same amount for every period ahead."""
    return Path(np.full(horizon, each), np.full(horizon, float(np.std(values))), in_logs=False)


def croston(values: Values, season: int, horizon: int) -> Path:
    """Size of a sale over the time between sales, each smoothed; lowered by half the smoothing for the known bias."""
    sold = np.flatnonzero(values)
    if not len(sold):
        return level(values, 0.0, horizon)
    size, gap = smoothed(values[sold]), smoothed(np.diff(sold, prepend=-1).astype(np.float64))
    return level(values, (1 - SMOOTHING / 2) * size / gap, horizon)


def tsb(values: Values, season: int, horizon: int) -> Path:
    """Size of a sale, times a chance of one that sinks with every empty period."""
    sold = values[values != 0]
    if not len(sold):
        return level(values, 0.0, horizon)
    return level(values, smoothed((values != 0).astype(np.float64)) * smoothed(sold), horizon)


def smoothed(values: Values) -> float:
    """Simple exponential smoothing, from the first value."""
    now = float(values[0])
    for value in values[1:]:
        now += SMOOTHING * (float(value) - now)
    return now


INTERMITTENT: dict[str, Method] = {"tsb": tsb, "croston": croston}
