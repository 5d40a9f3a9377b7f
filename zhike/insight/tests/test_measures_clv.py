"""Lifetime value by the plain formula: the formula, what it learns from, what it refuses."""

from datetime import date
from decimal import Decimal

import pytest

from zhike.insight.measures import (
    MeasureRefused,
    PlainClv,
    Pyramid,
    margin_multiple,
    rate_for_part,
    retention_for_part,
)
from zhike.insight.tests.measures_cast import by_customer, codes_of, facts_of, known, refund, sale

JULY = date(2025, 7, 1)


def clv(facts, **parameters):
    return PlainClv(**{"minimum_group": 1} | parameters).fit(facts, as_of=JULY)


def two_years(*, stayed, left, margin=40):
    """Customers who bought two years ago; the first of them bought again in the last year."""
    before = [sale(number, "2023-09-01", 100, margin=margin) for number in range(1, stayed + left + 1)]
    again = [sale(number, "2024-09-01", 100, margin=margin) for number in range(1, stayed + 1)]
    return facts_of(*before, *again)


def test_the_two_forms_of_the_formula_differ_by_one_margin():
    end = margin_multiple(retention=0.8, discount=0.12)
    now = margin_multiple(retention=0.8, discount=0.12, first_payment="now")

    assert end == pytest.approx(0.8 / 0.32, rel=1e-12)
    assert now == pytest.approx(1.12 / 0.32, rel=1e-12)
    assert now - end == pytest.approx(1)


def test_a_long_horizon_approaches_the_endless_sum():
    endless = margin_multiple(retention=0.9, discount=0.1)

    assert margin_multiple(retention=0.9, discount=0.1, horizon=500) == pytest.approx(endless, rel=1e-12)
    assert margin_multiple(retention=0.9, discount=0.1, horizon=2) == pytest.approx(0.9 / 1.1 + (0.9 / 1.1) ** 2)
    assert margin_multiple(retention=0.9, discount=0.1, horizon=2, first_payment="now") == pytest.approx(1 + 0.9 / 1.1)


def test_nobody_stays_and_everybody_stays():
    assert margin_multiple(retention=0, discount=0.1) == 0
    assert margin_multiple(retention=0, discount=0.1, first_payment="now") == 1
    assert margin_multiple(retention=1, discount=0.1) == pytest.approx(10)
    assert margin_multiple(retention=1, discount=0, horizon=7) == 7


def test_an_endless_sum_without_an_end_is_refused():
    with pytest.raises(MeasureRefused, match="the value has no end; give a horizon"):
        margin_multiple(retention=1, discount=0)
    with pytest.raises(MeasureRefused, match="give a horizon"):
        PlainClv(yearly_retention=1, yearly_discount=0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"yearly_retention": 1.1},
        {"yearly_discount": -1},
        {"horizon_years": 0},
        {"first_payment": "later"},
        {"stated_margin": 0},
        {"minimum_group": 0},
        {"value": "turnover"},
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(MeasureRefused):
        PlainClv(**wrong)


def test_rates_of_a_month_compound_to_those_of_a_year():
    assert (1 + rate_for_part(0.10, parts=12)) ** 12 == pytest.approx(1.10)
    assert retention_for_part(0.7, parts=12) ** 12 == pytest.approx(0.7)
    assert margin_multiple(retention=1, discount=rate_for_part(0.15, parts=52)) == pytest.approx(
        1 / (1.15 ** (1 / 52) - 1)
    )


def test_retention_is_learned_from_who_bought_again():
    scored = clv(two_years(stayed=3, left=1))

    learned = scored.extras["retention"].to_pylist()[0]
    assert (learned["bought_before"], learned["bought_again"], learned["retention"]) == (4, 3, 0.75)
    assert by_customer(scored, "clv", "yearly_value", "yearly_retention")[1] == (
        Decimal("85.7143"),
        Decimal(40),
        0.75,
    )


def test_a_year_without_purchases_is_worth_nothing_and_no_purchases_at_all_are_unknown():
    facts = facts_of(
        sale(1, "2023-09-01", 100, margin=40),
        sale(2, "2023-09-01", 100, margin=40),
        sale(2, "2024-09-01", 100, margin=40),
        refund(3, "2025-06-01", 10, margin=-4),
        customers=[known(number) for number in (1, 2, 3, 4)],
    )

    assert by_customer(clv(facts), "clv", "reason") == {
        1: (Decimal(0), None),
        2: (Decimal("33.3333"), None),
        3: (None, "only_returns"),
        4: (None, "never_ordered"),
    }


