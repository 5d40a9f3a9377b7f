"""How far the truth may lie from what is expected: bands from draws of the parameters and of what customers do.

A band of 90 % holds what happens for nine in ten customers, if the model is right. Counts are whole numbers, so a band
of them holds a little more than it says; ``held`` tells how much.
"""

from typing import Any, NamedTuple

import numpy as np

from zhike.insight.measures.lifetime.purchases import FittedPurchases
from zhike.insight.measures.lifetime.repeats import Repeats

SHARES = (0.5, 0.9)
PARAMETER_DRAWS = 25
WAYS = 24
ROWS_AT_ONCE = 20_000


class Bands(NamedTuple):
    """For each row: what is expected, and the ends of the 50 % and 90 % bands."""

    expected: np.ndarray
    low_50: np.ndarray
    high_50: np.ndarray
    low_90: np.ndarray
    high_90: np.ndarray


def purchase_bands(fitted: FittedPurchases, t: float, *, x: Any, t_x: Any, age: Any, seed: int = 1) -> Bands:
    """Purchases within the next ``t`` of each customer: parameters drawn anew, then what each does."""
    x, t_x, age = (np.asarray(column, float) for column in (x, t_x, age))
    pieces = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(x), ROWS_AT_ONCE)]
    parts = [
        ends(simulated(fitted, t, x=x[piece], t_x=t_x[piece], age=age[piece], seed=seed), discrete=True)
        for piece in pieces
    ]
    lows_and_highs = np.concatenate(parts, axis=1) if parts else np.zeros((4, 0))
    return Bands(fitted.conditional_expectation(t, x=x, t_x=t_x, age=age), *lows_and_highs)


def total_band(fitted: FittedPurchases, t: float, repeats: Repeats, *, seed: int = 1) -> Bands:
    """Purchases within the next ``t`` of all customers together."""
    rng = np.random.default_rng(seed)
    past = {"x": repeats.x, "t_x": repeats.t_x, "age": repeats.age}
    totals = []
    for drawn in fitted.draws(4 * PARAMETER_DRAWS, rng):
        alive = drawn.p_alive(*past.values())
        expected = alive * drawn.expected_while_alive(t, repeats.x, repeats.age)
        bought = drawn.future(rng, np.full((WAYS // 4, 1), t), x=repeats.x, age=repeats.age, p_alive=alive).purchases
        totals.append(expected @ repeats.weight + (bought - expected) @ np.sqrt(repeats.weight))
    expected = fitted.conditional_expectation(t, **past) @ repeats.weight
    return Bands(np.array([expected]), *ends(np.concatenate(totals)[:, None], discrete=False))


def simulated(
    fitted: FittedPurchases, t: float, *, x: np.ndarray, t_x: np.ndarray, age: np.ndarray, seed: int
) -> np.ndarray:
    """So many ways the purchases of each customer may turn out: a row each."""
    rng = np.random.default_rng(seed)
    ways = [
        drawn.future(rng, np.full((WAYS, 1), t), x=x, age=age, p_alive=drawn.p_alive(x, t_x, age)).purchases
        for drawn in fitted.draws(PARAMETER_DRAWS, rng)
    ]
    return np.concatenate(ways)


def ends(ways: np.ndarray, *, discrete: bool) -> np.ndarray:
    """The ends of both bands for each column: low and high of 50 %, low and high of 90 %."""
    shares = [place for share in SHARES for place in ((1 - share) / 2, (1 + share) / 2)]
    return np.quantile(ways, shares, axis=0, method="inverted_cdf" if discrete else "linear")


def held(bands: Bands, actual: np.ndarray, weight: np.ndarray) -> dict[float, float]:
    """The share of customers whose figure lies within each band."""
    within = {
        0.5: (bands.low_50 <= actual) & (actual <= bands.high_50),
        0.9: (bands.low_90 <= actual) & (actual <= bands.high_90),
    }
    return {share: float(weight @ inside / weight.sum()) for share, inside in within.items()}
