"""Sales forecasts: better than last season, bands that hold what they say, calendars with holes."""

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from statsforecast.models import TSB, CrostonSBA, SeasonalNaive

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.forecast import SalesForecast
from zhike.insight.measures.forecast.errors import mase, scale, smape
from zhike.insight.measures.forecast.intermittent import croston, tsb
from zhike.insight.measures.forecast.methods import METHODS, ets, seasonal_naive, theta
from zhike.insight.tests.measures_cast import facts_of, refund, sale
from zhike.insight.tests.mining_cast import days_from, months_from, rows_of, shared

NAIVE = ("seasonal_naive",)


def monthly(count=60, series=12, seed=3, noise=0.05):
    """Series with growth, a season of twelve and some noise."""
    random = np.random.default_rng(seed)
    time = np.arange(count)
    paths = [
        np.exp(4 + random.uniform(0, 0.02) * time + 0.3 * np.sin(2 * np.pi * time / 12 + random.uniform(0, 6)))
        * np.exp(random.normal(0, noise, count))
        for _number in range(series)
    ]
    return pa.table(
        {
            "series": np.repeat([f"s{number:02}" for number in range(series)], count),
            "period": months_from(2020, count) * series,
            "value": np.concatenate(paths),
        }
    )


def held_out(table, months):
    """The table without its last months, and those months by series."""
    frame = table.to_pandas()
    cut = sorted(set(frame.period))[-months]
    return pa.Table.from_pandas(frame[frame.period < cut], preserve_index=False), frame[frame.period >= cut], cut


def errors(found, later, past, season):
    """Mean scaled errors of a forecast and of the last season again."""
    said = found.table.to_pandas().groupby("series").forecast.apply(np.array)
    ours, naive = [], []
    for name, actual in later.groupby("series").value:
        history = past[past.series == name].value.to_numpy()
        of_scale = scale(history, season)
        ours.append(mase(actual.to_numpy(), said[name], of_scale=of_scale))
        again = np.resize(history[-season:], len(actual))
        naive.append(mase(actual.to_numpy(), again, of_scale=of_scale))
    return np.mean(ours), np.mean(naive)


def test_it_does_better_than_the_last_season_again():
    past, later, cut = held_out(monthly(), 12)
    found = SalesForecast(origins=1).of(past, series="series", as_of=cut)

    ours, naive = errors(found, later, past.to_pandas(), 12)

    assert ours < 0.7 * naive
    assert found.parameters["method"] in ("ets", "theta", "mean")


@pytest.mark.parametrize(("period", "season", "horizon"), [("YEARLY", 1, 6), ("QUARTERLY", 4, 8)])
def test_it_does_better_on_series_of_the_m1_competition(period, season, horizon):
    rows = pd.read_parquet(shared("m1_competition/series.parquet"))
    rows = rows[(rows.period == period) & rows.series.isin(sorted(rows[rows.period == period].series.unique())[::3])]
    rows = rows.rename(columns={"y": "value"})
    past = rows[rows.part == "train"]
    table = pa.table({name: past[name].to_numpy() for name in ("series", "t", "value")})
    settings = SalesForecast(frequency="step", season=season, horizon=horizon, origins=1)

    ours, naive = errors(settings.of(table, series="series", period="t"), rows[rows.part == "test"], past, season)

    assert ours < 0.85 * naive


def test_it_does_better_on_australian_retail():
    rows = pd.read_csv(shared("aus_retail_monthly/turnover.csv.gz"), parse_dates=["month"])
    rows = rows[rows.series_id.isin(sorted(rows.series_id.unique())[::10])]
    table = pa.table(
        {
            "series": rows.series_id.to_numpy(),
            "period": rows.month.dt.date.to_numpy(),
            "value": rows.turnover_maud.to_numpy(),
        }
    )
    past, later, cut = held_out(table, 24)
    found = SalesForecast(horizon=24, gaps="unknown", origins=1).of(past, series="series", as_of=cut)

    ours, naive = errors(found, later, past.to_pandas(), 12)

    assert ours < 0.9 * naive


