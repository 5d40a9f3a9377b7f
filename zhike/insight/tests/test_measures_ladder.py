"""The loyalty ladder: every rule by hand, a separate computation, and properties that hold for any history."""

from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.insight.measures import RUNGS, Ladder, LadderRules, MeasureRefused, settings_from
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
#: Five who buy every 20 days, so that everyone else is expected every 20 days; and who is worth 100 stands above them.
RHYTHM = [sale(number, on, 1) for number in range(91, 96) for on in ("04-21", "05-11", "05-31", "06-20")]


def ladder(*entries, customers=None, before=None, as_of=JULY, **rules):
    with facts_of(*entries, customers=customers) as facts:
        return Ladder(LadderRules(value="net_sales_12m", **rules)).fit(facts, as_of=as_of, before=before)


def ago(days):
    return (JULY - timedelta(days=days)).isoformat()


def judged(*entries, **given):
    """The rung and the rule of customer 1 among five steady buyers."""
    return by_customer(ladder(*entries, *RHYTHM, **given), "rung", "rule")[1]


@pytest.mark.parametrize(
    ("days_ago", "rung", "rule"),
    [
        ((1,), "new", "new_first_purchase_recent"),
        ((60,), "new", "new_first_purchase_recent"),
        ((61,), "edge", "edge_very_late"),
        ((120,), "edge", "edge_very_late"),
        ((121,), "lost", "lost_beyond_gaps"),
        ((200, 40), "active", "active_on_time"),
        ((200, 41), "inactive", "inactive_late"),
        ((200, 60), "inactive", "inactive_late"),
        ((200, 61), "edge", "edge_very_late"),
        ((366, 30), "inactive", "inactive_seldom"),
        ((365, 30), "active", "active_on_time"),
        ((90, 30), "new", "new_first_purchase_recent"),
        ((91, 30), "active", "active_on_time"),
        ((300, 200, 100), "active", "active_on_time"),
        ((300, 200, 151), "inactive", "inactive_late"),
    ],
)
def test_silence_is_measured_in_expected_gaps(days_ago, rung, rule):
    assert judged(*[sale(1, ago(days)) for days in days_ago]) == (rung, rule)


def test_a_customers_own_gap_counts_from_three_purchase_days_on():
    steady = [sale(1, ago(days)) for days in (300, 200, 100)]
    unsteady = [sale(2, ago(days)) for days in (300, 200)]

    scored = ladder(*steady, *unsteady, *RHYTHM)

    assert by_customer(scored, "expected_gap_days", "gap_is_own")[1] == (100, True)
    assert by_customer(scored, "expected_gap_days", "gap_is_own", "rung")[2] == (20, False, "lost")


def test_two_orders_on_one_day_are_one_purchase_day():
    scored = ladder(sale(1, "06-01"), sale(1, "06-01"), sale(1, "06-11"))

    assert by_customer(scored, "purchases_90d", "purchase_days_12m", "gap_is_own") == {1: (3, 2, False)}


def test_a_daily_buyer_on_holiday_is_not_lost():
    daily = [sale(1, ago(days)) for days in range(60, 40, -1)]

    scored = ladder(*daily, least_gap_days=14)

    assert by_customer(scored, "expected_gap_days", "rung") == {1: (14, "inactive")}


def test_nobody_stays_longer_than_the_days_that_make_lost():
    slow = [sale(1, ago(days)) for days in (731, 1500, 2200)]

    assert by_customer(ladder(*slow), "rung", "rule") == {1: ("lost", "lost_beyond_days")}
    assert by_customer(ladder(sale(1, ago(730)), *slow), "rung") == {1: "edge"}


def test_core_is_frequent_valuable_and_on_time():
    four = [sale(1, ago(days)) for days in (100, 70, 40, 10)]

    assert judged(*four) == ("core", "core_frequent_and_valuable")
    assert judged(*four[1:]) == ("active", "active_on_time")
    assert judged(*[row | {"placed_on": row["placed_on"] - timedelta(days=51)} for row in four])[0] == "inactive"


def test_who_is_frequent_but_of_little_value_is_active():
    four = [sale(1, ago(days), 1) for days in (100, 70, 40, 10)]
    rich = [sale(number, "06-30", 50) for number in (2, 3)]

    assert by_customer(ladder(*four, *rich), "rung")[1] == "active"


def test_who_returned_everything_is_not_core():
    four = [sale(1, ago(days)) for days in (100, 70, 40, 10)]

    assert judged(*four, refund(1, ago(5), 400)) == ("active", "active_on_time")


def test_an_advocate_is_core_and_brought_someone_who_bought():
    four = [sale(1, ago(days)) for days in (100, 70, 40, 10)]
    steady = [known(number) for number in range(91, 96)]

    def brought(friend):
        return judged(*four, friend, customers=[known(1), known(2, by=1), *steady])

    assert brought(sale(2, "06-30")) == ("advocate", "advocate_core_and_referrals")
    assert brought(sale(2, "07-01")) == ("core", "core_frequent_and_valuable")
    assert brought(refund(2, "06-30")) == ("core", "core_frequent_and_valuable")


