"""The value pyramid: a separate computation, and the cases at the edges."""

from datetime import date
from decimal import Decimal
from math import ceil

import pandas as pd
import pytest

from zhike.insight.measures import MeasureRefused, Pyramid
from zhike.insight.tests.measures_cast import (
    BOTH_DAYS,
    by_customer,
    codes_of,
    facts_of,
    known,
    refund,
    retail,
    retail_frames,
    sale,
)

JULY = date(2025, 7, 1)

#: Gold, iron, lead, silver.
COUNTS = {"2011-04-01": [22, 318, 1697, 85], "2011-07-01": [30, 442, 2360, 118]}


@BOTH_DAYS
def test_tiers_equal_a_separate_computation(as_of):
    expected = tiers_in_pandas(as_of)

    scored = Pyramid(value="net_sales_12m").fit(retail(), as_of=as_of)

    tiers = by_customer(scored, "tier")
    assert {number: tier for number, tier in tiers.items() if tier} == expected
    assert len(tiers) == retail_frames(as_of)[0].customer_id.nunique()
    assert list(pd.Series(expected).value_counts().sort_index()) == COUNTS[str(as_of)]


def tiers_in_pandas(as_of):
    lines, sales = retail_frames(as_of)
    value = lines.groupby("customer_id").amount.sum()
    value = value[(value > 0) & value.index.isin(sales.customer_id)]
    places = value.rank(method="min", ascending=False)
    borders = [0, *(ceil(len(value) * percent / 100) for percent in (1, 5, 20, 100))]
    return pd.cut(places, borders, labels=["gold", "silver", "iron", "lead"]).astype(str).to_dict()


def test_a_hundred_customers_make_one_four_fifteen_and_eighty():
    facts = facts_of(*[sale(number, "06-01", number) for number in range(1, 101)])

    scored = Pyramid(value="net_sales_12m").fit(facts, as_of=JULY)

    tiers = scored.table.to_pandas().groupby("tier")
    assert tiers.size().to_dict() == {"gold": 1, "silver": 4, "iron": 15, "lead": 80}
    assert tiers.value.min().to_dict() == {"gold": 100, "silver": 96, "iron": 81, "lead": 1}


def test_a_tie_at_a_border_goes_up_together():
    facts = facts_of(*[sale(number, "06-01", 500 if number <= 3 else 10) for number in range(1, 101)])

    scored = Pyramid(value="net_sales_12m").fit(facts, as_of=JULY)

    assert scored.table.to_pandas().tier.value_counts().to_dict() == {"gold": 3, "silver": 97}
    assert by_customer(scored, "place", "share_before")[3] == (1, 0)
    assert by_customer(scored, "place", "share_before")[50] == (4, 0.03)


def test_one_customer_alone_is_gold():
    assert by_customer(Pyramid().fit(facts_of(sale(1, "06-01", margin=30)), as_of=JULY), "tier") == {1: "gold"}


def test_those_apart_have_no_tier_and_a_reason():
    facts = facts_of(
        sale(1, "06-01", 10),
        sale(2, "2024-06-30", 1000),
        sale(3, "06-01", 10),
        refund(3, "06-02", 10),
        refund(4, "06-02", 10),
        sale(5, "07-01", 1000),
        customers=[known(number) for number in range(1, 6)],
    )

    scored = Pyramid(value="net_sales_12m").fit(facts, as_of=JULY)

    assert by_customer(scored, "tier", "reason") == {
        1: ("gold", None),
        2: (None, "no_purchase_12m"),
        3: (None, "value_not_above_zero"),
        4: (None, "only_returns"),
        5: (None, "never_ordered"),
    }


def test_the_window_is_the_year_before_the_day_and_includes_its_first_day():
    facts = facts_of(
        sale(1, "2024-06-30", 7), sale(1, "2024-07-01", 5), sale(1, "2025-06-30", 3), sale(1, "2025-07-01", 2)
    )

    scored = Pyramid(value="net_sales_12m").fit(facts, as_of=JULY)

    assert by_customer(scored, "value", "purchases_12m") == {1: (Decimal(8), 2)}


def test_margin_ranks_where_costs_are_known():
    facts = facts_of(sale(1, "06-01", 1000, margin=50), sale(2, "06-01", 100, margin=90))

    scored = Pyramid(shares=(0.5, 0.5), labels=("key", "small")).fit(facts, as_of=JULY)

    assert by_customer(scored, "tier", "value", "value_basis") == {
        1: ("small", Decimal(50), "margin_12m"),
        2: ("key", Decimal(90), "margin_12m"),
    }
    assert codes_of(scored) == []


def test_net_sales_stand_in_for_everybody_where_costs_are_too_little_known():
    facts = facts_of(sale(1, "06-01", 890, margin=50), sale(2, "06-01", 110))

    scored = Pyramid(shares=(0.5, 0.5), labels=("key", "small")).fit(facts, as_of=JULY)

    assert by_customer(scored, "tier", "value", "value_basis", "margin_12m") == {
        1: ("key", Decimal(890), "net_sales_12m", Decimal(50)),
        2: ("small", Decimal(110), "net_sales_12m", None),
    }
    assert [str(caution) for caution in scored.warnings] == [
        "Costs are known for 89 % of sales, which is too little for margins; net sales are used instead."
    ]


def test_a_few_unknown_costs_are_filled_at_the_average_rate_and_said():
    facts = facts_of(sale(1, "06-01", 900, margin=450), sale(2, "06-01", 60), sale(2, "06-02", 40, margin=20))

    scored = Pyramid().fit(facts, as_of=JULY)

    assert by_customer(scored, "value", "value_is_estimated", "margin_12m") == {
        1: (Decimal(450), False, Decimal(450)),
        2: (Decimal(50), True, None),
    }
    assert codes_of(scored) == ["margin_estimated"]


def test_shares_are_exact_and_not_floating():
    facts = facts_of(*[sale(number, "06-01", number) for number in range(1, 31)])

    scored = Pyramid(shares=(0.1, 0.2, 0.7), labels=("a", "b", "c"), value="net_sales_12m").fit(facts, as_of=JULY)

    assert scored.table.to_pandas().tier.value_counts().to_dict() == {"a": 3, "b": 6, "c": 21}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"shares": (0.01, 0.04, 0.15, 0.7)}, "The shares of the tiers must add up to 1, not 0.90."),
        ({"shares": (0.2, 0.8)}, "Every tier needs one share and one label of its own."),
        ({"shares": (0.0, 0.2, 0.4, 0.4)}, "Every tier needs a share above zero."),
        ({"value": "turnover"}, "Customers are valued by margin_12m or net_sales_12m, not turnover."),
    ],
)
def test_nonsense_is_refused_with_a_sentence(wrong, sentence):
    with pytest.raises(MeasureRefused) as refused:
        Pyramid(**wrong)
    assert str(refused.value) == sentence
