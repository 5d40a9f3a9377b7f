"""The back-test of spend: what purchases were to bring beside what they brought."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from zhike.insight.measures import Facts, GammaGamma, MeasureRefused, ParetoNbd, spend_test
from zhike.insight.tests.fits_cast import FOLDER, JULY, OCTOBER, cdnow, cdnow_repeats
from zhike.insight.tests.measures_cast import filled

CUT, END = date(2026, 1, 10), date(2026, 2, 10)
SMALL = GammaGamma(minimum_repeaters=1, penalty=1)


def bought(*rows):
    """Facts of (customer, day, money) rows, an order each."""
    customers, days, money = zip(*rows, strict=True)
    people = sorted(set(customers))
    orders = {
        "order_id": range(1, len(rows) + 1),
        "customer_id": customers,
        "placed_on": days,
        "kind": ["sale" if one >= 0 else "return" for one in money],
        "gross": [Decimal(max(one, 0)) for one in money],
        "refund": [Decimal(min(one, 0)) for one in money],
        "net": [Decimal(one) for one in money],
    }
    known = {"customer_id": people, "kind": ["consumer"] * len(people), "known_since": [CUT] * len(people)}
    return Facts.from_tables(customers=filled("customers", known), orders=filled("orders", orders))


def before(day):
    return date(2026, 1, day)


def after(day):
    return date(2026, 2, day)


PAST = [(1, before(1), 10), (1, before(3), 20), (2, before(2), 10), (2, before(4), 60), (2, before(6), 40)]


def test_what_came_is_counted_for_those_known_before():
    facts = bought(*PAST, (1, after(1), 30), (1, after(2), 50), (3, after(1), 999), (2, after(10), 7))

    found = spend_test(SMALL, facts, calibrate_until=CUT, as_of=END).figures

    assert (found["customers"], found["events_actual"], found["spend_actual"]) == (1, 2, 80.0)
    assert found["events_predicted"] is None
    assert found["mae_of_own_mean"] == pytest.approx(40 - 20)


def test_the_first_purchase_a_gift_and_a_day_given_back_count_for_nothing():
    facts = bought(*PAST, (1, after(1), 30), (1, after(2), 0), (2, after(3), 40), (2, after(3), -40))

    found = spend_test(SMALL, facts, calibrate_until=CUT, as_of=END).figures

    assert (found["customers"], found["events_actual"], found["spend_actual"]) == (1, 1, 30.0)


def test_nobody_came_back():
    test = spend_test(SMALL, bought(*PAST), calibrate_until=CUT, as_of=END)

    assert (test.figures["customers"], test.figures["events_actual"], test.figures["spend_predicted"]) == (0, 0, 0.0)
    assert np.isnan([test.figures["mae"], test.figures["bias"]]).all()
    assert sum(test.tables["spend_by_frequency"]["customers"].to_pylist()) == 0


def test_days_to_look_at_are_needed():
    with pytest.raises(MeasureRefused, match="2026-02-10"):
        spend_test(SMALL, bought(*PAST), calibrate_until=END, as_of=END)


def test_cdnow_against_a_computation_of_its_own():
    test = spend_test(GammaGamma(), cdnow(), calibrate_until=OCTOBER, as_of=JULY)

    days = pd.read_csv(FOLDER / "transactions.csv", parse_dates=["date"]).groupby(["sample_id", "date"]).amount.sum()
    days = days.reset_index()
    past, later = days[days.date < "1997-10-01"], days[(days.date >= "1997-10-01") & (days.amount > 0)]
    repeats = past[past.duplicated("sample_id") & (past.amount > 0)].groupby("sample_id").amount.agg(["size", "mean"])
    came = later.groupby("sample_id").amount.agg(["size", "sum"])
    came = came[came.index.isin(past.sample_id)].join(repeats.add_prefix("past_"))
    p, q, v = 6.24957, 3.74423, 15.44352  # published: Fader and Hardie, note 025
    x, own = came.past_size.fillna(0), came.past_mean.fillna(0)
    expected, actual = p * (v + x * own) / (p * x + q - 1), came["sum"] / came["size"]
    assert {name: value for name, value in test.figures.items() if value is not None} == pytest.approx(
        {
            "customers": len(came),
            "events_actual": 1882,
            "spend_predicted": (expected * came["size"]).sum(),
            "spend_actual": came["sum"].sum(),
            "bias": (expected * came["size"]).sum() / came["sum"].sum() - 1,
            "mae": (expected - actual).abs().mean(),
            "rmse": ((expected - actual) ** 2).mean() ** 0.5,
            "mae_of_one_mean": (p * v / (q - 1) - actual).abs().mean(),
            "mae_of_own_mean": (own.where(x > 0, p * v / (q - 1)) - actual).abs().mean(),
        },
        rel=1e-4,
    )
    assert test.figures["mae"] < min(test.figures["mae_of_own_mean"], test.figures["mae_of_one_mean"])
    assert sum(test.tables["spend_by_frequency"]["customers"].to_pylist()) == len(came)


def test_money_of_everybody_is_purchases_times_spend():
    test = spend_test(GammaGamma(), cdnow(), calibrate_until=OCTOBER, as_of=JULY)

    found = test.with_purchases(ParetoNbd().fit(cdnow_repeats()), unit="week")

    assert found["spend_actual"] == pytest.approx(test.figures["spend_actual"])
    assert found["spend_bias"] == pytest.approx(found["spend_predicted"] / found["spend_actual"] - 1)
    assert found["spend_predicted"] / 1665.5 == pytest.approx(36.3, abs=0.1)  # money a purchase, of 1,665.5 foretold