def test_too_few_to_learn_from_is_refused_unless_retention_is_stated():
    facts = facts_of(sale(1, "2025-06-01", 100, margin=40))

    with pytest.raises(MeasureRefused, match="Only 0 customers bought in the year before last; retention needs 30"):
        PlainClv().fit(facts, as_of=JULY)
    scored = PlainClv(yearly_retention=0.5, yearly_discount=0.0).fit(facts, as_of=JULY)
    assert by_customer(scored, "clv") == {1: Decimal(40)}


def test_a_learned_retention_of_one_needs_a_discount_or_a_horizon():
    facts = two_years(stayed=2, left=0)

    with pytest.raises(MeasureRefused, match="give a horizon"):
        clv(facts, yearly_discount=0.0)
    assert by_customer(clv(facts, yearly_discount=0.0, horizon_years=5), "clv")[1] == Decimal(200)


def test_the_last_year_does_not_lend_its_tiers_to_the_year_before():
    """A tier learns from those who held it a year ago: learned from today's holders, everyone would have stayed."""
    rich_then = [sale(1, "2023-09-01", 900, margin=400), sale(2, "2023-09-01", 900, margin=400)]
    poor_then = [sale(number, "2023-09-01", 10, margin=4) for number in (3, 4)]
    now = [
        sale(1, "2024-09-01", 900, margin=400),
        sale(3, "2024-09-01", 10, margin=4),
        sale(5, "2024-09-01", 900, margin=400),
    ]
    halves = Pyramid(shares=(0.5, 0.5), labels=("key", "small"))

    scored = clv(facts_of(*rich_then, *poor_then, *now), pyramid=halves, pool_weight=0)

    learned = {row["tier"]: (row["bought_before"], row["retention"]) for row in scored.extras["retention"].to_pylist()}
    assert learned == {None: (4, 0.5), "key": (2, 0.5), "small": (2, 0.5)}
    assert by_customer(scored, "retention_tier")[5] == "key"


def test_a_tier_is_drawn_towards_all_customers_and_a_small_one_takes_theirs():
    key = [sale(number, on, 900, margin=400) for number in (1, 2, 3, 4) for on in ("2023-09-01", "2024-09-01")]
    small = [sale(number, "2023-09-01", 10, margin=4) for number in (11, 12)]
    thirds = Pyramid(shares=(0.5, 0.5), labels=("key", "small"))

    scored = clv(facts_of(*key, *small), pyramid=thirds, pool_weight=4, minimum_group=3)

    learned = {
        row["tier"]: (round(row["retention"], 6), row["is_pooled"]) for row in scored.extras["retention"].to_pylist()
    }
    assert learned == {None: (0.666667, False), "key": (0.833333, False), "small": (0.666667, True)}
    assert "group_too_small" in codes_of(scored)


def test_net_sales_stand_in_for_unknown_margins_and_that_is_said():
    facts = facts_of(*[sale(1, on, 100) for on in ("2023-09-01", "2024-09-01")], sale(2, "2023-06-01", 100))

    stated = clv(facts, yearly_retention=0.5, stated_margin=0.3)
    bare = clv(facts, yearly_retention=0.5)

    assert by_customer(stated, "yearly_value", "value_basis")[1] == (Decimal(30), "stated_margin")
    assert by_customer(bare, "yearly_value", "value_basis")[1] == (Decimal(100), "net_sales_12m")
    assert codes_of(stated) == ["value_is_stated_margin"]
    assert codes_of(bare) == ["margin_unknown", "value_is_sales"]


def test_a_negative_margin_gives_a_negative_value_and_a_mark():
    facts = facts_of(sale(1, "06-01", 100, margin=-20))

    scored = clv(facts, yearly_retention=0.55, yearly_discount=0.1)

    assert by_customer(scored, "clv", "value_is_negative") == {1: (Decimal(-20), True)}


def test_a_history_that_starts_in_the_year_before_last_is_said():
    assert "history_short" in codes_of(clv(two_years(stayed=1, left=1)))
    older = facts_of(*[sale(1, on, 100, margin=40) for on in ("2023-06-30", "2023-09-01", "2024-09-01")])
    assert codes_of(clv(older)) == []
