"""The measure: what will be sold."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.forecast.backtest import Trial, best, trials
from zhike.insight.measures.forecast.bands import coverage
from zhike.insight.measures.forecast.calendar import SEASONS, Calendar, Frequency
from zhike.insight.measures.forecast.history import Gaps, History, histories
from zhike.insight.measures.forecast.intermittent import is_intermittent
from zhike.insight.measures.forecast.looking import REGULAR, paths
from zhike.insight.measures.forecast.methods import METHODS, Path
from zhike.insight.measures.forecast.tables import backtest_table, coverage_table, forecast_table, history_table
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import a_day, months_before
from zhike.insight.measures.settings import Estimator

#: Up to so many series the back-test has three origins, else one.
FEW_SERIES = 100

By = Literal["all", "product", "region"]


@dataclass(frozen=True)
class SalesForecast(Estimator):
    """What will be sold in the periods to come, with bands, by the method that did best at earlier days.

    *Reading.* Plan by the middle, stock by the upper end of the 90 % band, promise by the lower end of the 50 % band.
    Look at ``backtest`` first: where nothing beats ``seasonal_naive``, last year's figure is as good a plan. The
    running period is shown but not learnt from: half a month looks like a collapse.

    *Formula.* Methods: the last season again (``seasonal_naive``); damped additive exponential smoothing (``ets``)
    and dynamic optimised Theta (``theta``), both on logarithms while all values are above zero; their ``mean``;
    ``arima`` when asked for in ``methods``. Series of which more than half of the periods are empty get ``tsb`` or
    ``croston``. The back-test cuts ``origins`` times a horizon off every series (None: three times up to 100 series,
    else once, since many series check each other), forecasts, and compares: the method
    with the smallest mean absolute scaled error over all series is chosen, one for regular and one for intermittent
    series. Bands are the model's own spread, stretched until they hold the shares they name in the back-test.
    Fewer than two seasons of history: no seasonal term.

    *Calendar.* With ``gaps`` "zero" a period without a row had no sales and all series end with the last period read;
    with "unknown" it is unknown, as a null value is, and lies on the line between its neighbours. ``frequency``
    ``step`` takes whole numbers as periods, with the season given. ``season`` None: 12 months, 4 quarters, 52 weeks,
    7 days.

    *Tables.* ``forecast``: ``series``, ``period`` (first day), ``step``, ``method``, ``forecast``, ``low_50``,
    ``high_50``, ``low_90``, ``high_90`` in units of the values. ``backtest``: ``kind``, ``method``, ``mase`` (under 1
    is better than last season inside the history), ``smape`` in percent, ``trials``, ``is_chosen``. ``coverage``:
    ``method``, ``level``, ``factor`` (stretch), ``before`` and ``after`` (shares inside, null where too few),
    ``errors``. ``history``: ``series``, ``period``, ``value``, ``is_running``.

    *Sources.* Hyndman et al. 2002; Fiorucci et al. 2016; Petropoulos and Svetunkov 2020; Syntetos and Boylan 2005;
    Teunter, Syntetos and Babai 2011; Hyndman and Koehler 2006.

    >>> months = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(18)]
    >>> sales = pa.table({"month": months, "sold": [100 + month for month in range(18)]})
    >>> found = SalesForecast(horizon=2, methods=("seasonal_naive",)).of(sales, period="month", value="sold")
    >>> [(row["period"].isoformat(), round(row["forecast"])) for row in found.table.to_pylist()]
    [('2025-07-01', 106), ('2025-08-01', 107)]
    """

    name: ClassVar[str] = "forecast"

    horizon: int = 12
    frequency: Frequency = "month"
    season: int | None = None
    origins: int | None = None
    gaps: Gaps = "zero"
    methods: tuple[str, ...] = REGULAR

    def __post_init__(self) -> None:
        if self.frequency not in get_args(Frequency):
            raise MeasureRefused(_("There is no frequency named %(given)s."), given=self.frequency)
        if self.gaps not in get_args(Gaps):
            raise MeasureRefused(_("Gaps are zero or unknown, not %(given)s."), given=self.gaps)
        for setting in ("horizon", "origins", "season"):
            given = getattr(self, setting)
            if given is not None and (not isinstance(given, int) or not 1 <= given <= 1_000):
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting)
        if unknown := sorted(set(self.methods) - {*METHODS, "mean"}):
            raise MeasureRefused(_("There is no method named %(names)s."), names=", ".join(unknown))
        if "seasonal_naive" not in self.methods:
            raise MeasureRefused(_("seasonal_naive must be among the methods: the others are judged by it."))

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {**asdict(self), "methods": list(self.methods), "season": self.season or SEASONS[self.frequency]}

    def fit(self, facts: Facts, *, as_of: date, by: By = "all") -> Found:
        """The forecast of net sales of everything, or of each product or region."""
        if by not in get_args(By):
            raise MeasureRefused(_("Sales are forecast by all, product or region, not %(given)s."), given=by)
        sales = facts.query(text_of("sales_by_period"), as_of=a_day(as_of), by=by)
        return self.of(sales, series="series", as_of=as_of)

    def of_parts(self, facts: Facts, *, as_of: date, most: int) -> Found:
        """The same of the regions, channels and product categories of a warehouse, the ``most`` largest of each.

        Each gets the method that did best for itself; every table says in ``series`` of which part a row is.
        """
        facts.see_also("products")
        until = a_day(as_of)
        sales = facts.query(text_of("sales_by_part"), as_of=until, since=months_before(until, 12), most=most)
        names = sales["series"].unique().to_pylist()
        parts = {
            name: self.of(sales.filter(pc.equal(sales["series"], name)), series="series", as_of=as_of) for name in names
        }
        tables = {
            table: pa.concat_tables([told_of(name, found.tables[table]) for name, found in parts.items()])
            for table in ("forecast", "backtest", "coverage", "history")
            if parts
        }
        parameters = {**self.parameters, "series": len(parts), "most": most}
        return Found(self.name, tables, parameters, as_of=until, rows_read=sales.num_rows)

    def of(
        self,
        table: pa.Table,
        *,
        series: str | None = None,
        period: str = "period",
        value: str = "value",
        as_of: date | None = None,
    ) -> Found:
        """The forecast of a table with one row per series and period, or several that are added up."""
        calendar = Calendar(self.frequency)
        read = histories(
            table, series=series, period=period, value=value, calendar=calendar, as_of=as_of, gaps=self.gaps
        )
        kept = [history for history in read if len(history.values)]
        season = self.parameters["season"]
        origins = self.origins or (3 if len(kept) <= FEW_SERIES else 1)
        tried = list(trials(kept, season=season, horizon=self.horizon, origins=origins, wanted=self.methods))
        otherwise = ("mean" if "mean" in self.methods else self.methods[0], "tsb")
        chosen = best(tried, otherwise=otherwise)
        covered = {name: coverage([trial for trial in tried if trial.method == name]) for name in chosen}
        tables = {
            "forecast": forecast_table(kept, self.ahead(kept, chosen), calendar=calendar, covered=covered),
            "backtest": backtest_table(tried, chosen),
            "coverage": coverage_table(covered),
            "history": history_table(kept),
        }
        parameters = {
            **self.parameters,
            "origins": origins,
            "method": chosen[0],
            "method_if_intermittent": chosen[1],
            "series": len(kept),
        }
        said = cautions(read, tried, season=season)
        return Found(self.name, tables, parameters, said, as_of=as_of, rows_read=table.num_rows)

    def ahead(self, kept: Sequence[History], chosen: tuple[str, str]) -> list[tuple[str, Path]]:
        """For each series the method it gets and what that says."""
        season = self.parameters["season"]
        found = []
        for history in kept:
            name = chosen[is_intermittent(history.values)]
            said = paths(history.values, season=season, horizon=self.horizon, wanted=(name,))
            found.append((name, said[name]))
        return found


def told_of(series: str, table: pa.Table) -> pa.Table:
    """A table that says of which series it is."""
    if "series" in table.column_names:
        return table
    return table.append_column("series", pa.array([series] * table.num_rows, pa.string()))


def cautions(read: Sequence[History], tried: Sequence[Trial], *, season: int) -> tuple[Caution, ...]:
    """What a reader of the forecast should know."""
    running = {history.running[0] for history in read if history.running}
    said = [say("period_running", period=str(period)) for period in sorted(running, key=str)]
    if filled := sum(history.filled for history in read):
        said.append(say("periods_filled", periods=filled))
    if unknown := sum(history.unknown for history in read):
        said.append(say("periods_unknown", periods=unknown))
    if short := sum(len(history.values) < 2 * season + 5 for history in read if season > 1):
        said.append(say("too_short_for_season", series=short))
    if not tried:
        said.append(say("no_backtest"))
    return tuple(said)
