"""The next product: measured on a real shop, explained, and sensible where there is no history."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.recommend import NextProduct
from zhike.insight.measures.recommend.backtest import backtest, judged
from zhike.insight.measures.recommend.history import sparse
from zhike.insight.tests.measures_cast import codes_of, facts_of, known, refund, retail_lines, sale
from zhike.insight.tests.mining_cast import rows_of

JUNE = date(2025, 6, 1)


def bought(*rows, day=date(2025, 5, 1)):
    """A table of purchases written as customer and items."""
    pairs = [(who, item) for who, items in rows for item in items.split()]
    return pa.table(
        {"customer": [who for who, _ in pairs], "item": [item for _, item in pairs], "day": [day] * len(pairs)}
    )


CIRCLE = bought(("Lin", "tea pot"), ("Wu", "tea pot"), ("Xu", "tea"), ("He", "ink brush"), ("Bo", "ink"))


def offers(found):
    return {(row["customer"], row["item"]): row["because"] for row in found.table.to_pylist()}


def test_the_known_figures_of_online_retail():
    lines = retail_lines()
    lines = lines[(lines.kind == "sale") & lines.is_goods & lines.CustomerID.notna()].drop_duplicates(
        ["InvoiceNo", "StockCode"]
    )
    table = pa.table(
        {
            "customer": lines.CustomerID.astype(int).to_numpy(),
            "item": lines.StockCode.to_numpy(),
            "day": pa.array(lines.day.dt.date.to_numpy()),
        }
    )
    split = {"split": date(2011, 5, 1), "until": date(2011, 7, 1)}
    found = backtest(table, **split, top=20, most=50, half_life=1e9)
    tried = {(row["mode"], row["method"]): row for row in found.to_pylist()}

    for key, expected in {
        ("new", "popularity"): (0.050, 0.066, 0.516, 0.071),
        ("repeat", "popularity"): (0.096, 0.087, 0.716, 0.127),
        ("new", "items"): (0.090, 0.145, 0.686, 0.141),
        ("repeat", "items"): (0.230, 0.246, 0.861, 0.318),
    }.items():
        figures = [tried[key][name] for name in ("precision", "recall", "hit_rate", "ndcg")]
        assert figures == pytest.approx(expected, abs=0.006), key
    assert tried["repeat", "own_past"]["ndcg"] > 0.307


@pytest.mark.parametrize("method", ["items", "factors"])
def test_an_offer_names_the_purchase_that_speaks_for_it(method):
    found = NextProduct(method=method).of(CIRCLE, as_of=JUNE)

    assert offers(found)["Xu", "pot"] == "tea"
    assert ("Xu", "brush") not in offers(found)


def test_so_does_an_offer_to_who_buys_other_things():
    assert offers(NextProduct().of(CIRCLE, as_of=JUNE))["Bo", "brush"] == "ink"


def test_what_one_has_is_offered_again_only_where_that_is_wanted():
    assert ("Lin", "tea") not in offers(NextProduct().of(CIRCLE, as_of=JUNE))
    assert ("Lin", "tea") in offers(NextProduct(with_repeats=True).of(CIRCLE, as_of=JUNE))


def test_late_purchases_speak_louder():
    old = bought(("Xu", "ink"), day=date(2022, 5, 1))
    table = pa.concat_tables([CIRCLE, old])
    first = rows_of(NextProduct(half_life_days=30).of(table, as_of=JUNE).table, customer="Xu", place=1)

    assert (first[0]["item"], first[0]["because"]) == ("pot", "tea")


def test_newcomers_get_what_is_popular_in_their_segment():
    segments = {"Lin": "drinkers", "Wu": "drinkers", "He": "writers", "Bo": "writers", "Qi": "writers", "Yu": "others"}
    found = NextProduct(top=1).of(CIRCLE, as_of=JUNE, segments=segments)
    fresh = rows_of(found.table, way="popularity")

    assert [(row["customer"], row["item"], row["because"]) for row in fresh] == [
        ("Qi", "ink", None),
        ("Yu", "tea", None),
    ]


def test_products_nobody_bought_stand_beside_the_popular_of_their_kind():
    categories = {"tea": "drinks", "pot": "drinks", "ink": "desk", "matcha": "drinks", "kite": "toys"}
    found = NextProduct(top=1).of(CIRCLE, as_of=JUNE, categories=categories)

    assert found.tables["beside"].to_pylist() == [{"item": "matcha", "category": "drinks", "beside": "tea", "place": 1}]


def test_the_future_is_not_known_and_holes_are_counted():
    late = bought(("Xu", "kite"), day=JUNE)
    hole = pa.table({"customer": ["Xu"], "item": pa.array([None], pa.string()), "day": [date(2025, 5, 1)]})
    found = NextProduct().of(pa.concat_tables([CIRCLE, late, hole]), as_of=JUNE)

    assert found.table.equals(NextProduct().of(CIRCLE, as_of=JUNE).table)
    assert {"rows_incomplete", "rows_after_as_of"} <= set(codes_of(found))


def test_orders_give_offers_without_charges_and_returns():
    facts = facts_of(
        *(
            sale(number, "05-01", product=product)
            for number in (1, 2, 3)
            for product in ("tea", "pot")[: 1 + (number < 3)]
        ),
        sale(3, "05-01", product="post", goods=False),
        refund(3, "05-01", product="kite"),
        customers=[known(1), known(2), known(3), known(4), known(5, "2025-07-01")],
    )
    found = NextProduct(top=3).fit(facts, as_of=JUNE)

    assert rows_of(found.table, customer="3")[0] | {"score": 0} == {
        "customer": "3", "place": 1, "item": "pot", "score": 0, "because": "tea", "way": "items",
    }  # fmt: skip
    assert [row["item"] for row in rows_of(found.table, customer="4")] == ["tea", "pot"]
    assert rows_of(found.table, customer="5") == []


def test_the_back_test_does_not_know_what_came_back_only_later():
    pairs = [(1, "tea"), (1, "pot"), (2, "tea"), (2, "pot"), (3, "tea")]
    bought_before = [sale(who, "03-01", product=product) for who, product in pairs]
    returner = [sale(4, "03-01", product="pot"), refund(4, "05-10", product="pot"), sale(4, "05-15", product="tea")]

    found = NextProduct(test_days=31).fit(facts_of(*bought_before, *returner), as_of=JUNE)

    assert {row["customers"] for row in found.tables["backtest"].to_pylist() if row["mode"] == "new"} == {1}


def test_hits_are_counted_by_hand():
    wanted = sparse(np.ones(3), (np.array([0, 0, 1]), np.array([1, 2, 0])), (3, 4))
    found = judged(np.array([[1, 3], [3, 2], [0, 1]]), np.array([[0.9, 0.5], [0.9, 0.5], [0.9, 0.5]]), wanted)

    assert found == {
        "customers": 2,
        "precision": 0.25,
        "recall": 0.25,
        "hit_rate": 0.5,
        "ndcg": pytest.approx(1 / (1 + 1 / np.log2(3)) / 2),
    }


def test_no_purchases_give_no_offers():
    found = NextProduct().of(CIRCLE.slice(0, 0), as_of=JUNE, segments={"Qi": "writers"})

    assert (len(found), codes_of(found)) == (0, ["no_backtest_of_offers"])


@pytest.mark.parametrize("setting", [{"method": "oracle"}, {"top": 0}, {"half_life_days": 0}])
def test_settings_that_make_no_sense_are_refused(setting):
    with pytest.raises(MeasureRefused):
        NextProduct(**setting)
