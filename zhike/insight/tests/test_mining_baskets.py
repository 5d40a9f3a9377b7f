"""Rules of baskets: published counts, two independent libraries, and the borders."""

from datetime import date

import efficient_apriori
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy import stats

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.baskets import Baskets, entries_of_lines
from zhike.insight.measures.baskets.chance import fisher
from zhike.insight.tests.measures_cast import entry, refund, sale
from zhike.insight.tests.mining_cast import groceries, market, retail_entries, shop

JULY = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("support", "confidence", "rules", "sets"),
    [(0.001, 0.5, 5668, 13_492), (0.001, 0.6, 2918, 13_492), (0.001, 0.8, 410, 13_492), (0.006, 0.25, 463, 747)],
)
def test_the_published_counts_of_groceries(support, confidence, rules, sets):
    found = Baskets(min_support=support, min_confidence=confidence).of(groceries())

    assert (len(found), len(found.tables["sets"])) == (rules, sets)


@pytest.mark.parametrize(
    ("support", "confidence", "left", "right", "figures"),
    [
        (0.001, 0.5, {"Instant food products", "soda"}, "hamburger meat", (0.00122, 0.6316, 18.9957)),
        (0.006, 0.25, {"herbs"}, "root vegetables", (0.007016, 0.4312, 3.9565)),
    ],
)
def test_the_published_first_rules(support, confidence, left, right, figures):
    first = Baskets(min_support=support, min_confidence=confidence).of(groceries()).table.to_pylist()[0]

    assert (set(first["antecedent"]), first["consequent"]) == (left, [right])
    assert [first["support"], first["confidence"], first["lift"]] == pytest.approx(figures, rel=1e-3)


def test_the_published_counts_of_items_and_sets():
    sets = Baskets(min_support=0.01).of(groceries()).tables["sets"].to_pylist()
    pairs = Baskets(min_support=0.006, max_length=2).of(groceries()).tables["sets"].to_pylist()

    assert [(row["items"], row["baskets"]) for row in sets[:5]] == [
        (["whole milk"], 2513),
        (["other vegetables"], 1903),
        (["rolls/buns"], 1809),
        (["soda"], 1715),
        (["yogurt"], 1372),
    ]
    assert (len(sets), sum(row["length"] == 2 for row in pairs)) == (333, 478)


def test_rules_at_the_border_of_confidence_are_kept():
    rules = Baskets(min_support=0.001, min_confidence=0.8).of(groceries()).table.to_pylist()

    assert sum(5 * row["baskets"] == 4 * row["antecedent_baskets"] for row in rules) == 39


def test_the_known_count_of_online_retail():
    found = Baskets(min_support=0.01, min_confidence=0.2).of(retail_entries())

    assert (len(found), len(found.tables["sets"])) == (2086, 1849)


@pytest.mark.parametrize(("support", "confidence"), [(0.02, 0.1), (0.01, 0.5), (0.005, 0.3)])
def test_rules_equal_those_of_mlxtend(support, confidence):
    frame = pd.crosstab(*(np.array(market()[name]) for name in ("basket", "item"))).astype(bool)
    sets = fpgrowth(frame, min_support=support, use_colnames=True)
    theirs = association_rules(sets, metric="confidence", min_threshold=confidence)
    theirs = theirs[theirs.consequents.map(len) == 1]
    found = Baskets(min_support=support, min_confidence=confidence).of(market())
    ours = found.table.to_pandas()

    assert len(found.tables["sets"]) == len(sets)
    for figure, name in {
        "support": "support",
        "lift": "lift",
        "leverage": "leverage",
        "zhang": "zhangs_metric",
    }.items():
        assert keyed(ours, figure) == pytest.approx(
            {
                (frozenset(left), frozenset(right)): value
                for left, right, value in zip(theirs.antecedents, theirs.consequents, theirs[name], strict=True)
            }
        )


def keyed(rules, figure):
    sides = zip(rules.antecedent, rules.consequent, rules[figure], strict=True)
    return {(frozenset(left), frozenset(right)): value for left, right, value in sides}


def test_rules_of_any_shape_equal_those_of_efficient_apriori():
    baskets = {}
    for row in market().to_pylist():
        baskets.setdefault(row["basket"], set()).add(row["item"])
    _sets, theirs = efficient_apriori.apriori(list(baskets.values()), min_support=0.005, min_confidence=0.3)
    ours = Baskets(min_support=0.005, min_confidence=0.3, consequent_items=9).of(market()).table.to_pandas()

    expected = {(frozenset(rule.lhs), frozenset(rule.rhs)): rule.conviction for rule in theirs}
    found = {sides: value for sides, value in keyed(ours, "conviction").items() if np.isfinite(value)}
    assert keyed(ours, "conviction").keys() == expected.keys()
    assert found == pytest.approx({sides: expected[sides] for sides in found}, rel=1e-6)


