"""Bands around shares. *Source.* Wilson 1927."""

import numpy as np

#: The normal quantile of a 90 % band.
Z = 1.6448536269514722


def wilson(rate: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bands of 90 % around shares.

    >>> [round(float(side[0]), 3) for side in wilson(np.array([0.5]), np.array([100]))]
    [0.419, 0.581]
    """
    n = np.maximum(count, 1)
    middle = (rate + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(rate * (1 - rate) / n + Z**2 / (4 * n**2))
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
