"""Whether the fits find what is known: populations made with known parameters, bands held against what they did."""

from functools import cache

import numpy as np
import pytest

from zhike.insight.measures import BgNbd, GammaGamma, MbgNbd, ParetoNbd, Spends
from zhike.insight.measures.lifetime import FittedGammaGamma
from zhike.insight.measures.lifetime.bands import held, purchase_bands, total_band
from zhike.insight.tests.fits_cast import TRUTH, population, with_truth

MODELS = {"bgnbd": BgNbd, "mbgnbd": MbgNbd, "paretonbd": ParetoNbd}
EVERY = pytest.mark.parametrize("model", MODELS)


@cache
def fitted(model):
    return MODELS[model]().fit(population(model, 8000, seed=11, grain=7))


@EVERY
def test_known_parameters_lie_within_three_errors(model):
    errors = fitted(model).standard_errors

    for name, truth in TRUTH[model].items():
        assert abs(fitted(model).parameters[name] - truth) < 3 * errors[name], name


@EVERY
def test_bands_of_parameters_hold_the_truth_about_as_often_as_they_say(model):
    """The short form: 10 populations of 3,000. ``python benchmarks/truth.py`` does it 100 times with 100,000."""
    inside = []
    for seed in range(10):
        bands = MODELS[model]().fit(population(model, 3000, seed=seed, grain=7)).band() or {}
        inside += [low <= TRUTH[model][name] <= high for name, (low, high) in bands.items()]

    assert len(inside) >= 36
    assert 0.75 <= np.mean(inside) <= 1


@EVERY
def test_bands_of_customers_hold_what_they_go_on_to_do(model):
    seen, truth = population(model, 8000, seed=11, grain=7), with_truth(model)
    past = {"x": seen.x, "t_x": seen.t_x, "age": seen.age}
    alive = truth.p_alive(**past)
    actual = truth.future(np.random.default_rng(12), 39.0, x=seen.x, age=seen.age, p_alive=alive).purchases

    bands = purchase_bands(fitted(model), 39.0, **past)
    inside = held(bands, actual, seen.weight)
    assert 0.90 <= inside[0.9] <= 0.98
    assert inside[0.5] >= 0.5
    frequent = seen.x >= 4
    busy = bands._replace(**{name: column[frequent] for name, column in bands._asdict().items()})
    assert 0.87 <= held(busy, actual[frequent], seen.weight[frequent])[0.9] <= 0.97


@EVERY
def test_the_band_of_all_together_holds_their_sum(model):
    """Eight populations, each fitted, forecast and lived on for once."""
    inside = []
    for seed in range(8):
        seen, truth = population(model, 600, seed=100 + seed, grain=7), with_truth(model)
        alive = truth.p_alive(seen.x, seen.t_x, seen.age)
        lived = truth.future(np.random.default_rng(seed), 39.0, x=seen.x, age=seen.age, p_alive=alive)
        band = total_band(MODELS[model]().fit(seen), 39.0, seen)
        assert band.low_90[0] < band.low_50[0] < band.high_50[0] < band.high_90[0]
        inside.append(band.low_90[0] <= lived.purchases @ seen.weight <= band.high_90[0])

    assert sum(inside) >= 6


@EVERY
def test_what_is_expected_is_what_happens_on_average(model):
    truth, rng = with_truth(model), np.random.default_rng(14)
    new = truth.past(rng, np.full(200_000, 39.0))

    assert new.x.mean() == pytest.approx(float(truth.expected_transactions(39.0)), rel=0.02)
    assert ((new.x == 0) == (new.t_x == 0)).all()
    assert (new.t_x <= new.age).all()
    alive = truth.p_alive(3, 20.0, 39.0)
    coming = truth.future(rng, np.full(200_000, 52.0), x=3, age=39.0, p_alive=alive).purchases
    told = truth.conditional_expectation(52, x=3, t_x=20.0, age=39.0)
    assert coming.mean() == pytest.approx(float(told), rel=0.02)


def test_spend_with_known_parameters_is_found():
    truth = FittedGammaGamma({"p": 6.25, "q": 3.74, "v": 15.44}, 0.0, 0.0, converged=True, evaluations=0, customers=0)
    rng = np.random.default_rng(15)
    x = 1 + rng.poisson(1.5, 20_000)
    mean = truth.spent(rng, x, x=0, mean=0) / x

    found = GammaGamma().fit(Spends.of(x, mean))
    for name, value in truth.parameters.items():
        assert abs(found.parameters[name] - value) < 3 * found.standard_errors[name], name
    assert mean.mean() == pytest.approx(truth.population_mean, rel=0.02)


def test_the_same_seed_gives_the_same_bands():
    past = {"x": [0, 3], "t_x": [0, 20], "age": [39, 39]}

    first, again = (purchase_bands(fitted("bgnbd"), 52, **past, seed=4) for _ in range(2))
    assert np.array_equal(first.high_90, again.high_90)
    assert first.low_90[0] == 0
