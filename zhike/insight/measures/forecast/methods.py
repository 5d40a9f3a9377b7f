"""Ways to look ahead. Each takes a history, its season and a horizon, and gives a path with its spread.

Positive series are worked on in logarithms: growth and season are shares there, and damped exponential smoothing
in logarithms did better than the automatic choice among all its forms on M1 and on Australian retail, at a seventh of
the time. Series with a value of zero or less stay as they are.

*Sources.* Hyndman et al. 2002 (exponential smoothing in state space); Gardner and McKenzie 1985 (damped trend);
Assimakopoulos and Nikolopoulos 2000, Fiorucci et al. 2016 (dynamic optimised Theta); Petropoulos and Svetunkov 2020
(combining simple methods).
"""

import warnings
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from zhike.insight.measures.forecast.history import Values
from zhike.insight.measures.later import forecasters

#: The share of a band asked of the library to learn its spread from: one standard deviation.
ONE_SIGMA = 68.26894921370859
LEAST_FOR_ETS, LEAST_FOR_THETA = 10, 5


class Path(NamedTuple):
    """The middle of a forecast and its standard deviation, per step; ``in_logs`` both are logarithms."""

    middle: Values
    spread: Values
    in_logs: bool

    @property
    def values(self) -> Values:
        """The middle in the units of the history."""
        return np.exp(self.middle) if self.in_logs else self.middle


Method = Callable[[Values, int, int], Path]


def worked(values: Values) -> tuple[Values, bool]:
    """The history in logarithms where it can be."""
    return (np.log(values), True) if values.min(initial=1.0) > 0 else (values, False)


def usable(values: Values, season: int) -> int:
    """The season, or 1 where there are fewer than two of them to learn from."""
    return season if season > 1 and len(values) >= 2 * season + 5 else 1


def seasonal_naive(values: Values, season: int, horizon: int) -> Path:
    """The last season again; what every other method must beat."""
    y, in_logs = worked(values)
    step = season if len(y) >= season else 1
    middle = np.resize(y[-step:], horizon)
    off = y[step:] - y[:-step]
    spread = float(np.sqrt(np.mean(off**2))) if len(off) else 0.0
    return Path(middle, spread * np.sqrt(1 + np.arange(horizon) // step), in_logs)


def ets(values: Values, season: int, horizon: int) -> Path:
    """Damped additive exponential smoothing, in logarithms where it can be."""
    y, in_logs = worked(values)
    m = usable(y, season)
    if len(y) < LEAST_FOR_ETS or np.ptp(y) == 0:
        return theta(values, season, horizon)
    model = forecasters.AutoETS(season_length=m, model="AAA" if m > 1 else "AAN", damped=True)
    found = model.forecast(y=y, h=horizon, level=[ONE_SIGMA])
    return Path(found["mean"], (found[f"hi-{ONE_SIGMA}"] - found[f"lo-{ONE_SIGMA}"]) / 2, in_logs)


def theta(values: Values, season: int, horizon: int) -> Path:
    """Dynamic optimised Theta, with the season taken out first."""
    y, in_logs = worked(values)
    m = usable(y, season)
    if len(y) < LEAST_FOR_THETA or np.ptp(y) == 0:
        return seasonal_naive(values, season, horizon)
    model = forecasters.DynamicOptimizedTheta(season_length=m, decomposition_type="additive")
    found = model.forecast(y=y, h=horizon)
    off = np.diff(y) if m == 1 else y[m:] - y[:-m]
    return Path(found["mean"], np.std(off) * np.sqrt(1 + np.arange(horizon) / m), in_logs)


def arima(values: Values, season: int, horizon: int) -> Path:
    """ARIMA with orders chosen step by step (Hyndman and Khandakar 2008); slow, and seldom better."""
    y, in_logs = worked(values)
    if len(y) < 10 or np.ptp(y) == 0:
        return seasonal_naive(values, season, horizon)
    model = forecasters.AutoARIMA(season_length=usable(y, season), approximation=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # orders that do not converge are tried and passed over
        found = model.forecast(y=y, h=horizon, level=[ONE_SIGMA])
    return Path(found["mean"], (found[f"hi-{ONE_SIGMA}"] - found[f"lo-{ONE_SIGMA}"]) / 2, in_logs)


def mean_of(*paths: Path) -> Path:
    """The mean of several paths, with the spread of the first."""
    values = np.mean([path.values for path in paths], axis=0)
    first = paths[0]
    return Path(np.log(values) if first.in_logs else values, first.spread, first.in_logs)


METHODS: dict[str, Method] = {"seasonal_naive": seasonal_naive, "ets": ets, "theta": theta, "arima": arima}
