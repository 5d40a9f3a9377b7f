"""The measure: what is out of the ordinary."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, get_args

import numpy as np
import pyarrow as pa

from zhike.insight.measures.anomalies.baseline import LEAST_BEFORE, Judged, judged
from zhike.insight.measures.anomalies.explaining import explained, parts
from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.forecast.calendar import SEASONS, Calendar, Frequency
from zhike.insight.measures.forecast.history import Gaps, History, histories
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import a_day
from zhike.insight.measures.settings import Estimator


@dataclass(frozen=True)
class Anomalies(Estimator):
    """Periods in which a figure is far from what its own past lets expect, and which part of it moved.

    *Reading.* ``found`` lists odd periods, the latest first: how much came, how much was to be expected, how many
    spreads lie between. ``explained`` says where it comes from: a share of 0.9 for region north means that nine
    tenths of the surprise is north's. Between 3.5 and 5 look; above 5 call.

    *Formula.* Expected is the median of the ``window`` periods before, plus the median of how earlier periods of the
    same place in the season stood to theirs. The robust z is the deviation less the median of earlier deviations,
    over 1.4826 times their median absolute deviation (1.2533 times the mean one where that is 0; where nothing ever
    deviated, any deviation counts 1,000). Nothing looks ahead: a period is judged by those before it alone. The
    running period is left out.

    *Tables.* ``found``: ``period``, ``value``, ``expected``, ``deviation``, ``robust_z``. ``series``: the same for
    every period, with ``is_odd``; null z while there is too little before. ``explained``: ``period``, ``dimension``,
    ``member``, ``value``, ``expected``, ``deviation``, ``share`` of the members' deviations together.

    *Source.* Iglewicz and Hoaglin 1993.

    >>> days = [date(2025, 1, 1 + day) for day in range(31)]
    >>> table = pa.table({"day": days, "orders": [100 + day % 3 for day in range(30)] + [250]})
    >>> found = Anomalies(frequency="day", season=1).of(table, period="day", value="orders")
    >>> [(row["period"].day, row["deviation"]) for row in found.table.to_pylist()]
    [(31, 149.0)]
    """

    name: ClassVar[str] = "anomalies"

    threshold: float = 3.5
    frequency: Frequency = "day"
    season: int | None = None
    window: int | None = None
    gaps: Gaps = "zero"
    members: int = 5

    def __post_init__(self) -> None:
        if self.frequency not in get_args(Frequency):
            raise MeasureRefused(_("There is no frequency named %(given)s."), given=self.frequency)
        if not self.threshold > 0:
            raise MeasureRefused(_("The setting %(name)s must be a number above zero."), name="threshold")
        for setting in ("season", "window", "members"):
            given = getattr(self, setting)
            if given is not None and (not isinstance(given, int) or given < 1):
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting)

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON; a window not given is two seasons, or eight periods where these are fewer."""
        season = self.season or SEASONS[self.frequency]
        return {**asdict(self), "season": season, "window": self.window or max(2 * season, LEAST_BEFORE)}

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """Odd periods of the net amounts of all lines, explained by product and by region of the customer."""
        lines = facts.query(text_of("amounts_by_day"), as_of=a_day(as_of))
        return self.of(lines, dimensions=("product", "region"), as_of=as_of)

    def of(
        self,
        table: pa.Table,
        *,
        period: str = "period",
        value: str = "value",
        dimensions: Sequence[str] = (),
        as_of: date | None = None,
    ) -> Found:
        """Odd periods of a table; its rows are added up per period, and per member of each of the ``dimensions``."""
        calendar = Calendar(self.frequency)
        read = histories(table, series=None, period=period, value=value, calendar=calendar, as_of=as_of, gaps=self.gaps)
        history = read[0] if read else None
        result = self.judged(history)
        odd = np.flatnonzero(np.abs(result.robust_z) >= self.threshold)[::-1]
        periods = history.periods if history else []
        split = parts(table, period=period, value=value, dimensions=dimensions, calendar=calendar, periods=periods)
        asked = {"season": self.parameters["season"], "window": self.parameters["window"]}
        rows = explained(split, odd.tolist(), periods, **asked, most=self.members)
        series = series_table(history, result, threshold=self.threshold)
        tables = {
            "found": series.take(pa.array(odd)).drop_columns("is_odd"),
            "explained": pa.Table.from_pylist(rows, explained_schema(series)),
            "series": series,
        }
        return Found(self.name, tables, self.parameters, cautions(history), as_of=as_of, rows_read=table.num_rows)

    def judged(self, history: History | None) -> Judged:
        """Every period against those before it."""
        if history is None:
            return Judged(np.zeros(0), np.zeros(0))
        return judged(history.values, season=self.parameters["season"], window=self.parameters["window"])


def series_table(history: History | None, result: Judged, *, threshold: float) -> pa.Table:
    """Every period with its verdict."""
    values = history.values if history else np.zeros(0)
    unknown = np.isnan(result.robust_z)
    dated = history is None or isinstance(history.periods[0], date)
    return pa.table(
        {
            "period": pa.array(history.periods if history else [], pa.date32() if dated else pa.int64()),
            "value": pa.array(values, pa.float64()),
            "expected": pa.array(result.expected, pa.float64(), mask=np.isnan(result.expected)),
            "deviation": pa.array(values - result.expected, pa.float64(), mask=np.isnan(result.expected)),
            "robust_z": pa.array(result.robust_z, pa.float64(), mask=unknown),
            "is_odd": pa.array(np.abs(np.where(unknown, 0, result.robust_z)) >= threshold, pa.bool_()),
        }
    )


def explained_schema(series: pa.Table) -> pa.Schema:
    """The columns of the explanation, its period of the kind the series has."""
    texts = [("dimension", pa.string()), ("member", pa.string())]
    numbers = [(name, pa.float64()) for name in ("value", "expected", "deviation", "share")]
    return pa.schema([("period", series.schema.field("period").type), *texts, *numbers])


def cautions(history: History | None) -> tuple[Caution, ...]:
    """What was set apart or filled in."""
    if history is None:
        return ()
    said = [say("period_left_out", period=str(history.running[0]))] if history.running else []
    if history.filled:
        said.append(say("periods_filled", periods=history.filled))
    if len(history.values) < 2 * LEAST_BEFORE + 1:
        said.append(say("too_short_to_judge"))
    return tuple(said)
