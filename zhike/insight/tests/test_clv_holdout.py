"""The back-test of the plain formula: what customers were to bring beside what they brought."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from zhike.insight.computing.steps import STEPS
from zhike.insight.measures import MeasureRefused, PlainClv, Pyramid, value_test
from zhike.insight.tests.fits_cast import FOLDER, JULY, cdnow
from zhike.insight.tests.measures_cast import facts_of, refund, sale

CUT, END = date(2024, 7, 1), date(2025, 7, 1)
HALF = PlainClv(yearly_retention=0.5)


def test_a_year_brings_last_years_margin_of_those_who_stay():
    facts = facts_of(
        sale(1, "2023-09-01", 100, margin=40),
        sale(1, "2023-10-01", 100, margin=40),
        sale(2, "2024-01-01", 100, margin=60),
        sale(1, "2024-08-01", 100, margin=50),
        refund(1, "2024-08-09", 100, margin=-10),
        sale(3, "2024-09-01", 999, margin=500),
        sale(2, "2025-07-01", 999, margin=500),
    )

    test = value_test(HALF, facts, calibrate_until=CUT, as_of=END)

    assert test.figures == {
        "customers": 2,
        "years": 1.0,
        "events_predicted": 1.5,
        "events_actual": 1,
        "bias": 0.5,
        "mae": 0.25,
        "rmse": pytest.approx(0.125**0.5),
        "value_predicted": 70,
        "value_actual": 40,
        "value_bias": 0.75,
        "value_mae": 15,
        "value_rmse": pytest.approx(450**0.5),
        "value_mae_of_last_year": 50,
    }
    assert test.tables["value_by_tier"].to_pylist() == [
        {"tier": None, "customers": 2, "retention": 0.5, "stayed": 0.5, "expected": 70, "actual": 40}
    ]


def test_money_is_that_of_the_value_net_sales_where_these_were_valued():
    facts = facts_of(sale(1, "2024-01-01", 80), sale(1, "2024-08-01", 30))

    bare = value_test(HALF, facts, calibrate_until=CUT, as_of=END).figures
    stated = PlainClv(yearly_retention=0.5, stated_margin=0.1)
    tenth = value_test(stated, facts, calibrate_until=CUT, as_of=END).figures

    assert (bare["value_predicted"], bare["value_actual"]) == (40, 30)
    assert (tenth["value_predicted"], tenth["value_actual"]) == (pytest.approx(4), pytest.approx(3))


def test_half_a_year_is_half_of_the_first_payment_and_a_horizon_ends_them():
    facts = facts_of(sale(1, "2024-01-01", 100))
    now = PlainClv(yearly_retention=0.5, first_payment="now", horizon_years=1)

    def foretold(measure, until):
        return value_test(measure, facts, calibrate_until=CUT, as_of=until).figures["value_predicted"]

    assert foretold(HALF, date(2025, 1, 1)) == pytest.approx(50 * 184 / 365)
    assert foretold(HALF, date(2026, 7, 1)) == 75
    assert foretold(now, date(2026, 7, 1)) == 100


def test_parts_were_to_bring_the_same_and_one_large_customer_is_a_part():
    facts = facts_of(*[sale(number, "2024-01-01", money) for number, money in ((1, 500), (2, 250), (3, 250))])

    parts = value_test(HALF, facts, calibrate_until=CUT, as_of=END).tables["value_by_part"].to_pylist()

    assert [(row["part"], row["customers"], row["expected"]) for row in parts] == [
        (1, 1, 250),
        (2, 1, 125),
        (3, 1, 125),
    ]


def test_margins_are_not_judged_by_sales_without_costs():
    facts = facts_of(sale(1, "2024-01-01", 100, margin=40), sale(1, "2024-08-01", 10, margin=4), sale(1, "2024-09-01"))

    with pytest.raises(MeasureRefused, match="Costs are known of 9 % of the sales since"):
        value_test(HALF, facts, calibrate_until=CUT, as_of=END)


def test_sales_without_costs_earn_the_average_while_they_are_few():
    facts = facts_of(
        sale(1, "2024-01-01", 100, margin=40), sale(1, "2024-08-01", 190, margin=95), sale(1, "2024-09-01", 10)
    )

    assert value_test(HALF, facts, calibrate_until=CUT, as_of=END).figures["value_actual"] == pytest.approx(100)


def test_days_and_a_history_are_needed():
    facts = facts_of(sale(1, "2024-01-01", 100))

    with pytest.raises(MeasureRefused, match="2025-07-01"):
        value_test(HALF, facts, calibrate_until=END, as_of=END)
    with pytest.raises(MeasureRefused, match="Only 0 customers bought in the year before last"):
        value_test(PlainClv(), facts, calibrate_until=CUT, as_of=END)


def test_every_night_the_last_year_judges_where_there_is_one():
    [step] = [step for step in STEPS if step.name == "clv"]
    days = [*(f"{year}-09-01" for year in (2022, 2023, 2024)), "2025-06-01"]
    facts = facts_of(*[sale(number, on, 100, margin=40 * number) for number in (1, 2) for on in days])
    measure = PlainClv(minimum_group=1, pyramid=Pyramid(shares=(0.5, 0.5), labels=("key", "small")))

    tested = step.tested(measure, measure.fit(facts, as_of=END), facts)
    young = step.tested(measure, measure.fit(facts, as_of=CUT), facts)

    assert tested.holdout["value_predicted"] == 120
    assert tested.holdout["value_actual"] == 240
    assert [row["stayed"] for row in tested.extras["value_by_tier"].to_pylist()] == [1, 1]
    assert young.holdout is None


def test_cdnow_against_a_computation_of_its_own():
    begin = date(1998, 1, 1)

    figures = value_test(PlainClv(yearly_retention=0.4), cdnow(), calibrate_until=begin, as_of=JULY).figures

    lines = pd.read_csv(FOLDER / "transactions.csv", parse_dates=["date"])
    old, new = (
        part.groupby("sample_id").amount.sum() for part in (lines[lines.date < "1998"], lines[lines.date >= "1998"])
    )
    expected = old * 0.4 * 181 / 365
    miss = (expected - new.reindex(old.index).fillna(0)).to_numpy()
    assert figures["value_predicted"] == pytest.approx(expected.sum())
    assert figures["value_actual"] == pytest.approx(float(Decimal(str(round(new.sum(), 2)))))
    assert figures["value_mae"] == pytest.approx(np.abs(miss).mean())
    assert figures["value_rmse"] == pytest.approx(np.sqrt((miss**2).mean()))