def test_bands_hold_what_they_say():
    past, later, cut = held_out(monthly(series=40, noise=0.1), 12)
    found = SalesForecast(methods=("seasonal_naive", "theta"), origins=1).of(past, series="series", as_of=cut)
    said = found.table.to_pandas().merge(later, on=["series", "period"])
    inside = {level: said.value.between(said[f"low_{level}"], said[f"high_{level}"]).mean() for level in (50, 90)}
    seen = rows_of(found.tables["coverage"], method=found.parameters["method"])

    assert inside[50] == pytest.approx(0.5, abs=0.12)
    assert inside[90] == pytest.approx(0.9, abs=0.06)
    assert [row["after"] for row in seen] == pytest.approx([0.5, 0.9], abs=0.1)


def test_the_method_with_the_smallest_error_is_chosen_and_shown():
    found = SalesForecast(origins=1).of(monthly(series=4), series="series")
    tried = found.tables["backtest"].to_pylist()

    best = min(tried, key=lambda row: row["mase"])
    assert [row["method"] for row in tried if row["is_chosen"]] == [best["method"]] == [found.parameters["method"]]
    assert {row["method"] for row in tried} == {"seasonal_naive", "ets", "theta", "mean"}


def test_the_last_season_again_is_that_of_the_library():
    values = np.arange(1.0, 31.0)

    theirs = SeasonalNaive(season_length=12).forecast(y=values, h=15)["mean"]

    assert seasonal_naive(values, 12, 15).values.tolist() == pytest.approx(theirs.tolist())


def test_intermittent_methods_are_those_of_the_library():
    values = np.array([0, 0, 5, 0, 3, 0, 0, 0, 2, 0, 0, 4, 0.0])

    assert tsb(values, 1, 1).values[0] == pytest.approx(
        TSB(alpha_d=0.1, alpha_p=0.1).forecast(y=values, h=1)["mean"][0]
    )
    assert croston(values, 1, 1).values[0] == pytest.approx(CrostonSBA().forecast(y=values, h=1)["mean"][0])


def test_a_series_that_is_mostly_empty_gets_a_method_of_its_own():
    random = np.random.default_rng(1)
    values = (random.random(60) < 0.2) * random.integers(1, 9, 60)
    found = SalesForecast(horizon=3, origins=1).of(pa.table({"period": months_from(2020, 60), "value": values}))

    assert {row["method"] for row in found.table.to_pylist()} <= {"tsb", "croston", "seasonal_naive"}
    assert all(row["forecast"] >= 0 and row["low_90"] >= 0 for row in found.table.to_pylist())
    assert [caution.code for caution in found.warnings] == []


@pytest.mark.parametrize("way", [ets, theta, *METHODS.values()])
@pytest.mark.parametrize(
    "values",
    [[5.0], [5.0] * 30, [1.0, 2.0, 3.0], list(range(-10, 20)), [0.0] * 20, [1e9, 1e-9] * 10],
    ids=["one", "constant", "three", "below zero", "nothing", "wild"],
)
def test_odd_series_get_a_finite_answer(way, values):
    path = way(np.array(values, np.float64), 12, 4)

    assert np.isfinite(path.values).all()
    assert (path.spread >= 0).all()


def test_months_without_a_row_count_as_nothing_sold_and_it_is_said():
    periods = [day for day in months_from(2024, 14) if day != date(2024, 5, 1)]
    table = pa.table({"period": periods, "value": [10.0] * 13})
    found = SalesForecast(methods=NAIVE, horizon=12).of(table)

    assert rows_of(found.tables["history"], period=date(2024, 5, 1))[0]["value"] == 0
    assert rows_of(found.table, period=date(2025, 5, 1))[0]["forecast"] == 0
    assert "periods_filled" in [caution.code for caution in found.warnings]


