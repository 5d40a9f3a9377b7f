"""The fitted models as arithmetic: slopes, limits, extremes, agreement with an independent library."""

import warnings

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import hyperu
from scipy.stats import beta as beta_of

from zhike.insight.measures import BgNbd, GammaGamma, MbgNbd, MeasureRefused, Nbd, ParetoNbd, Repeats, Spends, rate_for
from zhike.insight.measures.lifetime import FittedNbd
from zhike.insight.measures.lifetime.beta_geometric import BuyingUntilAPurchase
from zhike.insight.measures.lifetime.gamma_gamma import Spending
from zhike.insight.measures.lifetime.geometric import expected
from zhike.insight.measures.lifetime.likelihood import Buying
from zhike.insight.measures.lifetime.pareto import BuyingUntilATime, tails
from zhike.insight.tests.fits_cast import KINDS, cdnow_repeats, cdnow_spends, population, with_truth

SOME = Repeats.of(
    x=[0, 0, 1, 2, 5, 40, 3, 0], t_x=[0, 0, 3.2, 17.4, 33, 38.8, 21, 0], age=[38.9, 27, 38.9, 30, 39, 38.9, 21, 0]
)
LONG = Repeats.of(x=[5000, 5000, 300, 0, 1], t_x=[3650, 2000, 3000, 0, 3650], age=3650, unit="day")
LIKELIHOODS = {
    "nbd": Buying,
    "bgnbd": lambda seen: BuyingUntilAPurchase(seen, first_chance=0),
    "mbgnbd": lambda seen: BuyingUntilAPurchase(seen, first_chance=1),
    "paretonbd": BuyingUntilATime,
    "gammagamma": lambda seen: Spending(Spends.of([1, 2, 5, 40], [12.5, 300, 7, 41])),
}
MODELS = {"bgnbd": BgNbd, "mbgnbd": MbgNbd, "paretonbd": ParetoNbd}
EVERY = pytest.mark.parametrize("model", MODELS)


