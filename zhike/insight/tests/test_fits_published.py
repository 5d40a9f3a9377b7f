"""The fitted models against what has been published of the CDNOW sample.

Sources: Fader, Hardie and Lee 2005, Marketing Science 24(2) and JMR 42 (parameters); vignette of R BTYD 2.4.3 (points);
R BTYDplus (MBG/NBD); Fader and Hardie, notes 009 (sheet) and 025 (Gamma-Gamma); CLVTools (its log-likelihood).
"""

from functools import cache

import numpy as np
import pytest

from zhike.insight.measures import BgNbd, GammaGamma, MbgNbd, Nbd, ParetoNbd, back_test
from zhike.insight.tests.fits_cast import JULY, OCTOBER, cdnow, cdnow_repeats, cdnow_spends, retail_repeats

MODELS = {"nbd": Nbd, "bgnbd": BgNbd, "mbgnbd": MbgNbd, "paretonbd": ParetoNbd}
PARAMETERS = [
    ("bgnbd", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, -9582.429),
    ("mbgnbd", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}, -9582.136),
    ("paretonbd", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}, -9594.976),
]
DIGITS = [
    ("bgnbd", {"r": 0.24259, "alpha": 4.41360, "a": 0.79292, "b": 2.42591}),
    ("mbgnbd", {"r": 0.52484, "alpha": 6.18309, "a": 0.89136, "b": 1.61400}),
    ("paretonbd", {"r": 0.55328, "alpha": 10.57768, "s": 0.60624, "beta": 11.66873}),
]
NEW = [("bgnbd", 1.444004), ("paretonbd", 1.473434), ("mbgnbd", 1.41888)]
FIRST_CUSTOMER = [("bgnbd", 1.226), ("paretonbd", 1.45510), ("mbgnbd", 1.26267)]
CUSTOMER_1516 = [
    ("bgnbd", 25.75659, 0.9688523),
    ("paretonbd", 25.45647, 0.997874),
    ("mbgnbd", 23.99819, 0.965485),
]
PARADOX = [
    ("bgnbd", [0.34746, 0.042834, 0.0041590, 0.00035837]),
    ("paretonbd", [0.70589, 0.14415, 0.02249, 0.00309]),
]
WEEKS_20_TO_25 = [
    (
        "bgnbd",
        [76.865, 74.888, 73.046, 71.322, 69.704, 68.182],
        [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6],
    ),
    ("paretonbd", [78.308, 76.419, 74.648, 72.983, 71.414, 69.933], [1309, 1385, 1460, 1533, 1604, 1674]),
    ("mbgnbd", [76.63, 74.55, 72.60, 70.78, 69.06, 67.44], [1315.05, None, None, None, None, 1669.48]),
]
BY_FREQUENCY = {
    "actual": [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359],
    "bgnbd": [0.225, 0.523, 1.044, 1.520, 2.164, 2.654, 3.504, 6.157],
    "paretonbd": [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403],
    "mbgnbd": [0.185, 0.551, 1.049, 1.493, 2.104, 2.564, 3.361, 5.849],
}
HOLDOUT = [
    ("bgnbd", 1653.4, -0.122, 0.7855, 1.6080, 0.6256, 0.0252, 0.194),
    ("mbgnbd", 1576.7, -0.162, 0.7648, 1.6072, 0.6273, 0.0400, 0.197),
    ("paretonbd", 1665.5, -0.115, 0.7545, 1.6028, 0.6302, 0.0133, 0.194),
]


@cache
def fitted(model):
    return MODELS[model]().fit(cdnow_repeats())


@cache
def back_tested(model):
    return back_test(MODELS[model](), cdnow(), calibrate_until=OCTOBER, as_of=JULY)


def test_the_summary_of_the_sample():
    seen = cdnow_repeats()

    assert (seen.customers, seen.repeaters, seen.refused) == (2357, 946, 0)
    assert seen.weight @ seen.x == 2457


@pytest.mark.parametrize(("model", "published", "log_likelihood"), PARAMETERS)
def test_published_parameters_and_log_likelihoods(model, published, log_likelihood):
    found = fitted(model)

    assert {name: round(value, 3) for name, value in found.parameters.items()} == published
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.0006)
    assert found.converged
    assert found.gradient_norm < 1e-8
    assert found.warnings == ()


@pytest.mark.parametrize(("model", "measured"), DIGITS)
def test_parameters_to_five_digits(model, measured):
    assert dict(fitted(model).parameters) == pytest.approx(measured, rel=2e-5)


def test_standard_errors_by_the_delta_method():
    errors = fitted("bgnbd").standard_errors

    assert errors == pytest.approx({"r": 0.0126, "alpha": 0.378, "a": 0.186, "b": 0.705}, rel=0.005)


@pytest.mark.parametrize(("model", "published"), NEW)
def test_a_new_customer_within_a_year(model, published):
    assert fitted(model).expected_transactions(52) == pytest.approx(published, rel=1e-4)


def test_the_sheet_of_expectations():
    times = [0.1429, 1, 3, 31.8571, 32, 78]

    sheet = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    assert fitted("bgnbd").expected_transactions(times).tolist() == pytest.approx(sheet, abs=5e-4)


@pytest.mark.parametrize(("model", "published"), FIRST_CUSTOMER)
def test_the_first_customer_in_the_time_held_out(model, published):
    expected = fitted(model).conditional_expectation(39, x=2, t_x=30.43, age=38.86)

    assert expected == pytest.approx(published, rel=1e-3)


