"""RFM: known results, a separate computation, and the cases at the edges."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from zhike.insight.measures import MeasureRefused, Rfm, RfmCuts
from zhike.insight.tests.measures_cast import (
    BOTH_DAYS,
    JULY,
    by_customer,
    codes_of,
    facts_of,
    known,
    refund,
    retail,
    retail_frames,
    sale,
)

NEW_YEAR = date(2026, 1, 1)
FIGURES = {"r": "days_since_last_purchase", "f": "purchases", "m": "net"}


def test_the_known_cuts_and_counts_of_online_retail():
    scored = Rfm().fit(retail(), as_of=JULY)
    table = scored.table.to_pandas()

    assert cuts_of(scored, "days_since_last_purchase") == ["17", "40", "75", "126.2"]
    assert cuts_of(scored, "purchases") == ["1", "1", "2", "4"]
    assert cuts_of(scored, "net") == ["204.328", "355.824", "657.138", "1379.83"]
    assert table.f_score.value_counts().to_dict() == {1: 1357, 3: 614, 4: 528, 5: 461}
    assert (scored.customers, scored.rows_read, scored.rows_after_as_of) == (3002, 12795, 0)


def test_the_known_middles_of_online_retail():
    table = Rfm().fit(retail(), as_of=JULY).table.to_pandas()
    buyers = table[table.purchases > 0]

    assert buyers.days_since_last_purchase.median() == 52
    assert buyers.purchases.median() == 2
    assert round(table.net.astype(float).median(), 2) == 475.88
    assert table.net.sum() == Decimal("3728501.251")
    assert (table.purchases == 0).sum() == 42
    assert table.net_is_negative.sum() == 49
    assert round((buyers.purchases == 1).mean(), 3) == 0.458


@BOTH_DAYS
def test_scores_equal_a_separate_computation(as_of):
    expected = scores_in_pandas(as_of)
    table = Rfm().fit(retail(), as_of=as_of).table.to_pandas().set_index("customer_id")
    scored = table[table.r_score.notna()]

    assert list(scored.index) == list(expected.index)
    for figure, column in FIGURES.items():
        assert (scored[column].astype(float) == expected[figure]).all()
        assert (scored[f"{figure}_score"].astype(int) == expected[f"{figure}_score"]).all()
    assert (
        scored.rfm == expected.r_score.astype(str) + expected.f_score.astype(str) + expected.m_score.astype(str)
    ).all()


def scores_in_pandas(as_of):
    lines, sales = retail_frames(as_of)
    frame = pd.DataFrame(
        {
            "r": (pd.Timestamp(as_of) - sales.groupby("customer_id").day.max()).dt.days,
            "f": sales.groupby("customer_id").InvoiceNo.nunique(),
            "m": lines.groupby("customer_id").amount.sum() / 10_000,
        }
    ).dropna()
    for figure in FIGURES:
        cuts = np.quantile(frame[figure], [0.2, 0.4, 0.6, 0.8])
        below = np.searchsorted(cuts, frame[figure], side="left")
        frame[f"{figure}_score"] = 5 - below if figure == "r" else below + 1
    frame.loc[frame.m < 0, "m_score"] = 1
    return frame


def cuts_of(scored, figure):
    rows = scored.extras["cuts"].to_pylist()
    return [f"{row['cut'].normalize():f}" for row in rows if row["figure"] == figure]


def test_equal_customers_score_equally_and_some_scores_stay_empty():
    facts = facts_of(*[sale(number, "12-01") for number in range(1, 10)], sale(10, "12-01"), sale(10, "12-02"))

    scored = Rfm().fit(facts, as_of=NEW_YEAR)

    assert set(by_customer(scored, "f_score").values()) == {1, 5}
    assert list(by_customer(scored, "f_score").values()) == [1] * 9 + [5]
    assert [str(caution) for caution in scored.warnings] == [
        "There are fewer different values than steps for R, F, M, so some scores stay empty."
    ]


def test_ranks_part_equal_customers_by_id_into_equal_groups():
    facts = facts_of(*[sale(number, "12-01") for number in (4, 3, 2, 1)])

    scored = Rfm(bins=2, binning="rank").fit(facts, as_of=NEW_YEAR)

    assert by_customer(scored, "rfm") == {1: "111", 2: "111", 3: "222", 4: "222"}


def test_a_purchase_the_day_before_is_one_day_ago_and_best():
    facts = facts_of(sale(1, "12-31"), sale(2, "06-01"))

    scored = Rfm(bins=2).fit(facts, as_of=NEW_YEAR)

    assert by_customer(scored, "days_since_last_purchase", "r_score") == {1: (1, 2), 2: (214, 1)}


def test_orders_of_the_day_itself_and_later_do_not_count_but_are_counted():
    facts = facts_of(sale(1, "06-01"), sale(1, "07-01"), sale(1, "08-01"))

    scored = Rfm().fit(facts, as_of=date(2025, 7, 1))

    assert by_customer(scored, "purchases", "days_since_last_purchase") == {1: (1, 30)}
    assert (scored.rows_read, scored.rows_after_as_of) == (1, 2)
    assert str(scored.warnings[0]) == "2 rows are dated on or after 2025-07-01 and were left out."


def test_who_never_bought_has_no_scores_and_a_reason():
    facts = facts_of(sale(1, "06-01"), refund(2, "06-01"), customers=[known(1), known(2), known(3)])

    scored = Rfm().fit(facts, as_of=NEW_YEAR)

    assert by_customer(scored, "rfm", "reason", "purchases", "net") == {
        1: ("511", None, 1, Decimal(100)),
        2: (None, "only_returns", 0, Decimal(-100)),
        3: (None, "never_ordered", 0, None),
    }


def test_a_refund_makes_nobody_recent():
    facts = facts_of(sale(1, "06-01"), refund(1, "12-01", 40))

    scored = Rfm().fit(facts, as_of=NEW_YEAR)

    assert by_customer(scored, "days_since_last_purchase", "purchases", "net") == {1: (214, 1, Decimal(60))}


def test_negative_money_gets_the_lowest_score_even_where_most_are_negative():
    rows = [row for number in range(1, 6) for row in (sale(number, "06-01", 10), refund(number, "07-01", 10 + number))]
    facts = facts_of(*rows, sale(6, "06-01", 10))

    scored = Rfm().fit(facts, as_of=NEW_YEAR)

    assert by_customer(scored, "m_score") == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 5}
    assert "negative_net" in codes_of(scored)


def test_one_customer_alone():
    assert by_customer(Rfm().fit(facts_of(sale(1, "06-01")), as_of=NEW_YEAR), "rfm") == {1: "511"}


def test_nobody_at_all():
    scored = Rfm().fit(facts_of(), as_of=NEW_YEAR)

    assert (len(scored), scored.rows_read, scored.warnings) == (0, 0, ())


def test_fixed_thresholds_score_the_same_on_any_day():
    cuts = RfmCuts(days_since_last_purchase=(30, 90), purchases=(1, 3), net=(100, 500), version="2025")
    facts = facts_of(sale(1, "12-20", 600), sale(2, "11-01", 100), sale(2, "11-02", 0.01), sale(3, "03-01", 100))

    scored = Rfm(bins=3, binning="fixed", cuts=cuts).fit(facts, as_of=NEW_YEAR)

    assert by_customer(scored, "rfm") == {1: "313", 2: "222", 3: "111"}
    assert scored.parameters["cuts"]["version"] == "2025"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"bins": 1}, "Scores run over 2 to 9 steps, not 1."),
        ({"binning": "quantile"}, "Scores are cut by value, rank or fixed thresholds, not quantile."),
        ({"binning": "fixed"}, "Fixed thresholds go with the binning named fixed, and only with it."),
    ],
)
def test_nonsense_is_refused_with_a_sentence(wrong, sentence):
    with pytest.raises(MeasureRefused) as refused:
        Rfm(**wrong)
    assert str(refused.value) == sentence


def test_thresholds_must_rise_and_be_enough():
    with pytest.raises(MeasureRefused, match="Thresholds must rise"):
        RfmCuts(days_since_last_purchase=(2, 1), purchases=(1, 2), net=(1, 2), version="x")
    cuts = RfmCuts(days_since_last_purchase=(1, 2), purchases=(1, 2), net=(1, 2), version="x")
    with pytest.raises(MeasureRefused, match="5 scores need 4 thresholds"):
        Rfm(binning="fixed", cuts=cuts)
