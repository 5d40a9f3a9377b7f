"""Loyalty in figures, counted by hand on a shop of four."""

from datetime import date

import pytest

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.tests.measures_cast import codes_of, facts_of, known, refund, sale

JULY = date(2025, 7, 1)
PEOPLE = [known(1), known(2), known(3), known(4, "2024-08-01", by=1)]
#: 1 buys on and on, 2 stopped, 3 bought once and came back within the year, 4 was brought by 1.
ORDERS = [
    sale(1, "2022-09-01", 100),
    sale(1, "2023-09-01", 100),
    sale(1, "2024-09-01", 100),
    sale(1, "2025-01-01", 140, product="pot"),
    refund(1, "2025-02-01", 40, product="pot"),
    sale(2, "2023-10-01", 50),
    sale(3, "2024-05-01", 30),
    sale(3, "2025-04-01", 60),
    sale(4, "2024-08-01", 200, product="cup"),
]


def figures(*entries, targets=None, customers=PEOPLE):
    found = LoyaltyKpis(targets=targets).fit(facts_of(*entries, customers=customers), as_of=JULY)
    return {row["kpi"]: row for row in found.table.to_pylist()}, found


@pytest.mark.parametrize(
    ("kpi", "value", "year_before"),
    [
        ("customers", 3, 3),
        ("new_customers", 1, 2),
        ("second_purchase", 0.5, 1.0),
        ("retention", 2 / 3, 1.0),
        ("churn", 1 / 3, 0.0),
        ("frequency", 4 / 3, 1.0),
        ("average_purchase", 500 / 4, 60.0),
        ("sales_per_customer", 460 / 3, 60.0),
        ("known_share", 260 / 460, 100 / 180),
        ("returned", 0.08, 0.0),
        ("referrals", 100 / 3, 0.0),
        ("breadth", 4 / 3, 1.0),
        ("share_of_wallet", None, None),
        ("feedback", None, None),
        ("price_tolerance", None, None),
    ],
)
def test_each_figure_is_what_one_counts_by_hand(kpi, value, year_before):
    row = figures(*ORDERS)[0][kpi]

    assert (row["value"], row["year_before"]) == (pytest.approx(value), pytest.approx(year_before))
    assert row["meaning"].endswith(".")


def test_rises_less_falls_on_the_ladder():
    row = figures(*ORDERS)[0]["rung_movement"]

    assert row["value"] is not None
    assert -100 <= row["value"] <= 100


def test_targets_are_reached_from_the_right_side():
    rows, _found = figures(*ORDERS, targets={"churn": 0.4, "retention": 0.7, "feedback": 5})

    assert (rows["churn"]["target_reached"], rows["retention"]["target_reached"]) == (True, False)
    assert (rows["feedback"]["target_reached"], rows["customers"]["target_reached"]) == (None, None)


def test_what_has_no_divisor_is_unknown_not_zero():
    rows, found = figures(customers=[])

    assert {row["kpi"]: row["value"] for row in rows.values() if row["value"] is not None} == {
        "customers": 0,
        "new_customers": 0,
    }
    assert found.rows_read == 0


def test_a_short_history_is_said():
    assert codes_of(figures(sale(1, "05-01"))[1]) == ["history_short"]


def test_the_future_changes_nothing():
    now, _found = figures(*ORDERS)
    later, found = figures(*ORDERS, sale(2, "07-01", 900), sale(1, "07-02"))

    assert later == now
    assert "rows_after_as_of" in codes_of(found)


def test_a_target_for_nothing_is_refused():
    with pytest.raises(MeasureRefused, match="happiness"):
        LoyaltyKpis(targets={"happiness": 1})