@pytest.mark.parametrize(("model", "expected", "alive"), CUSTOMER_1516)
def test_the_busiest_customer(model, expected, alive):
    past = {"x": 26, "t_x": 30.857, "age": 31}

    assert fitted(model).conditional_expectation(52, **past) == pytest.approx(expected, rel=1e-3)
    assert fitted(model).p_alive(**past) == pytest.approx(alive, rel=1e-4)


@pytest.mark.parametrize(("model", "published"), PARADOX)
def test_silence_counts_against_frequent_buyers(model, published):
    expected = fitted(model).conditional_expectation(52, x=[10, 15, 20, 25], t_x=20, age=39)

    assert expected.tolist() == pytest.approx(published, rel=1e-3)


@pytest.mark.parametrize(("model", "weekly", "summed"), WEEKS_20_TO_25)
def test_the_whole_cohort_week_by_week(model, weekly, summed):
    expected = fitted(model).expected_cumulative(range(1, 79), cdnow_repeats())

    assert np.diff(expected)[18:24].tolist() == pytest.approx(weekly, abs=0.006)
    known = [(told, published) for told, published in zip(expected[19:25], summed, strict=True) if published]
    assert [told for told, _ in known] == pytest.approx([published for _, published in known], abs=0.5)


def test_what_really_happened_week_by_week():
    tracking = back_tested("bgnbd").tables["tracking"].to_pydict()

    assert tracking["actual_cumulative"][19:25] == [1359, 1414, 1484, 1517, 1573, 1672]
    assert (sum(tracking["is_holdout"]), len(tracking["period"])) == (39, 78)


@pytest.mark.parametrize("model", ["bgnbd", "mbgnbd", "paretonbd"])
def test_the_time_held_out_by_frequency(model):
    table = back_tested(model).tables["by_frequency"].to_pydict()

    assert table["customers"] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert table["actual"] == pytest.approx(BY_FREQUENCY["actual"], abs=6e-4)
    assert table["expected"] == pytest.approx(BY_FREQUENCY[model], abs=8e-4)


@pytest.mark.parametrize(("model", "predicted", "bias", "mae", "rmse", "correlation", "summed", "weekly"), HOLDOUT)
def test_errors_in_the_time_held_out(model, predicted, bias, mae, rmse, correlation, summed, weekly):
    figures = back_tested(model).figures

    assert figures["events_actual"] == 1882
    assert figures["events_predicted"] == pytest.approx(predicted, abs=0.06)
    assert figures["bias"] == pytest.approx(bias, abs=6e-4)
    assert (figures["mae"], figures["rmse"]) == (pytest.approx(mae, abs=6e-5), pytest.approx(rmse, abs=6e-5))
    assert figures["correlation"] == pytest.approx(correlation, abs=6e-5)
    assert figures["tracking_error_cumulative"] == pytest.approx(summed, abs=6e-5)
    assert figures["tracking_error"] == pytest.approx(weekly, abs=6e-4)


@pytest.mark.parametrize(("model", "alive"), [("bgnbd", 0.813), ("mbgnbd", 0.449), ("paretonbd", 0.446)])
def test_the_mean_probability_of_being_alive(model, alive):
    seen = cdnow_repeats()

    assert seen.weight @ fitted(model).p_alive(seen.x, seen.t_x, seen.age) / seen.customers == pytest.approx(
        alive, abs=6e-4
    )


@pytest.mark.parametrize("model", ["bgnbd", "mbgnbd", "paretonbd"])
def test_bands_of_customers_hold_what_they_say_on_real_data(model):
    figures = back_tested(model).figures

    assert 0.90 <= figures["held_90"] <= 0.97
    assert figures["low_90"] < figures["events_predicted"] < figures["high_90"]


def test_spend():
    spends = cdnow_spends()
    found = GammaGamma().fit(spends)

    assert (spends.customers, round(spends.correlation, 3)) == (946, 0.114)
    assert {name: round(value, 2) for name, value in found.parameters.items()} == {"p": 6.25, "q": 3.74, "v": 15.44}
    assert dict(found.parameters) == pytest.approx({"p": 6.24957, "q": 3.74423, "v": 15.44352}, rel=1e-5)
    assert found.log_likelihood == pytest.approx(-4055.9177, abs=5e-4)
    assert found.population_mean == pytest.approx(35.17, abs=0.005)


def test_spend_of_the_first_ten_customers():
    x, mean = [2, 1, 0, 0, 0, 7, 1, 0, 2, 0], [22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0]

    expected = GammaGamma().fit(cdnow_spends()).expected_spend(x, mean)
    published = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert expected.tolist() == pytest.approx(published, abs=0.1)


def test_discounted_purchases_to_come():
    found = fitted("paretonbd").residual_discounted(rate=0.0027, x=[7, 1, 0], t_x=[35, 5, 0], age=38.86)

    assert found.tolist() == pytest.approx([20.6525, 1.15765, 0.47692], rel=2e-5)


@pytest.mark.parametrize("model", ["bgnbd", "mbgnbd", "paretonbd"])
def test_no_drop_out_is_said_and_not_printed_as_parameters(model):
    seen = retail_repeats()
    found = MODELS[model]().fit(seen)

    assert (seen.customers, seen.weight @ seen.x) == (2434, 2946)
    assert [caution.code for caution in found.warnings] == ["no_dropout_found"]
    assert str(found.warnings[0]).startswith("No drop-out was found, so NBD")
    assert dict(found.parameters) == pytest.approx({"r": 0.68788, "alpha": 8.25597}, rel=1e-4)
    assert found.log_likelihood == pytest.approx(-9008.838, abs=0.002)
    expected = found.conditional_expectation(61 / 7, x=seen.x, t_x=seen.t_x, age=seen.age)
    assert expected @ seen.weight == pytest.approx(1767.3, abs=0.1)
