"""What each method would have said at earlier days, beside what came: the ground of choice and of the bands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from zhike.insight.measures.forecast.errors import mase, scale, smape
from zhike.insight.measures.forecast.history import History, Values
from zhike.insight.measures.forecast.intermittent import is_intermittent
from zhike.insight.measures.forecast.looking import paths
from zhike.insight.measures.forecast.methods import Path


class Trial(NamedTuple):
    """One method from one origin of one series."""

    series: int
    origin: int
    method: str
    is_intermittent: bool
    path: Path
    actual: Values
    mase: float
    smape: float


def trials(
    histories: Sequence[History], *, season: int, horizon: int, origins: int, wanted: Sequence[str]
) -> Iterator[Trial]:
    """Every method from every origin that leaves enough history before it, a horizon apart, latest first."""
    for number, history in enumerate(histories):
        kind = is_intermittent(history.values)
        for origin in range(origins):
            end = len(history.values) - horizon * (origin + 1)
            past, actual = history.values[: max(end, 0)], history.values[max(end, 0) : end + horizon]
            if end < max(3, season + 1) or is_intermittent(past) != kind:
                break
            base = scale(past, season)
            for name, path in paths(past, season=season, horizon=horizon, wanted=wanted).items():
                said = path.values
                yield Trial(
                    number, origin, name, kind, path, actual, mase(actual, said, of_scale=base), smape(actual, said)
                )


def scores(found: Sequence[Trial]) -> dict[tuple[bool, str], tuple[float, float, int]]:
    """Mean MASE, mean sMAPE and number of trials, per kind of series and method; series without a scale stay out."""
    grouped: dict[tuple[bool, str], list[tuple[float, float]]] = defaultdict(list)
    for trial in found:
        if np.isfinite(trial.mase):
            grouped[trial.is_intermittent, trial.method].append((trial.mase, trial.smape))
    return {
        key: (float(np.mean([m for m, _ in pairs])), float(np.mean([s for _, s in pairs])), len(pairs))
        for key, pairs in grouped.items()
    }


def best(found: Sequence[Trial], *, otherwise: tuple[str, str] = ("mean", "tsb")) -> tuple[str, str]:
    """The method with the smallest MASE for regular and for intermittent series; ties go to the first tried."""
    scored = scores(found)
    chosen = []
    for wanted in (False, True):
        errors = {name: figures[0] for (kind, name), figures in scored.items() if kind is wanted}
        chosen.append(min(errors, key=errors.__getitem__, default=None))
    return chosen[0] or otherwise[0], chosen[1] or otherwise[1]
