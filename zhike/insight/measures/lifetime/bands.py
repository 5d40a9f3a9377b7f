"""How far the truth may lie from what is expected: bands from draws of the parameters and of what customers do.

Where a model has a formula for what they do, it stands in for these draws: bands are what more and more draws come to.

A band of 90 % holds what happens for nine in ten customers, if the model is right. Counts are whole numbers, so a band
of them holds a little more than it says; ``held`` tells how much.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from zhike.insight.measures.lifetime.purchases import FittedPurchases
from zhike.insight.measures.lifetime.repeats import Repeats

ENDS = (0.25, 0.75, 0.05, 0.95)  # low and high of 50 %, low and high of 90 %
NONE = np.zeros(1)
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
    drawn = fitted.draws(PARAMETER_DRAWS, np.random.default_rng(seed))
    is_known = drawn[0].chance_of_more_while_alive(NONE, t, x[:1], age[:1]) is not None
    parts = []
    for start in range(0, len(x), ROWS_AT_ONCE):
        past = {"x": x[start : start + ROWS_AT_ONCE], "t_x": t_x[start : start + ROWS_AT_ONCE]}
        past["age"] = age[start : start + ROWS_AT_ONCE]
        some = (
            known_ends(drawn, t, **past) if is_known else ends(simulated(fitted, t, **past, seed=seed), discrete=True)
        )
        parts.append(some)
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


def known_ends(
    drawn: Sequence[FittedPurchases], t: float, *, x: np.ndarray, t_x: np.ndarray, age: np.ndarray
) -> np.ndarray:
    """The ends of both bands of each customer by formula: the least counts that so large a share does not go beyond.

    What is bought by who has not left hangs on x and age alone, so it is computed once for each such pair. Counts are
    asked for in runs, each longer, and only of customers whose last end lies beyond the run before.
    """
    alive = np.stack([one.p_alive(x, t_x, age) for one in drawn]) / len(drawn)
    found, some, counts = np.zeros((len(ENDS), len(x))), np.arange(len(x)), np.arange(8)
    while len(some):
        pairs, place = np.unique(np.stack([x[some], age[some]]), axis=1, return_inverse=True)
        beyond = np.zeros((len(some), len(counts)))
        for here, one in zip(alive[:, some], drawn, strict=True):
            chance = one.chance_of_more_while_alive(counts, t, pairs[0][:, None], pairs[1][:, None])
            assert chance is not None, "models without a formula draw"
            beyond += here[:, None] * chance[place.ravel()]
        found[:, some] += [(beyond > 1 - share).sum(axis=1) for share in ENDS]
        some = some[beyond[:, -1] > 1 - max(ENDS)]
        counts = np.arange(counts[-1] + 1, 3 * counts[-1] + 3)
    return found


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
    return np.quantile(ways, ENDS, axis=0, method="inverted_cdf" if discrete else "linear")


def held(bands: Bands, actual: np.ndarray, weight: np.ndarray) -> dict[float, float]:
    """The share of customers whose figure lies within each band."""
    within = {
        0.5: (bands.low_50 <= actual) & (actual <= bands.high_50),
        0.9: (bands.low_90 <= actual) & (actual <= bands.high_90),
    }
    return {share: float(weight @ inside / weight.sum()) for share, inside in within.items()}
