"""The arithmetic of objections: intervals against scipy's, the order that luck cannot buy, bands of tenure."""

from datetime import date

import pytest
from scipy.stats import binomtest

from zhike.objections.rules import Share, ranked, tenure, usual, wilson

# Worked by hand with z = 1.959964: (won + z²/2 ± z·√(won·lost/tried + z²/4)) / (tried + z²).
BY_HAND = {
    (0, 0): (0.0, 1.0),
    (0, 10): (0.0, 0.27753),
    (1, 1): (0.20655, 1.0),
    (5, 10): (0.23659, 0.76341),
    (45, 60): (0.62768, 0.84223),
    (10, 10): (0.72247, 1.0),
}


@pytest.mark.parametrize(("counts", "ends"), BY_HAND.items())
def test_an_interval_is_what_it_is_by_hand(counts, ends):
    assert [round(end, 5) for end in wilson(*counts)] == list(ends)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
def test_an_interval_is_that_of_scipy(confidence):
    for tried in (1, 2, 7, 8, 33, 250, 10_000):
        for won in {0, 1, tried // 3, tried // 2, tried - 1, tried}:
            theirs = binomtest(won, tried).proportion_ci(confidence, method="wilson")
            assert wilson(won, tried, confidence=confidence) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_ways_are_ranked_by_what_is_sure_and_not_by_luck():
    counts = {
        ("ask", "at_once"): (45, 60),  # 75 %, at least 62.8 %
        ("turn", "at_once"): (8, 9),  # 88.9 %, but at least only 56.5 %
        ("refute", "at_once"): (3, 3),  # all of three: nothing is sure
        ("ignore", "later"): (20, 60),
        ("yes_if", "later"): (1, 7),
    }

    order = [way for way, _share in ranked(counts)]

    assert order == [
        ("ask", "at_once"),
        ("turn", "at_once"),
        ("ignore", "later"),
        ("yes_if", "later"),
        ("refute", "at_once"),
    ]
    assert [share.is_enough for _way, share in ranked(counts)] == [True, True, True, False, False]


def test_equals_stand_in_the_order_of_their_names():
    assert [way for way, _share in ranked({("b", "x"): (5, 10), ("a", "x"): (5, 10)})] == [("a", "x"), ("b", "x")]


def test_nothing_decided_has_no_rate():
    assert (Share(0, 0).rate, Share(0, 0).is_enough, Share(3, 4).rate) == (None, False, 0.75)


@pytest.mark.parametrize(
    ("raised", "found"),
    [
        ([], []),
        ([(1, 7)], []),  # too few to call anything usual
        ([(1, 8)], [1]),
        ([(1, 5), (2, 10), (3, 5)], [2, 1, 3]),
        ([(1, 4), (2, 13), (3, 3)], [2]),
    ],
)
def test_what_is_usual(raised, found):
    assert usual(raised) == found


@pytest.mark.parametrize(
    ("joined", "on", "band"),
    [
        (None, date(2026, 3, 2), "unknown"),
        (date(2026, 3, 3), date(2026, 3, 2), "unknown"),
        (date(2026, 3, 2), date(2026, 3, 2), "under_1"),
        (date(2025, 3, 3), date(2026, 3, 2), "under_1"),
        (date(2025, 3, 2), date(2026, 3, 2), "1_to_3"),
        (date(2024, 2, 29), date(2025, 2, 28), "under_1"),
        (date(2024, 2, 29), date(2025, 3, 1), "1_to_3"),
        (date(2023, 3, 2), date(2026, 3, 2), "over_3"),
    ],
)
def test_a_tenure_is_counted_in_whole_years(joined, on, band):
    assert tenure(joined, on=on) == band