def test_bringing_oneself_is_no_referral():
    four = [sale(1, ago(days)) for days in (100, 70, 40, 10)]

    assert by_customer(ladder(*four, customers=[known(1, by=1)]), "rung", "referrals") == {1: ("core", 0)}


def test_onlookers_are_known_and_never_bought():
    people = [
        known(1, since="2025-06-30"),
        known(2, since="2025-07-01"),
        known(3, kind="supplier"),
        known(4, kind="competitor"),
        known(5),
    ]

    scored = ladder(refund(5, "06-01"), customers=people)

    assert by_customer(scored, "rung", "rule", "days_since_last_purchase", "expected_gap_days") == {
        1: ("onlooker", "onlooker_never_ordered", None, None),
        5: ("onlooker", "onlooker_only_returns", None, None),
    }


def test_a_supplier_who_bought_is_a_customer():
    assert by_customer(ladder(sale(1, "06-30"), customers=[known(1, kind="supplier")]), "rung") == {1: "new"}


def test_the_numbers_of_a_sentence():
    scored = ladder(*[sale(1, ago(days)) for days in (200, 90, 40, 12)])

    row = scored.table.to_pylist()[0]

    assert (row["purchases_90d"], row["days_since_last_purchase"], row["purchases_12m"]) == (3, 12, 4)
    assert (row["rung"], row["place"], row["ranked_customers"], row["referrals"]) == ("core", 1, 1, 0)


def test_without_any_rhythm_the_default_gap_is_taken_and_said():
    scored = ladder(sale(1, ago(300)), sale(1, ago(121)))

    assert by_customer(scored, "expected_gap_days", "rung") == {1: (60, "inactive")}
    assert codes_of(scored) == ["gap_by_default"]


# The dead band.


def last(rung, *, on):
    return pa.table({"as_of": [on], "customer_id": [1], "code": [rung]})


def test_core_stays_core_down_to_the_lower_borders():
    three = [sale(1, ago(days)) for days in (100, 40, 10)]
    before = last("core", on=date(2025, 6, 1))

    assert judged(*three, before=before) == ("core", "core_held")
    assert judged(*three[1:], sale(1, "2024-01-01"), before=before) == ("active", "active_on_time")
    assert judged(*three) == ("active", "active_on_time")


def test_core_stays_core_while_in_the_upper_three_tenths():
    four = [sale(1, ago(days), 10) for days in (100, 70, 40, 10)]
    richer = [sale(number, "06-30", 50) for number in (2, 3)]
    before = last("advocate", on=date(2025, 6, 1))

    assert judged(*four, *richer, before=before) == ("core", "core_held")
    assert judged(*four, *richer) == ("active", "active_on_time")
    assert judged(*four, *richer, sale(4, "06-30", 50), before=before) == ("active", "active_on_time")


def test_without_a_purchase_nobody_climbs_because_others_slowed_down():
    early = [sale(1, ago(days)) for days in (150, 50)]

    assert judged(*early) == ("inactive", "inactive_late")
    assert judged(*early, before=last("edge", on=date(2025, 6, 1))) == ("edge", "edge_held")
    assert judged(*early, before=last("lost", on=date(2025, 6, 1))) == ("lost", "lost_held")


def test_a_purchase_since_then_lets_a_customer_climb():
    assert judged(sale(1, ago(300)), sale(1, "06-20"), before=last("lost", on=date(2025, 6, 1))) == (
        "active",
        "active_on_time",
    )


def test_two_last_verdicts_on_one_customer_are_refused():
    twice = pa.concat_tables([last("core", on=date(2025, 6, 1)), last("lost", on=date(2025, 5, 1))])

    with pytest.raises(MeasureRefused, match="name a customer twice"):
        ladder(sale(1, "06-01"), before=twice)


def test_a_last_verdict_from_the_future_is_refused():
    with pytest.raises(MeasureRefused, match="later than 2025-07-01"):
        ladder(sale(1, "06-01"), before=last("core", on=date(2025, 7, 2)))


# A separate computation.

COUNTS = {
    "2011-04-01": {"new": 1114, "edge": 429, "active": 303, "core": 210, "inactive": 73, "onlooker": 55, "lost": 5},
    "2011-07-01": {"new": 757, "edge": 733, "active": 732, "core": 395, "inactive": 323, "onlooker": 42, "lost": 20},
}


@BOTH_DAYS
def test_rungs_equal_a_separate_computation(as_of):
    expected = rungs_in_pandas(as_of)

    scored = Ladder(LadderRules(value="net_sales_12m")).fit(retail(), as_of=as_of)

    assert by_customer(scored, "rung") == expected
    assert pd.Series(expected).value_counts().to_dict() == COUNTS[str(as_of)]


