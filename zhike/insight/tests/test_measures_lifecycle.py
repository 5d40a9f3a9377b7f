"""The five stages of a customer's life."""

from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest

from zhike.insight.measures import Lifecycle, LifecycleRules, MeasureRefused
from zhike.insight.tests.measures_cast import (
    BOTH_DAYS,
    by_customer,
    facts_of,
    known,
    refund,
    retail,
    retail_frames,
    sale,
)

JULY = date(2025, 7, 1)
RHYTHM = [sale(number, on) for number in range(91, 96) for on in ("04-21", "05-11", "05-31", "06-20")]


def ago(days):
    return (JULY - timedelta(days=days)).isoformat()


def judged(*entries, before=None, **given):
    """The stage and the rule of customer 1 among five who buy every 20 days."""
    return by_customer(
        Lifecycle().fit(facts_of(*entries, *RHYTHM, **given), as_of=JULY, before=before), "stage", "rule"
    )[1]


@pytest.mark.parametrize(
    ("days_ago", "stage", "rule"),
    [
        ((1,), "new", "new_first_purchase_recent"),
        ((80,), "new", "new_first_purchase_recent"),
        ((90,), "new", "new_first_purchase_recent"),
        ((120,), "active", "active_buying"),
        ((121,), "lost", "lost_beyond_gaps"),
        ((90, 10), "new", "new_first_purchase_recent"),
        ((91, 10), "active", "active_buying"),
        ((180, 120, 60, 10), "loyal", "loyal_long_and_frequent"),
        ((179, 120, 60, 10), "active", "active_buying"),
        ((500, 120, 60, 10), "active", "active_buying"),
        ((900, 800, 731), "lost", "lost_beyond_gaps"),
        ((2200, 1500, 731), "lost", "lost_beyond_days"),
    ],
)
def test_stages_follow_from_days_and_counts(days_ago, stage, rule):
    assert judged(*[sale(1, ago(days)) for days in days_ago]) == (stage, rule)


def test_prospects_are_known_and_never_bought():
    scored = Lifecycle().fit(
        facts_of(refund(2, "06-01"), customers=[known(1), known(2), known(3, since="2025-07-01")]), as_of=JULY
    )

    assert by_customer(scored, "stage", "rule") == {
        1: ("prospect", "prospect_never_ordered"),
        2: ("prospect", "prospect_only_returns"),
    }


def test_the_loyal_stay_loyal_down_to_the_lower_border():
    three = [sale(1, ago(days)) for days in (500, 120, 60, 10)]
    before = pa.table({"as_of": [date(2025, 6, 1)], "customer_id": [1], "code": ["loyal"]})

    assert judged(*three, before=before) == ("loyal", "loyal_held")
    assert judged(*three[:1], *three[2:], before=before) == ("active", "active_buying")


def test_the_lost_stay_lost_until_they_buy():
    before = pa.table({"as_of": [date(2025, 6, 1)], "customer_id": [1], "code": ["lost"]})

    assert judged(sale(1, ago(79)), before=before) == ("lost", "lost_held")
    assert judged(sale(1, ago(300)), sale(1, ago(29)), before=before) == ("active", "active_buying")


COUNTS = {
    "2011-04-01": {"new": 1249, "active": 880, "lost": 5, "prospect": 55},
    "2011-07-01": {"active": 1721, "new": 810, "loyal": 409, "prospect": 42, "lost": 20},
}


@BOTH_DAYS
def test_stages_equal_a_separate_computation(as_of):
    expected = stages_in_pandas(as_of)

    scored = Lifecycle().fit(retail(), as_of=as_of)

    assert by_customer(scored, "stage") == expected
    assert pd.Series(expected).value_counts().to_dict() == COUNTS[str(as_of)]


def stages_in_pandas(as_of):
    """The plain rules once more; half a year of history, so twelve months are everything."""
    lines, sales = retail_frames(as_of)
    sold = sales.groupby("customer_id")
    frame = pd.DataFrame({"first": sold.day.min(), "last": sold.day.max(), "days": sold.day.nunique()})
    frame["orders"] = sold.InvoiceNo.nunique()
    own = ((frame["last"] - frame["first"]).dt.days / (frame.days - 1)).where(frame.days >= 3)
    gap = own.fillna(own.median()).clip(14, 240)
    since_first = (pd.Timestamp(as_of) - frame["first"]).dt.days
    stage = pd.Series("active", index=frame.index)
    stage[since_first <= 90] = "new"
    stage[(since_first >= 180) & (frame.orders >= 4)] = "loyal"
    stage[(pd.Timestamp(as_of) - frame["last"]).dt.days > 6 * gap] = "lost"
    return stage.reindex(lines.customer_id.unique(), fill_value="prospect").to_dict()


@pytest.mark.parametrize(
    "wrong",
    [
        {"loyal_after_days": 60},
        {"loyal_purchases_12m_to_stay": 5},
        {"lost_after_gaps": 0.5},
        {"default_gap_days": 7},
        {"new_days": -1},
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(MeasureRefused):
        LifecycleRules(**wrong)
