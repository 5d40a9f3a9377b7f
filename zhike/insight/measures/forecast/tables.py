"""The tables a forecast is read from."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from zhike.insight.measures.forecast.backtest import Trial, scores
from zhike.insight.measures.forecast.bands import Coverage, band
from zhike.insight.measures.forecast.calendar import Calendar, Period
from zhike.insight.measures.forecast.history import History
from zhike.insight.measures.forecast.methods import Path


def forecast_table(
    histories: Sequence[History],
    ahead: Sequence[tuple[str, Path]],
    *,
    calendar: Calendar,
    covered: dict[str, list[Coverage]],
) -> pa.Table:
    """One row per series and period to come."""
    rows = []
    for history, (method, path) in zip(histories, ahead, strict=True):
        least = 0.0 if (history.values >= 0).all() else -np.inf
        columns = {"forecast": path.values}
        for seen in covered[method]:
            low, high = band(path, level=seen.level, factor=seen.factor)
            columns |= {f"low_{seen.level:.0%}"[:-1]: low, f"high_{seen.level:.0%}"[:-1]: high}
        columns = {name: np.maximum(values, least) for name, values in columns.items()}
        for step in range(len(path.middle)):
            at = calendar.after(history.periods[-1], step + 1)
            here = {name: float(values[step]) for name, values in columns.items()}
            rows.append({"series": history.name, "period": at, "step": step + 1, "method": method, **here})
    numbers = [(name, pa.float64()) for name in ("forecast", "low_50", "high_50", "low_90", "high_90")]
    keys = [("series", pa.string()), ("period", period_type(histories)), ("step", pa.int64()), ("method", pa.string())]
    return pa.Table.from_pylist(rows, pa.schema([*keys, *numbers]))


def history_table(histories: Sequence[History]) -> pa.Table:
    """One row per series and period read; the running one is marked and was not learnt from."""
    rows = [
        {"series": history.name, "period": at, "value": float(value), "is_running": ran}
        for history in histories
        for at, value, ran in points(history)
    ]
    kinds = [("series", pa.string()), ("period", period_type(histories)), ("value", pa.float64())]
    return pa.Table.from_pylist(rows, pa.schema([*kinds, ("is_running", pa.bool_())]))


def points(history: History) -> list[tuple[Period, float, bool]]:
    """The periods of a series with their values, the running one last."""
    whole = [(at, value, False) for at, value in zip(history.periods, history.values.tolist(), strict=True)]
    return [*whole, (*history.running, True)] if history.running else whole


def backtest_table(found: Sequence[Trial], chosen: tuple[str, str]) -> pa.Table:
    """One row per kind of series and method: the errors of the back-test, the chosen marked."""
    rows = [
        {
            "kind": "intermittent" if kind else "regular",
            "method": method,
            "mase": errors[0],
            "smape": errors[1],
            "trials": errors[2],
            "is_chosen": method == chosen[kind],
        }
        for (kind, method), errors in scores(found).items()
    ]
    kinds = [("kind", pa.string()), ("method", pa.string()), ("mase", pa.float64()), ("smape", pa.float64())]
    return pa.Table.from_pylist(rows, pa.schema([*kinds, ("trials", pa.int64()), ("is_chosen", pa.bool_())]))


def coverage_table(covered: dict[str, list[Coverage]]) -> pa.Table:
    """One row per chosen method and level."""
    rows = [{"method": method, **seen._asdict()} for method, levels in covered.items() for seen in levels]
    numbers = [(name, pa.float64()) for name in ("level", "factor", "before", "after")]
    return pa.Table.from_pylist(rows, pa.schema([("method", pa.string()), *numbers, ("errors", pa.int64())]))


def period_type(histories: Sequence[History]) -> pa.DataType:
    """Days for calendars, whole numbers for steps."""
    return pa.date32() if histories and isinstance(histories[0].periods[0], date) else pa.int64()
