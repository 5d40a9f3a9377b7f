"""Which threshold a customer passed between two verdicts, and whether the customer moved or the threshold."""

import pytest

from zhike.insight.explaining import changed_figures, passed
from zhike.insight.measures import LadderRules
from zhike.insight.measures.measure import plain

RULES = plain(vars(LadderRules()))


@pytest.mark.parametrize(
    ("was", "now", "rules", "told"),
    [
        (
            {"days_since_first_purchase": 60},
            {"days_since_first_purchase": 91},
            RULES,
            [("days_since_first_purchase", 60, 91, 90, 90, False)],
        ),
        (
            {"days_since_first_purchase": 60},
            {"days_since_first_purchase": 61},
            {**RULES, "new_days": 30},
            [("days_since_first_purchase", 60, 61, 90, 30, True)],
        ),
        ({"days_since_first_purchase": 60}, {"days_since_first_purchase": 61}, RULES, []),
        (
            {"days_since_last_purchase": 30, "expected_gap_days": 30},
            {"days_since_last_purchase": 75, "expected_gap_days": 30},
            RULES,
            [("silence", 1, 2.5, 2, 2, False)],
        ),
        ({}, {"purchases_12m": 9}, RULES, []),
    ],
)
def test_a_threshold_is_passed_by_the_customer_or_by_the_rules(was, now, rules, told):
    found = passed("ladder", was, now, RULES, rules)

    assert [(p.name, p.was, p.now, p.limit_was, p.limit_now, p.by_rules) for p in found] == told


def test_figures_that_changed_are_told_with_both_values():
    assert changed_figures({"purchases_12m": 3, "rule": "a"}, {"purchases_12m": 4, "place": 2, "rule": "b"}) == [
        ("purchases_12m", 3, 4),
        ("place", None, 2),
    ]
