"""Measures as scikit-learn expects them of an estimator, and what they refuse where a figure would mislead."""

from datetime import date

import numpy as np
import pytest
from sklearn.base import clone

from zhike.insight.measures import (
    Abc,
    BgNbd,
    Churn,
    GammaGamma,
    Ladder,
    MbgNbd,
    MeasureRefused,
    ParetoNbd,
    Pyramid,
    Repeats,
    Rfm,
    ShiftedBetaGeometric,
    Spends,
    ValueMatrix,
    kaplan_meier,
    log_rank,
)
from zhike.insight.measures.ageing import Ageing
from zhike.insight.measures.anomalies import Anomalies
from zhike.insight.measures.baskets import Baskets
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.clusters import Clusters
from zhike.insight.measures.example import tea_house
from zhike.insight.measures.forecast import SalesForecast
from zhike.insight.measures.fraud import Fraud
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.measures.recommend import NextProduct
from zhike.insight.measures.response import ContactCurve, LookAlikes, Response
from zhike.insight.measures.signals import Signals

EVERY = (
    *(Abc, BgNbd, Churn, GammaGamma, Ladder, MbgNbd, ParetoNbd, Pyramid, Rfm, ShiftedBetaGeometric, Ageing, Anomalies),
    *(Baskets, ChurnRisk, Clusters, SalesForecast, Fraud, LoyaltyKpis, NextProduct, ContactCurve, LookAlikes, Response),
    Signals,
)
FITTED = {
    model: model().fit(Repeats.of(x=[0, 1, 2, 5] * 20, t_x=[0, 4, 20, 30] * 20, age=[39, 39, 38, 35] * 20))
    for model in (BgNbd, MbgNbd, ParetoNbd)
}


@pytest.mark.parametrize("measure", EVERY, ids=lambda measure: measure.__name__)
def test_is_copied_with_its_settings(measure):
    made = measure()

    assert clone(made) == made
    assert measure(**made.get_params()) == made


def test_settings_of_a_measure_below_are_reached_by_two_lines():
    made = ValueMatrix(cuts=(1, 2))
    changed = made.set_params(worth__unit="day", cuts=(3, 4))

    assert (changed.worth.unit, changed.cuts, made.worth.unit) == ("day", (3, 4), "week")
    assert made.get_params()["worth__model"] == "paretonbd"
    assert "worth__model" not in made.get_params(deep=False)
    assert clone(changed) == changed
    with pytest.raises(MeasureRefused, match="no setting named cuts__model"):
        made.set_params(cuts__model="mbgnbd")


def test_another_setting_makes_another_measure():
    made = Rfm(bins=4)

    assert (made.set_params(bins=3), made) == (Rfm(bins=3), Rfm(bins=4))
    with pytest.raises(MeasureRefused, match="There is no setting named steps"):
        made.set_params(steps=3)
    with pytest.raises(MeasureRefused, match="2 to 9 steps"):
        made.set_params(bins=4.5)


@pytest.mark.parametrize("given", [{"penalty": float("nan")}, {"penalty": "1"}, {"minimum_repeaters": 2.5}])
@pytest.mark.parametrize("model", [BgNbd, GammaGamma])
def test_settings_that_cannot_be_are_refused(model, given):
    with pytest.raises(MeasureRefused):
        model(**given)


@pytest.mark.parametrize(("model", "needed"), [(BgNbd, "Repeats"), (GammaGamma, "Spends")])
def test_a_fit_says_what_it_is_made_for(model, needed):
    with pytest.raises(MeasureRefused, match=f"fitted to {needed}, not to list"):
        model().fit([[1, 2, 3]])


def test_parts_of_purchases_and_endless_ones_are_counted_and_left_out():
    seen = Repeats.of(x=[2, 1.5, np.inf, np.nan], t_x=[3, 3, 3, 3], age=[5, 5, 5, 5])

    assert (seen.customers, seen.refused) == (1, 3)


@pytest.mark.parametrize("model", FITTED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("past", [(-1, 0, 5), (0, 2, 5), (2, 6, 5), (2, -1, 5), (np.nan, 1, 5)])
def test_a_past_that_cannot_be_has_no_chance_and_no_future(model, past):
    x, t_x, age = past

    assert np.isnan(FITTED[model].p_alive(x, t_x, age))
    assert np.isnan(FITTED[model].conditional_expectation(10, x=x, t_x=t_x, age=age))
    assert 0 < FITTED[model].p_alive(2, 4, 5) <= 1


@pytest.mark.parametrize(
    ("times", "happened"),
    [([1, np.nan], [True, True]), ([-1, 2], [True, True]), ([1, 2], [True]), ([1, np.inf], [True, False])],
)
def test_times_that_cannot_be_make_no_curve(times, happened):
    with pytest.raises(MeasureRefused, match="Every time is a number from nought on"):
        kaplan_meier(times, happened)


def test_groups_of_another_length_are_not_compared():
    with pytest.raises(MeasureRefused, match="as long as the others"):
        log_rank([1, 2], [True, True], ["a"])


@pytest.mark.parametrize("cohorts", [(), ([],), ([100],), ([100, np.nan, 50],), ([[100, 50]],)])
def test_cohorts_that_cannot_be_are_refused(cohorts):
    with pytest.raises(MeasureRefused):
        ShiftedBetaGeometric().fit(*cohorts)


def test_inputs_stay_as_they_were():
    columns = np.array([2.0, 0, 1]), np.array([3.0, 0, 2]), np.array([5.0, 5, 4])
    before = [column.copy() for column in columns]
    Repeats.of(*columns)
    Spends.of(columns[0], columns[1])
    kaplan_meier(columns[1], columns[0] > 0)

    assert all((one == other).all() for one, other in zip(columns, before, strict=True))


def test_nobody_can_have_come_back_after_the_last_period():
    rows = Churn(periods=3).fit(tea_house(), as_of=date(2025, 7, 1)).table.to_pylist()

    assert rows[-1]["lapse_error"] is None
    assert [row["lapse_error"] for row in rows[:-1] if row["lost"]] == [
        row["lost_came_back"] / row["lost"] for row in rows[:-1] if row["lost"]
    ]
