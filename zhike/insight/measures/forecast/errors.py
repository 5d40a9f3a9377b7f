"""How far a forecast was off. *Sources.* Hyndman and Koehler 2006 (MASE); Makridakis and Hibon 2000 (sMAPE)."""

import numpy as np

from zhike.insight.measures.forecast.history import Values


def scale(values: Values, season: int) -> float:
    """What repeating the last season is off on average; 0 or nan where that says nothing.

    >>> scale(np.array([1.0, 2.0, 4.0]), 1)
    1.5
    """
    step = season if len(values) > season else 1
    return float(np.mean(np.abs(values[step:] - values[:-step]))) if len(values) > step else float("nan")


def mase(actual: Values, forecast: Values, *, of_scale: float) -> float:
    """Mean absolute error over the scale of the history; nan where the scale is none."""
    return float(np.mean(np.abs(actual - forecast)) / of_scale) if of_scale > 0 else float("nan")


def smape(actual: Values, forecast: Values) -> float:
    """Mean of 200 |a − f| / (|a| + |f|), in percent; 0 where both are 0.

    >>> smape(np.array([0.0, 100.0]), np.array([0.0, 300.0]))
    50.0
    """
    size = np.abs(actual) + np.abs(forecast)
    off = np.divide(200 * np.abs(actual - forecast), size, out=np.zeros(len(actual)), where=size > 0)
    return float(np.mean(off))