@pytest.mark.parametrize("name", LIKELIHOODS)
@pytest.mark.parametrize("at", [(0.0, 0.0, 0.0, 0.0), (-1.2, 1.5, -0.3, 2.0), (1.0, 3.0, 0.5, -1.0)])
def test_slopes_are_those_of_finite_differences(name, at):
    likelihood = LIKELIHOODS[name](SOME)
    at = np.array(at[: len(likelihood.names)])

    sides = np.eye(len(at)) * 1e-5
    differences = [(likelihood(at + side)[0] - likelihood(at - side)[0]) / 2e-5 for side in sides]
    assert likelihood(at)[1].tolist() == pytest.approx(differences, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("name", ["nbd", "bgnbd", "mbgnbd", "paretonbd"])
def test_thousands_of_purchases_in_ten_years_of_days_are_finite(name):
    value, slope = LIKELIHOODS[name](LONG)(np.log([0.7, 20.0, 0.8, 40.0][: 2 if name == "nbd" else 4]))

    assert np.isfinite(value)
    assert np.isfinite(slope).all()


@EVERY
def test_expectations_of_extreme_pasts_are_finite_and_sensible(model):
    fitted = with_truth(model)
    past = {"x": LONG.x, "t_x": LONG.t_x, "age": LONG.age}

    coming = fitted.conditional_expectation(365, **past)
    worth = fitted.residual_discounted(rate=rate_for(0.1, unit="day"), **past)
    assert ((coming >= 0) & (coming <= (LONG.x + 1) / 3650 * 365 * 1.1)).all()
    assert ((worth >= 0) & np.isfinite(worth)).all()
    assert ((fitted.p_alive(**past) >= 0) & (fitted.p_alive(**past) <= 1)).all()


@pytest.mark.parametrize(
    ("r", "alpha", "a", "b", "t"), [(0.3, 4, 0.8, 2.4, 52), (26.2, 35, 1.0, 28, 52), (5, 9, 1.7, 3, 5)]
)
def test_purchases_of_who_is_alive_are_the_integral_over_the_chances_to_leave(r, alpha, a, b, t):
    inside = lambda p: (1 - (alpha / (alpha + p * t)) ** r) / p * beta_of.pdf(p, a, b)  # noqa: E731

    assert expected(t, r, alpha, a, b) == pytest.approx(quad(inside, 0, 1, limit=500)[0], rel=1e-8)


@pytest.mark.parametrize(("alpha", "beta"), [(10.6, 11.7), (11.7, 10.6), (9.0, 9.0), (0.02, 40.0), (300.0, 0.5)])
@pytest.mark.parametrize(("x", "y"), [(0, 0.0), (1, 12.0), (60, 38.9), (5000, 38.9)])
def test_the_tail_of_pareto_is_its_integral_whichever_rate_is_larger(alpha, beta, x, y):
    r, s = 0.55, 0.61
    power = r + x
    steep = power / (alpha + y) + (s + 1) / (beta + y)
    inside = lambda u: np.exp(-power * np.log1p(u / (alpha + y)) - (s + 1) * np.log1p(u / (beta + y)))  # noqa: E731
    near = quad(inside, 0, 40 / steep, epsabs=0, limit=500)[0]
    far = quad(inside, 40 / steep, np.inf, epsabs=1e-12 * near, limit=500)[0]

    found = tails(np.array([float(x)]), np.array([y]), r, alpha, s, beta).log[0]
    height = -power * np.log(alpha + y) - (s + 1) * np.log(beta + y)
    assert np.exp(found - height) == pytest.approx(near + far, rel=1e-8)


def test_the_discounted_sum_of_pareto_is_the_closed_form_of_the_paper():
    """DERT with Tricomi's function, Fader, Hardie and Lee 2005, JMR 42, equation 2 of the appendix."""
    fitted, rate, x, t_x, age = with_truth("paretonbd"), 0.0027, 7.0, 35.0, 38.86
    r, alpha, s, beta = fitted.parameters.values()

    z = rate * (beta + age)
    closed = fitted.p_alive(x, t_x, age) * (r + x) / (alpha + age) * (beta + age) * hyperu(1, 2 - s, z)
    assert fitted.residual_discounted(rate=rate, x=x, t_x=t_x, age=age) == pytest.approx(closed, rel=1e-8)


@EVERY
def test_a_discounted_sum_is_that_of_its_weeks(model):
    fitted, past = with_truth(model), {"x": 3, "t_x": 20.0, "age": 39.0}
    summed = [float(fitted.conditional_expectation(week, **past)) for week in range(105)]

    weekly = np.diff(summed) @ np.exp(-0.0027 * (np.arange(104) + 0.5))
    assert fitted.residual_discounted(rate=0.0027, **past, horizon=104) == pytest.approx(weekly, rel=1e-5)
    assert fitted.residual_discounted(rate=0.0, **past, horizon=104) == pytest.approx(summed[-1], rel=1e-12)
    with pytest.raises(MeasureRefused, match="endless future needs a discount"):
        fitted.residual_discounted(rate=0.0, **past)


@EVERY
def test_another_unit_only_stretches_the_lengths_of_time(model):
    weeks = population(model, 4000, seed=5)
    days = Repeats.of(weeks.x, weeks.t_x * 7, weeks.age * 7, weeks.weight, unit="day")

    by_week, by_day = (MODELS[model]().fit(seen) for seen in (weeks, days))
    stretched = {name: value * (7 if name in ("alpha", "beta") else 1) for name, value in by_week.parameters.items()}
    assert dict(by_day.parameters) == pytest.approx(stretched, rel=1e-6)


def test_many_groups_end_where_few_would():
    """Over 20,000 groups the sample leads the way; the end is the maximum all the same."""
    seen = population("bgnbd", 60_000, seed=3)
    found = BgNbd().fit(seen)

    assert len(seen.x) > 20_000
    assert found.gradient_norm < 1e-7
    assert dict(found.parameters) == pytest.approx(with_truth("bgnbd").parameters, rel=0.15)


def test_rows_that_cannot_be_are_counted_and_left_out():
    seen = Repeats.of(x=[1, 0, -1, 2, 0, np.nan], t_x=[3, 0, 2, 50, 4, 1], age=[10, 0, 10, 40, 10, 10])

    assert (seen.x.tolist(), seen.customers, seen.refused) == ([0, 1], 2, 4)
    assert [str(caution) for caution in seen.warnings] == [
        "4 rows have purchase times that cannot be and were left out."
    ]


@EVERY
def test_too_few_who_bought_again_are_refused(model):
    nobody = Repeats.of(x=[0] * 500, t_x=[0] * 500, age=[40] * 500)

    with pytest.raises(MeasureRefused, match="Only 0 customers bought again; a model of repeat buying needs 30"):
        MODELS[model]().fit(nobody)
    with pytest.raises(MeasureRefused):
        MODELS[model](minimum_repeaters=0)


def test_whoever_came_on_the_last_day_has_no_past_and_counts():
    with_them = Repeats.of([*SOME.x, 0], [*SOME.t_x, 0], [*SOME.age, 0])

    assert with_them.customers == SOME.customers + 1
    assert Nbd(minimum_repeaters=1).fit(with_them).converged


def test_a_penalty_is_said():
    found = BgNbd(minimum_repeaters=1, penalty=0.5).fit(SOME)

    assert "fit_penalised" in [caution.code for caution in found.warnings]


def test_everybody_alike_has_no_errors_to_give():
    """Poisson buyers of one rate: the spread of rates runs away, and that is said."""
    rng = np.random.default_rng(2)
    x = rng.poisson(3.0, 3000)
    found = Nbd().fit(Repeats.of(x, np.where(x > 0, 30.0, 0), np.full(3000, 30.0)))

    if found.standard_errors is None:
        assert [caution.code for caution in found.warnings] == ["fit_at_edge"]
    assert found.parameters["r"] / found.parameters["alpha"] == pytest.approx(0.1, rel=0.05)


def test_spend_without_a_mean_is_refused_and_spend_that_goes_with_frequency_is_said():
    tied = Spends.of(np.arange(1, 61), np.arange(1, 61) * 10 + 5)
    found = GammaGamma().fit(tied)

    assert "spend_depends" in [caution.code for caution in found.warnings]
    with pytest.raises(MeasureRefused, match="has no mean"):
        found.moved(np.array([1.0, 0.9, 5.0])).expected_spend(1, 10)
    with pytest.raises(MeasureRefused, match="Only 1 customer has repeat purchases with money"):
        GammaGamma().fit(Spends.of([3], [20]))


@pytest.fixture
def lifetimes():
    """An independent library; it warns of its age."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import lifetimes

        yield lifetimes


def test_an_independent_library_agrees(lifetimes):
    seen, spends = cdnow_repeats(), cdnow_spends()
    fitters = {
        "bgnbd": lifetimes.BetaGeoFitter(),
        "mbgnbd": lifetimes.ModifiedBetaGeoFitter(),
        "paretonbd": lifetimes.ParetoNBDFitter(),
    }

    for model, fitter in fitters.items():
        theirs = fitter.fit(seen.x, seen.t_x, seen.age, weights=seen.weight)
        ours = MODELS[model]().fit(seen)
        assert dict(ours.parameters) == pytest.approx(dict(theirs.params_), rel=5e-4)
        same = KINDS[model](dict(theirs.params_), 0.0, 0.0, converged=True, evaluations=0, customers=0)
        told = theirs.conditional_expected_number_of_purchases_up_to_time(39, seen.x, seen.t_x, seen.age)
        assert np.asarray(told) == pytest.approx(
            same.conditional_expectation(39, x=seen.x, t_x=seen.t_x, age=seen.age), rel=1e-6
        )
    theirs = lifetimes.GammaGammaFitter().fit(spends.x, spends.mean, weights=spends.weight)
    assert dict(GammaGamma().fit(spends).parameters) == pytest.approx(dict(theirs.params_), rel=1e-3)


def test_nobody_leaves_in_nbd():
    fitted = FittedNbd({"r": 0.5, "alpha": 10.0}, 0.0, 0.0, converged=True, evaluations=0, customers=0)

    assert fitted.p_alive(3, 1, 400) == 1
    assert fitted.residual_discounted(rate=0.01, x=1, t_x=2, age=5) == pytest.approx(1.5 / 15 / 0.01, rel=1e-9)
