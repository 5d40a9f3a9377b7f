"""ABC: known results, a separate computation, and the cases at the edges."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from zhike.insight.measures import Abc, MeasureRefused
from zhike.insight.tests.measures_cast import (
    BOTH_DAYS,
    JULY,
    by_customer,
    facts_of,
    known,
    refund,
    retail,
    retail_frames,
    retail_lines,
    sale,
)

NEW_YEAR = date(2026, 1, 1)


def test_the_known_classes_of_online_retail():
    scored = Abc().fit(retail(), as_of=JULY)
    table = scored.table.to_pandas()

    assert table.groupby("abc").value.agg(["count", "sum"]).round(2).to_dict("index") == {
        "A": {"count": 729, "sum": Decimal("3569479.43")},
        "B": {"count": 875, "sum": Decimal("669278.42")},
        "C": {"count": 2021, "sum": Decimal("222914.30")},
    }
    assert (table.value <= 0).sum() == 142
    assert (len(scored), scored.customers, scored.rows_read) == (3625, 0, 245_903)


def test_the_best_fifth_of_buyers_holds_the_known_share():
    values = Abc(of="customer").fit(retail(), as_of=JULY).table.to_pandas().value.astype(float)
    buyers = retail_frames(JULY)[1].customer_id.nunique()

    best = values.nlargest(buyers // 5).sum()

    assert round(best / values.sum(), 3) == 0.707


@BOTH_DAYS
@pytest.mark.parametrize("of", ["product", "customer"])
def test_classes_equal_a_separate_computation(as_of, of):
    expected = goods_in_pandas(as_of) if of == "product" else customers_in_pandas(as_of)
    table = Abc(of=of).fit(retail(), as_of=as_of).table.to_pandas()
    subject = "product_code" if of == "product" else "customer_id"

    assert dict(zip(table[subject], table.abc, strict=True)) == classes_in_pandas(expected)


def goods_in_pandas(as_of):
    lines = retail_lines()
    return lines[(lines.day < pd.Timestamp(as_of)) & lines.is_goods].groupby("StockCode").amount.sum()


def customers_in_pandas(as_of):
    return retail_frames(as_of)[0].groupby("customer_id").amount.sum()


def classes_in_pandas(values):
    ordered = values.rename_axis("item").reset_index().sort_values(["amount", "item"], ascending=[False, True])
    before = (ordered.amount.cumsum() - ordered.amount) / ordered.amount.sum()
    classes = pd.cut(before, [-1, 0.8, 0.95, 99], right=False, labels=["A", "B", "C"]).astype(str)
    return dict(zip(ordered["item"], classes.where(ordered.amount > 0, "C"), strict=True))


def test_the_item_that_crosses_a_border_stays_above_it():
    facts = facts_of(
        sale(1, "01-01", 70, product="a"),
        sale(1, "01-01", 20, product="b"),
        sale(1, "01-01", 6, product="c"),
        sale(1, "01-01", 4, product="d"),
    )

    table = Abc().fit(facts, as_of=NEW_YEAR).table.to_pylist()

    assert [(row["product_code"], row["abc"], row["place"]) for row in table] == [
        ("a", "A", 1),
        ("b", "A", 2),
        ("c", "B", 3),
        ("d", "C", 4),
    ]
    assert [row["share_before"] for row in table] == [0, 0.7, 0.9, 0.96]


def test_a_share_exactly_on_the_border_is_below_it():
    facts = facts_of(
        sale(1, "01-01", 80, product="a"), sale(1, "01-01", 15, product="b"), sale(1, "01-01", 5, product="c")
    )

    assert Abc().fit(facts, as_of=NEW_YEAR).table["abc"].to_pylist() == ["A", "B", "C"]


def test_one_giant_item_is_a():
    facts = facts_of(sale(1, "01-01", 1000, product="giant"), sale(1, "01-01", 1, product="small"))

    assert Abc().fit(facts, as_of=NEW_YEAR).table["abc"].to_pylist() == ["A", "C"]


def test_nothing_and_less_than_nothing_are_last_and_c():
    facts = facts_of(
        sale(1, "01-01", 10, product="a"),
        sale(1, "01-01", 0, product="nothing"),
        sale(1, "01-01", 1, product="returned"),
        refund(1, "01-02", 3, product="returned"),
    )

    table = Abc().fit(facts, as_of=NEW_YEAR).table.to_pylist()

    assert [(row["product_code"], row["abc"], row["place"], row["value"]) for row in table] == [
        ("a", "A", 1, 10),
        ("nothing", "C", 2, 0),
        ("returned", "C", 3, -2),
    ]


def test_charges_are_not_goods_and_sales_without_a_customer_are():
    facts = facts_of(
        sale(1, "01-01", 10, product="postage", goods=False),
        sale(None, "01-01", 5, product="tea"),
        sale(1, "12-31", 5, product="tea"),
        sale(1, NEW_YEAR.isoformat(), 5, product="tea"),
    )

    scored = Abc().fit(facts, as_of=NEW_YEAR)

    assert scored.table.select(["product_code", "value"]).to_pylist() == [{"product_code": "tea", "value": Decimal(10)}]
    assert (scored.rows_read, scored.rows_after_as_of) == (3, 1)


def test_a_window_looks_back_so_many_months_and_includes_its_first_day():
    facts = facts_of(
        sale(1, "2025-03-31", 7), sale(1, "2025-04-01", 2), sale(1, "2025-06-30", 3), customers=[known(1), known(2)]
    )

    scored = Abc(of="customer", window_months=3).fit(facts, as_of=date(2025, 7, 1))

    assert by_customer(scored, "value", "abc") == {1: (Decimal(5), "A"), 2: (None, None)}


@pytest.mark.parametrize("amount", [0, -5])
def test_a_total_of_nothing_is_refused(amount):
    with pytest.raises(MeasureRefused, match=f"ABC needs sales above zero before 2026-01-01; they are {amount}"):
        Abc().fit(facts_of(sale(1, "01-01", amount)), as_of=NEW_YEAR)


def test_no_sales_at_all_are_refused():
    with pytest.raises(MeasureRefused, match="they are 0"):
        Abc(of="customer").fit(facts_of(), as_of=NEW_YEAR)


@pytest.mark.parametrize(
    "wrong", [{"a_share": 0.95, "b_share": 0.8}, {"b_share": 1}, {"of": "region"}, {"window_months": 0}]
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(MeasureRefused):
        Abc(**wrong)