def test_unknown_months_lie_between_their_neighbours():
    table = pa.table({"period": months_from(2024, 14), "value": [10.0, None, 30.0] + [5.0] * 11})
    found = SalesForecast(methods=NAIVE).of(table)

    assert rows_of(found.tables["history"], period=date(2024, 2, 1))[0]["value"] == 20
    assert "periods_unknown" in [caution.code for caution in found.warnings]


def test_the_running_month_is_shown_but_not_learnt_from():
    days = days_from(date(2024, 1, 1), 500)
    found = SalesForecast(methods=NAIVE, horizon=1).of(
        pa.table({"period": days, "value": [1.0] * 500}), as_of=date(2025, 5, 10)
    )
    running = rows_of(found.tables["history"], is_running=True)

    assert running == [{"series": "all", "period": date(2025, 5, 1), "value": 9.0, "is_running": True}]
    assert found.table["period"].to_pylist() == [date(2025, 5, 1)]
    assert found.table["forecast"][0].as_py() == pytest.approx(31)
    assert "period_running" in [caution.code for caution in found.warnings]


@pytest.mark.parametrize(
    ("frequency", "first", "second"),
    [
        ("week", date(2025, 6, 30), date(2025, 7, 7)),
        ("quarter", date(2025, 7, 1), date(2025, 10, 1)),
        ("day", date(2025, 7, 1), date(2025, 7, 2)),
    ],
)
def test_periods_follow_their_calendar(frequency, first, second):
    days = days_from(date(2024, 1, 1), 547)
    found = SalesForecast(frequency=frequency, methods=NAIVE, horizon=2).of(
        pa.table({"period": days, "value": [1.0] * 547}), as_of=date(2025, 7, 1)
    )

    assert found.table["period"].to_pylist() == [first, second]


def test_net_sales_are_forecast_from_orders_by_product():
    entries = [sale(1, day.isoformat(), 100, product="tea") for day in months_from(2023, 24)]
    entries += [sale(1, day.isoformat(), 50, product="cup") for day in months_from(2023, 24)]
    facts = facts_of(*entries, refund(1, "2024-12-20", 30, product="tea"), sale(1, "2025-01-01", 999))
    found = SalesForecast(methods=NAIVE, horizon=12).fit(facts, as_of=date(2025, 1, 1), by="product")
    all_of_it = SalesForecast(methods=NAIVE, horizon=12).fit(facts, as_of=date(2025, 1, 1))

    assert [row["forecast"] for row in rows_of(found.table, step=12)] == pytest.approx([50, 70])
    assert [row["forecast"] for row in rows_of(all_of_it.table, step=12)] == pytest.approx([120])


def test_a_short_history_is_forecast_and_said_to_be_unchecked():
    found = SalesForecast(horizon=2).of(pa.table({"period": months_from(2025, 3), "value": [1.0, 2.0, 3.0]}))

    assert [row["forecast"] for row in found.table.to_pylist()] == pytest.approx([3, 3])
    assert [caution.code for caution in found.warnings] == ["too_short_for_season", "no_backtest"]


def test_nothing_read_is_nothing_said():
    found = SalesForecast().of(pa.table({"period": pa.array([], pa.date32()), "value": pa.array([], pa.float64())}))

    assert [len(table) for table in found.tables.values()] == [0, 0, 4, 0]


def test_errors_are_counted_as_published():
    assert smape(np.array([0.0, 100.0]), np.array([0.0, 110.0])) == pytest.approx(200 * 10 / 210 / 2)
    assert np.isnan(mase(np.array([1.0]), np.array([2.0]), of_scale=0.0))


@pytest.mark.parametrize(
    "setting",
    [
        {"horizon": 0},
        {"frequency": "fortnight"},
        {"methods": ("ets",)},
        {"gaps": "what"},
        {"methods": ("seasonal_naive", "oracle")},
    ],
)
def test_settings_that_make_no_sense_are_refused(setting):
    with pytest.raises(MeasureRefused):
        SalesForecast(**setting)
