"""Bands that hold what they say: the model's own spread, stretched by what the back-test shows to be missing.

*Source.* Vovk, Gammerman and Shafer 2005 (conformal prediction), pooled over series and steps.
"""

from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from zhike.insight.measures.forecast.backtest import Trial
from zhike.insight.measures.forecast.history import Values
from zhike.insight.measures.forecast.methods import Path

LEVELS = (0.5, 0.9)
#: With fewer errors than this the model's own bands are taken, and said to be unchecked.
ENOUGH = 20


class Coverage(NamedTuple):
    """One level of bands: its stretch, and the share of what came that lay inside before and after stretching."""

    level: float
    factor: float
    before: float | None
    after: float | None
    errors: int


def coverage(trials: Sequence[Trial]) -> list[Coverage]:
    """How far the bands of these trials must be stretched; ``after`` is seen on trials that did not set the stretch."""
    sides = [distances(trials, half) for half in (0, 1)]
    both = np.concatenate(sides)
    return [judged(level, both, sides) for level in LEVELS]


def judged(level: float, both: Values, sides: list[Values]) -> Coverage:
    """The coverage of one level."""
    if len(both) < ENOUGH:
        return Coverage(level, 1.0, None, None, len(both))
    inside = [
        np.mean(there <= stretch(here, level) * normal(level))
        for here, there in (sides, sides[::-1])
        if len(here) and len(there)
    ]
    after = float(np.mean(inside)) if inside else None
    return Coverage(level, stretch(both, level), float(np.mean(both <= normal(level))), after, len(both))


def distances(trials: Sequence[Trial], half: int) -> Values:
    """How many spreads away from the middle came what came, for every second series (or origin, for a single one)."""
    single = len({trial.series for trial in trials}) == 1
    parts = [
        away(trial.path, trial.actual) for trial in trials if (trial.origin if single else trial.series) % 2 == half
    ]
    return np.concatenate([*parts, np.zeros(0)])


def away(path: Path, actual: Values) -> Values:
    """Distances in spreads; steps without a spread, or without a logarithm, are left out."""
    usable = (path.spread > 0) & ((actual > 0) | (not path.in_logs))
    reached = np.log(actual[usable]) if path.in_logs else actual[usable]
    return np.abs(reached - path.middle[usable]) / path.spread[usable]


def stretch(distance: Values, level: float) -> float:
    """The factor that brings the wanted share of distances inside."""
    wanted = min(1.0, level * (len(distance) + 1) / len(distance))
    return float(np.quantile(distance, wanted)) / normal(level)


def normal(level: float) -> float:
    """Half the width of a normal band, in standard deviations."""
    return NormalDist().inv_cdf((1 + level) / 2)


def band(path: Path, *, level: float, factor: float) -> tuple[Values, Values]:
    """Lower and upper end per step."""
    half = path.spread * normal(level) * factor
    low, high = path.middle - half, path.middle + half
    return (np.exp(low), np.exp(high)) if path.in_logs else (low, high)