def rungs_in_pandas(as_of):
    """The plain rules once more, a customer at a time; half a year of history, so twelve months are everything."""
    lines, sales = retail_frames(as_of)
    days = {customer: sorted(group.unique()) for customer, group in sales.groupby("customer_id").day}
    own = {customer: mean_gap(bought) for customer, bought in days.items() if len(bought) >= 3}
    usual = pd.Series(own).median()
    orders = sales.groupby("customer_id").InvoiceNo.nunique()
    value = lines.groupby("customer_id").amount.sum()
    places = value[(value > 0) & value.index.isin(orders.index)].rank(method="min", ascending=False)
    top = set(places[places - 1 < 0.2 * len(places)].index)
    rungs = dict.fromkeys((int(customer) for customer in lines.customer_id.unique()), "onlooker")
    for customer, bought in days.items():
        silence = (pd.Timestamp(as_of) - bought[-1]).days / min(max(own.get(customer, usual), 14), 240)
        since_first = (pd.Timestamp(as_of) - bought[0]).days
        rungs[customer] = rung_of(silence, since_first, len(bought), is_top=customer in top and orders[customer] >= 4)
    return rungs


def mean_gap(days):
    return (days[-1] - days[0]).days / (len(days) - 1)


def rung_of(silence, since_first, purchase_days, *, is_top):
    if silence > 3:
        return "lost" if silence > 6 else "edge"
    if since_first <= 90 and purchase_days < 3:
        return "new"
    if silence > 2 or purchase_days < 2:
        return "inactive"
    return "core" if is_top else "active"


# Settings.


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"new_days": 0}, "The setting new_days must be a number above zero."),
        ({"new_days": 1.5}, "The setting new_days must be a whole number."),
        ({"new_days": True}, "The setting new_days must be a number above zero."),
        ({"active_within_gaps": "2"}, "The setting active_within_gaps must be a number above zero."),
        (
            {"active_within_gaps": 3.5},
            "Silence grows from active to inactive to edge, so the three limits must rise.",
        ),
        ({"least_gap_days": 61}, "The default gap lies between the shortest and the longest gap."),
        ({"lost_after_days": 720}, "Customers with the longest gap would be lost before they are at the edge."),
        (
            {"core_purchases_12m_to_stay": 5},
            "Staying core cannot ask for more purchases than becoming core.",
        ),
        (
            {"core_value_share_to_stay": 0.1},
            "The value share to stay core is at least the share to become core, at most 1.",
        ),
        ({"value": "profit"}, "Customers are valued by margin_12m or net_sales_12m, not profit."),
    ],
)
def test_rules_that_make_no_sense_are_refused_with_a_sentence(wrong, sentence):
    with pytest.raises(MeasureRefused) as refused:
        LadderRules(**wrong)
    assert str(refused.value) == sentence


def test_stored_settings_keep_the_defaults_they_leave_out_and_know_their_names():
    assert settings_from(LadderRules, {"new_days": 30}) == LadderRules(new_days=30)
    with pytest.raises(MeasureRefused, match="There is no setting named newdays"):
        settings_from(LadderRules, {"newdays": 30})


# Properties.

ENTRIES = st.lists(
    st.builds(
        lambda customer, days, amount, is_refund: (refund if is_refund else sale)(customer, ago(days), amount),
        st.integers(1, 6),
        st.integers(-10, 900),
        st.sampled_from([0, 1, 5, 50, 500]),
        st.booleans(),
    ),
    max_size=40,
)
PEOPLE = st.fixed_dictionaries({number: st.none() | st.integers(1, 6) for number in range(1, 7)})


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(entries=ENTRIES, people=PEOPLE)
def test_everyone_stands_on_exactly_one_rung_whatever_the_history(entries, people):
    scored = ladder(*entries, customers=[known(number, by=by) for number, by in people.items()])

    rungs = scored.table["rung"].to_pylist()
    assert scored.table["customer_id"].to_pylist() == sorted(people)
    assert set(rungs) <= set(RUNGS)
    assert not set(scored.table["rule"].to_pylist()) & {None, "core_held", "advocate_held", "edge_held", "lost_held"}
    assert all(rule.startswith(rung) for rung, rule in zip(rungs, scored.table["rule"].to_pylist(), strict=True))


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(entries=ENTRIES, before=st.dictionaries(st.integers(1, 6), st.sampled_from(RUNGS)))
def test_who_does_not_buy_never_climbs_back(entries, before):
    on = JULY - timedelta(days=30)
    table = pa.table({"as_of": [on] * len(before), "customer_id": list(before), "code": list(before.values())})

    scored = ladder(*entries, customers=[known(number) for number in range(1, 7)], before=table if before else None)

    for customer, (rung, silence) in by_customer(scored, "rung", "days_since_last_purchase").items():
        if before.get(customer) == "lost" and silence is not None and silence > 30:
            assert rung == "lost"
