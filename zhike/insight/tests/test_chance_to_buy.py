"""The chance to buy within a time, and the models of repeat buying side by side."""

import numpy as np
import pytest

from zhike.insight.measures import BgNbd
from zhike.insight.measures.lifetime.compared import JUDGED, Side, compared
from zhike.insight.measures.lifetime.forecasts import BgNbdForecast, ParetoNbdForecast
from zhike.insight.measures.lifetime.steady import FittedNbd
from zhike.insight.tests.fits_cast import JULY, OCTOBER, TRUTH, cdnow, with_truth

WAYS = 200_000


@pytest.mark.parametrize("model", TRUTH)
@pytest.mark.parametrize(("x", "t_x", "age"), [(0, 0, 20), (2, 12, 30), (7, 28, 30)])
def test_the_chance_is_how_often_it_happens(model, x, t_x, age):
    fitted, rng = with_truth(model), np.random.default_rng(7)
    alive = fitted.p_alive(x, t_x, age)
    past = {"x": np.full(WAYS, x), "age": np.full(WAYS, age)}

    bought = fitted.future(rng, 13, **past, p_alive=np.full(WAYS, alive)).purchases > 0

    chance = fitted.chance_to_buy(13, x=x, t_x=t_x, age=age)
    assert bought.mean() == pytest.approx(float(chance), abs=4 * (0.25 / WAYS) ** 0.5)


@pytest.mark.parametrize("model", ["paretonbd", "bgnbd"])
def test_a_new_customer_who_bought_nothing_is_as_frequent_as_the_models_make_them(model):
    fitted, rng = with_truth(model), np.random.default_rng(7)

    silent = fitted.past(rng, np.full(WAYS, 39.0)).x == 0

    assert silent.mean() == pytest.approx(float(fitted.chance_of_none_while_alive(39, 0, 0)), abs=0.005)


def test_where_nobody_leaves_it_is_the_negative_binomial():
    known = {"converged": True, "evaluations": 0, "customers": 0}
    steady = FittedNbd({"r": 2.0, "alpha": 8.0}, 0.0, 0.0, **known)

    assert float(steady.chance_to_buy(10, x=1, t_x=1, age=2)) == pytest.approx(1 - (10 / 20) ** 3)


def test_within_no_time_nobody_buys_and_in_the_long_run_who_is_alive_does():
    fitted = with_truth("bgnbd")
    past = {"x": [0.0, 4.0], "t_x": [0.0, 20.0], "age": [30.0, 30.0]}

    assert fitted.chance_to_buy(0, **past) == pytest.approx([0, 0])
    assert fitted.chance_to_buy(1e12, **past) == pytest.approx(fitted.p_alive(*past.values()), abs=0.01)


def test_models_stand_side_by_side_with_what_their_papers_and_the_back_test_say():
    found = ParetoNbdForecast(calibrate_until=OCTOBER).fit(cdnow(), as_of=JULY)
    rival = Side.fitted(BgNbd(), cdnow(), as_of=JULY, calibrate_until=OCTOBER, unit="week")

    tables = compared([Side.of(found), rival])

    rows = {row["model"]: row for row in tables["models"].to_pylist()}
    alone = BgNbdForecast(calibrate_until=OCTOBER).fit(cdnow(), as_of=JULY)
    assert {row["events_actual"] for row in rows.values()} == {1882}
    assert rows["bgnbd"]["events_predicted"] == pytest.approx(1653.4, abs=0.1)
    assert rows["bgnbd"].items() >= {name: alone.holdout[name] for name in JUDGED}.items()
    for name, scored in (("paretonbd", found), ("bgnbd", alone)):
        assert rows[name]["log_likelihood"] == scored.log_likelihood
        assert rows[name]["aic"] == pytest.approx(8 - 2 * scored.log_likelihood)
    assert tables["models_parameters"].num_rows == 8
    assert set(tables["models_tracking"]["model"].to_pylist()) == {"paretonbd", "bgnbd"}


def test_without_a_back_test_its_figures_are_empty():
    rival = Side.fitted(BgNbd(), cdnow(), as_of=JULY, calibrate_until=None, unit="week")

    tables = compared([rival])

    assert tables["models"]["events_predicted"].to_pylist() == [None]
    assert tables["models_parameters"]["parameter"].to_pylist() == ["r", "alpha", "a", "b"]
    assert "models_tracking" not in tables
