"""All methods on one history, each computed once."""

from collections.abc import Sequence

from zhike.insight.measures.forecast.history import Values
from zhike.insight.measures.forecast.intermittent import INTERMITTENT, is_intermittent
from zhike.insight.measures.forecast.methods import METHODS, Method, Path, mean_of, seasonal_naive

#: The mean of these, under the name ``mean``: on M1 and Australian retail it loses to neither by much.
COMBINED = ("ets", "theta")
REGULAR = ("seasonal_naive", "ets", "theta", "mean")


def candidates(values: Values, wanted: Sequence[str]) -> dict[str, Method | None]:
    """The methods to try on a history by name; None marks the mean of others."""
    if is_intermittent(values):
        return {"seasonal_naive": seasonal_naive, **INTERMITTENT}
    return {name: METHODS.get(name) for name in wanted}


def paths(values: Values, *, season: int, horizon: int, wanted: Sequence[str]) -> dict[str, Path]:
    """What each candidate says about the next periods."""
    chosen = candidates(values, wanted)
    needed = [name for name in METHODS if name in chosen or ("mean" in chosen and name in COMBINED)]
    found = {name: METHODS[name](values, season, horizon) for name in needed}
    found |= {name: way(values, season, horizon) for name, way in chosen.items() if way and name not in found}
    if "mean" in chosen:
        found["mean"] = mean_of(*(found[name] for name in COMBINED))
    return {name: found[name] for name in chosen}
