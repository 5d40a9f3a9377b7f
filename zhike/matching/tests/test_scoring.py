"""Levels of agreement become a probability."""

import pytest

from zhike.matching.scoring import Weights, estimate


@pytest.mark.parametrize(
    ("pattern", "probability"), [((0,), 0.8), ((1,), 0.5), ((3,), 1 / 17), ((None,), 1 / 3)], ids=str
)
def test_bits_add_up_to_odds(pattern, probability):
    weights = Weights([(3.0, 1.0, 0.0, -3.0)], prior=-1.0)

    assert weights.probability(pattern) == pytest.approx(probability)


def test_weights_are_learned_without_a_label():
    """A hundred rows, of which fifty pairs are one thing: they agree in both columns, the others by chance in one."""
    pairs = {(0, 0): 48, (0, 1): 2, (0, 3): 40, (3, 0): 30, (3, 3): 500}
    by_chance = {(0, 3): 40, (3, 0): 30, (3, 3): 4830, (0, 0): 50}

    weights = estimate(pairs, by_chance, rows=100)

    assert weights.probability((0, 0)) > 0.9
    assert weights.probability((0, 3)) < 0.1
    assert weights.probability((3, 3)) < 0.001