def test_chances_are_those_of_fishers_test():
    counts = [(8, 10, 12, 50), (3, 10, 12, 50), (0, 5, 6, 50), (1, 20, 30, 60), (12, 12, 12, 40), (60, 500, 900, 9000)]
    both, left, right, baskets = np.array(counts).T

    for row, (b, x, y, n) in enumerate(counts):
        table = [[b, x - b], [y - b, n - x - y + b]]
        expected = stats.fisher_exact(table, alternative="greater").pvalue
        one = fisher(both[row : row + 1], left[row : row + 1], right[row : row + 1], baskets=int(baskets[row]))
        assert one[0] == pytest.approx(expected, rel=1e-9)


def test_only_the_rule_that_is_none_of_chance_is_significant():
    rules = Baskets(min_support=0.005, min_confidence=0.05).of(market()).table.to_pandas()
    real = {(("bread",), ("butter",)), (("butter",), ("bread",))}
    significant = rules[rules.is_significant & (rules.antecedent.map(len) == 1)]

    assert {
        (tuple(left), tuple(right)) for left, right in zip(significant.antecedent, significant.consequent, strict=True)
    } == real
    assert (rules.p_adjusted >= rules.p_value).all()


def test_a_sure_rule_has_infinite_conviction():
    found = Baskets(min_support=0.5).of(entries_of_lines(["cup,tea", "cup,tea", "tea", "pot"])).table.to_pylist()

    assert [(row["antecedent"], row["conviction"]) for row in found if row["confidence"] == 1] == [(["cup"], np.inf)]


def test_an_item_counts_once_per_basket_and_needs_a_name():
    table = pa.table({"b": [1, 1, 1, 2, None], "i": ["tea", "tea", "cup", "tea", "pot"]})
    found = Baskets(min_support=0.5).of(table, basket="b", item="i")

    assert found.tables["sets"].select(["items", "baskets"]).to_pylist()[0] == {"items": ["tea"], "baskets": 2}
    assert [str(caution) for caution in found.warnings] == ["1 row names no basket or no item and was left out."]


def test_charges_returns_and_what_was_given_back_are_in_no_basket():
    facts = shop(
        sale(1, "05-01", product="tea"),
        sale(1, "05-02", product="post", goods=False),
        sale(2, "05-03", product="cup"),
        refund(2, "05-04", product="cup"),
        sale(3, "05-04", product="bowl"),
        sale(3, "05-05", product="bowl"),
        refund(3, "05-06", product="bowl"),
        entry(3, "05-05", -5, "adjustment", margin=None, product="pot", goods=True),
    )

    found = Baskets(min_support=0.1).fit(facts, as_of=JULY)

    assert [(row["items"], row["baskets"]) for row in found.tables["sets"].to_pylist()] == [(["bowl"], 2), (["tea"], 1)]


def test_orders_outside_the_months_asked_for_are_in_no_basket():
    facts = shop(sale(1, "2025-06-30"), sale(1, "2025-07-01"), sale(1, "2024-12-31"), sale(1, "2024-06-01"))

    found = Baskets().fit(facts, as_of=JULY, months=6, against_year_before=True)

    assert (found.parameters["baskets"], found.rows_read, found.as_of) == (1, 1, JULY)


def test_rules_are_compared_with_the_same_months_of_the_year_before():
    def table(lines):
        return entries_of_lines(lines)

    before = table(["tea,moon cake", "tea", "moon cake", "pot"])
    found = Baskets(min_support=0.4).of(table(["tea,cup", "tea,cup", "moon cake,tea", "moon cake,tea"]), before=before)
    rules = {(row["antecedent"][0], row["consequent"][0]): row for row in found.table.to_pylist()}

    assert rules["moon cake", "tea"]["confidence_year_before"] == 0.5
    assert rules["moon cake", "tea"]["lift_year_before"] == 1.0
    assert (rules["cup", "tea"]["support_year_before"], rules["cup", "tea"]["confidence_year_before"]) == (0.0, None)


def test_what_would_not_be_read_is_refused_with_the_way_out():
    with pytest.raises(MeasureRefused, match="raise the least support"):
        Baskets(min_support=0.0025, max_sets=50).of(market())


def test_baskets_of_everything_are_left_out_and_counted():
    lines = ["tea,cup", "tea,cup", ",".join(f"item {number}" for number in range(30))]
    found = Baskets(min_support=0.3, max_basket_items=20).of(entries_of_lines(lines))

    assert found.parameters["baskets"] == 3
    assert [caution.code for caution in found.warnings] == ["baskets_too_long"]
    assert len(found.tables["sets"]) == 3


@pytest.mark.parametrize("setting", [{"min_support": 0}, {"min_confidence": 1.5}, {"max_length": 0}, {"max_sets": 0.5}])
def test_settings_out_of_range_are_refused(setting):
    with pytest.raises(MeasureRefused):
        Baskets(**setting)


def test_no_baskets_give_no_rules():
    found = Baskets().of(entries_of_lines([]))

    assert (len(found), len(found.tables["sets"]), found.parameters["baskets"]) == (0, 0, 0)
