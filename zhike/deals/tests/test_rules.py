"""What ended deals say of a stage, as arithmetic."""

import pytest

from zhike.deals.rules import Stay, days_until, drawn, wilson


@pytest.mark.parametrize(
    ("won", "ended", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (0, 10, 0.0, 0.2775),
        (8, 20, 0.2188, 0.6134),
        (10, 10, 0.7225, 1.0),
        (400, 1000, 0.3701, 0.4307),
    ],
)
def test_the_interval_of_a_share_is_wilsons(won, ended, low, high):
    assert [round(end, 4) for end in wilson(won, ended)] == [low, high]


@pytest.mark.parametrize(
    ("won", "ended", "probability"), [(0, 0, 0.45), (0, 5, 0.36), (20, 20, 0.725), (300, 1000, 0.302941)]
)
def test_few_deals_are_drawn_to_the_given_probability(won, ended, probability):
    assert drawn(won, ended, given=0.45) == pytest.approx(probability, abs=1e-6)


@pytest.mark.parametrize(
    ("stays", "median", "slow"),
    [
        ([], None, None),
        ([Stay(3, 1, 0), Stay(5, 1, 0), Stay(9, 1, 0), Stay(12, 1, 0)], 5, 12),
        ([Stay(3, 1, 0), Stay(4, 0, 2), Stay(9, 1, 0)], 9, 9),
        ([Stay(3, 1, 0), Stay(30, 0, 5)], None, None),
    ],
    ids=["none", "all left", "some still wait", "most still wait"],
)
def test_who_still_waits_counts_for_as_long_as_it_has_waited(stays, median, slow):
    assert (days_until(stays, share=0.5), days_until(stays, share=0.8)) == (median, slow)
