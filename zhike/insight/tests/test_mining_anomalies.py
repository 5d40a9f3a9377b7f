"""What is out of the ordinary: found, explained, and not found where it is the season."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.anomalies import Anomalies
from zhike.insight.measures.anomalies.baseline import LEAST_BEFORE, Levels, judged, z
from zhike.insight.tests.measures_cast import retail
from zhike.insight.tests.mining_cast import days_from, rows_of


def shops(days=200, hole=150, seed=0):
    """Two regions with quiet Mondays; one day the north is shut."""
    random = np.random.default_rng(seed)
    rows = [
        {"day": day, "region": region, "sold": usual * (0.2 if day.weekday() == 0 else 1) + random.normal(0, 3)}
        for day in days_from(date(2025, 1, 1), days)
        for region, usual in (("north", 100), ("south", 60))
    ]
    rows[hole * 2]["sold"] = 0.0
    return pa.Table.from_pylist(rows)


def test_the_odd_day_is_found_and_traced_to_its_region():
    found = Anomalies().of(shops(), period="day", value="sold", dimensions=("region",))
    cause = found.tables["explained"].to_pylist()

    assert found.table["period"].to_pylist() == [days_from(date(2025, 1, 1), 151)[-1]]
    assert found.table["robust_z"][0].as_py() < -5
    assert (cause[0]["dimension"], cause[0]["member"]) == ("region", "north")
    assert cause[0]["share"] == pytest.approx(1, abs=0.15)
    assert sum(row["share"] for row in cause) == pytest.approx(1)


def test_a_quiet_monday_is_no_news():
    found = Anomalies().of(shops(hole=0), period="day", value="sold")

    assert len(found) == 0


def test_a_day_is_judged_by_those_before_it_alone():
    table = shops()
    before = Anomalies().of(table.slice(0, 302), period="day", value="sold").table
    after = Anomalies().of(table, period="day", value="sold").table

    assert before.to_pylist() == after.to_pylist()


def test_days_of_british_holidays_are_odd_in_online_retail():
    found = Anomalies().fit(retail(), as_of=date(2011, 7, 1))
    closed = {row["period"] for row in found.table.to_pylist() if row["value"] == 0}

    assert {date(2011, 4, 22), date(2011, 4, 25), date(2011, 4, 29)} <= closed


@pytest.mark.parametrize(
    ("away", "before", "expected"),
    [
        (10.0, [1, -1] * 5, 10 / 1.4826),
        (5.0, [0] * 9 + [10], 5 / 1.2533),
        (5.0, [0] * 10, 1000.0),
        (0.0, [0] * 10, 0.0),
        (9e9, [1, -1] * 5, 1000.0),
    ],
)
def test_the_robust_score_and_what_stands_in_for_no_spread(away, before, expected):
    assert z(away, np.array(before, np.float64)) == pytest.approx(expected)


def test_too_little_before_it_is_not_judged():
    result = judged(np.ones(12), season=1, window=8)

    assert np.isnan(result.robust_z).all()


@pytest.mark.parametrize(("season", "window"), [(7, 14), (3, 5), (9, 8), (52, 104)])
def test_what_is_expected_does_not_depend_on_what_was_asked_before(season, window):
    random = np.random.default_rng(1)
    rows = random.normal(size=(3, 200))
    levels = Levels(rows, season=season, window=window)

    def level(place):
        return np.median(rows[:, max(0, place - window) : place], axis=1)

    for place in random.permutation(np.arange(LEAST_BEFORE, 200)):
        off = [rows[:, at] - level(at) for at in range(place % season, place, season) if at >= LEAST_BEFORE]
        expected = level(place) + (np.median(off, axis=0) if off else 0)
        assert levels.expected(place) == pytest.approx(expected)


def test_the_running_month_is_left_out():
    days = days_from(date(2024, 1, 1), 740)
    found = Anomalies(frequency="month").of(pa.table({"period": days, "value": [1.0] * 740}), as_of=date(2026, 1, 10))

    assert (len(found), [caution.code for caution in found.warnings]) == (0, ["period_left_out"])


def test_nothing_read_is_nothing_found():
    empty = pa.table({"period": pa.array([], pa.date32()), "value": pa.array([], pa.float64())})

    assert len(Anomalies().of(empty)) == 0
    assert len(Anomalies().of(shops(days=3, hole=0), period="day", value="sold")) == 0


@pytest.mark.parametrize("setting", [{"threshold": 0}, {"frequency": "hour"}, {"window": 0}])
def test_settings_that_make_no_sense_are_refused(setting):
    with pytest.raises(MeasureRefused):
        Anomalies(**setting)


def test_explained_parts_are_rows_of_the_same_periods():
    found = Anomalies(members=1).of(shops(), period="day", value="sold", dimensions=("region",))

    assert len(rows_of(found.tables["explained"], member="south")) == 0
