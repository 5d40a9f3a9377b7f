"""Replaying history: each day sees only its past, and days together equal days one after the other."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.insight.measures import (
    Abc,
    Ladder,
    LadderRules,
    Lifecycle,
    MeasureRefused,
    PlainClv,
    Pyramid,
    Rfm,
    changes,
    flows,
    month_ends,
    replay,
    transitions,
)
from zhike.insight.measures import replay as replaying
from zhike.insight.measures.example import tea_house
from zhike.insight.tests.measures_cast import facts_of, known, refund, retail, sale

RETAIL_MONTHS = month_ends(date(2010, 12, 1), date(2011, 7, 1))
LADDER = Ladder(LadderRules(value="net_sales_12m"))
REPLAYABLE = [LADDER, Lifecycle(), Pyramid(value="net_sales_12m"), Rfm(), Abc(of="customer"), Abc()]
OF_MEASURE = pytest.mark.parametrize(
    "measure", REPLAYABLE, ids=lambda measure: f"{measure.name}-{vars(measure).get('of', '')}"
)


def one_after_the_other(measure, facts, days):
    """The verdicts of each day, fitted with those of the day before."""
    frames, before = [], None
    for day in days:
        before = measure.fit(facts, as_of=day, before=before)
        frames.append(before.table.to_pandas())
    table = pd.concat(frames)
    return table.iloc[:, :2].assign(code=table[measure.code].astype(object)).reset_index(drop=True)


@OF_MEASURE
def test_replaying_the_real_history_equals_fitting_month_after_month(measure):
    together = replay(measure, retail(), RETAIL_MONTHS).to_pandas()

    expected = one_after_the_other(measure, retail(), RETAIL_MONTHS)

    assert together.fillna("").astype(str).values.tolist() == expected.fillna("").astype(str).values.tolist()


def test_replaying_in_parts_remembers_across_them(monkeypatch):
    whole = replay(LADDER, retail(), RETAIL_MONTHS, keep=LADDER.evidence)

    monkeypatch.setattr(replaying_module(), "ROWS_AT_ONCE", 7000)

    assert replay(LADDER, retail(), RETAIL_MONTHS, keep=LADDER.evidence).equals(whole)


def replaying_module():
    return __import__(replaying.__module__, fromlist=["ROWS_AT_ONCE"])


def test_some_in_the_real_history_are_held_by_the_dead_band():
    rules = replay(LADDER, retail(), RETAIL_MONTHS, keep=["rule"]).to_pandas().rule.value_counts()

    assert rules["core_held"] == 24


MOVES = st.lists(
    st.builds(
        lambda customer, days, amount, is_refund: (refund if is_refund else sale)(
            customer, (date(2025, 1, 1) - timedelta(days=days)).isoformat(), amount
        ),
        st.integers(1, 5),
        st.integers(0, 700),
        st.sampled_from([1, 20, 400]),
        st.integers(0, 9).map(lambda number: number == 0),
    ),
    max_size=40,
)


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(entries=MOVES)
def test_any_history_replayed_equals_its_days_one_after_the_other(entries):
    people = [known(number, by=1 + number % 5) for number in range(1, 6)]
    days = [date(2025, 1, 1) - timedelta(days=75 * step) for step in range(4, -1, -1)]
    slack = LadderRules(value="net_sales_12m", core_purchases_12m=3, core_purchases_12m_to_stay=1)

    with facts_of(*entries, customers=people) as facts:
        for measure in (Ladder(slack), Lifecycle()):
            together = replay(measure, facts, days).to_pandas()
            assert together.values.tolist() == one_after_the_other(measure, facts, days).values.tolist()


def test_kept_columns_come_along():
    table = replay(Ladder(), tea_house(), [date(2025, 7, 1)], keep=("rule", "purchases_90d"))

    assert table.column_names == ["as_of", "customer_id", "code", "rule", "purchases_90d"]


def test_changes_are_first_appearances_and_moves():
    days = [date(2025, month, 1) for month in (5, 6, 7, 8)]

    moved = changes(replay(Lifecycle(), tea_house(), days)).to_pylist()

    assert [(str(row["as_of"]), row["customer_id"], row["code_before"], row["code"]) for row in moved] == [
        ("2025-05-01", 1, None, "active"),
        ("2025-05-01", 2, None, "active"),
        ("2025-05-01", 3, None, "lost"),
        ("2025-05-01", 5, None, "prospect"),
        ("2025-06-01", 1, "active", "loyal"),
        ("2025-06-01", 4, None, "new"),
    ]


def test_a_move_out_of_the_pyramid_is_a_change_to_null():
    facts = facts_of(sale(1, "2024-06-15"), sale(2, "2025-05-01"))

    moved = changes(replay(Pyramid(value="net_sales_12m"), facts, [date(2025, 6, 1), date(2025, 7, 1)])).to_pylist()

    assert [(row["customer_id"], row["code_before"], row["code"]) for row in moved] == [
        (1, None, "gold"),
        (2, None, "gold"),
        (1, "gold", None),
    ]


@pytest.mark.parametrize("measure", [LADDER, Lifecycle()], ids=lambda measure: measure.name)
def test_the_rows_of_every_flow_add_up_to_who_started_there(measure):
    verdicts = replay(measure, retail(), RETAIL_MONTHS)
    counts = verdicts.to_pandas().groupby(["as_of", "code"]).size()

    flow = flows(verdicts).to_pandas()

    assert flow.as_of.nunique() == len(RETAIL_MONTHS) - 1
    started = flow.groupby(["as_of_before", "code_before"]).customers.sum()
    arrived = flow.groupby(["as_of", "code"]).customers.sum()
    assert started.to_dict() == {key: count for key, count in counts.items() if key[0] != RETAIL_MONTHS[-1]}
    assert arrived.to_dict() == {key: count for key, count in counts.items() if key[0] != RETAIL_MONTHS[0]}


def test_transitions_between_two_results():
    facts = tea_house()
    may, june = (Lifecycle().fit(facts, as_of=date(2025, month, 1)) for month in (5, 6))

    assert [tuple(row.values())[2:] for row in transitions(may, june).to_pylist()] == [
        ("active", "active", 1),
        ("active", "loyal", 1),
        ("lost", "lost", 1),
        ("prospect", "prospect", 1),
        (None, "new", 1),
    ]


def test_movement_needs_two_days():
    june = Lifecycle().fit(tea_house(), as_of=date(2025, 6, 1))

    with pytest.raises(MeasureRefused, match="two different days"):
        transitions(june, june)


def test_numbers_have_no_places_to_move_between():
    with pytest.raises(MeasureRefused, match="clv gives a number"):
        replay(PlainClv(yearly_retention=0.5), tea_house(), [date(2025, 6, 1)])


def test_no_days_are_refused():
    with pytest.raises(MeasureRefused, match="at least one as-of date"):
        replay(Ladder(), tea_house(), [])
