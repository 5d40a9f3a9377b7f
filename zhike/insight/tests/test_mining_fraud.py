"""What is known of a payment when it comes: windows that end before it, beside an independent computation."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest

from zhike.insight.measures.fraud.features import FEATURES, features
from zhike.insight.measures.fraud.transactions import transactions_of
from zhike.insight.tests.fraud_cast import by_pandas, payment, payments

EVER = {"first_day": date(2000, 1, 1), "last_day": date(2100, 1, 1)}
NOON = datetime.fromisoformat("2026-03-20 12:00")
NAMES = {name: name for name in ("transaction", "moment", "customer", "terminal", "amount", "fraud")}


def known_of(table, *, delay_days=7):
    """The features of each payment by its name."""
    read = transactions_of(table, named=NAMES, as_of=None)
    rows = features(read.rows, delay_days=delay_days, **EVER).to_pylist()
    return dict(zip(read.named["transaction"].to_pylist(), rows, strict=True))


def known(*rows, delay_days=7):
    return known_of(pa.Table.from_pylist(list(rows)), delay_days=delay_days)


def test_every_feature_is_what_pandas_finds_window_by_window():
    table = payments().slice(0, 600)
    ours, theirs = known_of(table, delay_days=3), by_pandas(table, delay_days=3)

    for name in FEATURES:
        assert [row[name] for row in ours.values()] == pytest.approx(theirs.loc[list(ours), name], rel=1e-12), name
    assert theirs.terminal_fraud_rate_7.gt(0).mean() > 0.1


def test_a_later_payment_never_changes_what_was_known_of_an_earlier_one():
    table = payments().sort_by([("moment", "ascending"), ("transaction", "ascending")])
    whole, half = known_of(table), known_of(table.slice(0, 5_000))

    assert len(half) == 5_000
    assert {name: whole[name] for name in half} == half


def test_what_is_found_out_within_the_delay_changes_nothing():
    then = NOON - timedelta(days=7)
    rows = [payment(1, then), payment(2, then + timedelta(seconds=1)), payment(3, NOON)]
    before = known(*rows)["p003"]

    assert known(rows[0], {**rows[1], "fraud": True}, {**rows[2], "fraud": True})["p003"] == before
    assert known({**rows[0], "fraud": True}, *rows[1:])["p003"]["terminal_fraud_rate_1"] == 1


def test_payments_of_one_second_know_nothing_of_each_other():
    twins = known(payment(1, NOON, amount=10), payment(2, NOON + timedelta(microseconds=9), amount=50))

    assert [(row["customer_count_1"], row["customer_mean_30"]) for row in twins.values()] == [(1, 10), (1, 50)]
    assert known(payment(1, NOON, fraud=True), payment(2, NOON), delay_days=0)["p002"]["terminal_count_1"] == 0


def test_windows_are_open_at_their_far_end_and_include_the_payment_itself():
    day = timedelta(days=1)
    rows = [payment(1, NOON - day, amount=10), payment(2, NOON - day + timedelta(seconds=1), amount=20)]

    now = known(*rows, payment(3, NOON, amount=60))["p003"]

    assert (now["customer_count_1"], now["customer_mean_1"]) == (2, 40)
    assert (now["customer_count_7"], now["customer_mean_7"]) == (3, 30)
    assert now["terminal_count_30"] == 0
    assert known(*rows, payment(3, NOON), delay_days=1)["p003"]["terminal_count_1"] == 1


def test_a_rate_counts_what_is_known_alone():
    then = NOON - timedelta(days=8)
    rows = [payment(number, then, fraud=fraud) for number, fraud in enumerate([True, None, False, None])]

    now = known(*rows, payment(9, NOON))["p009"]

    assert (now["terminal_count_7"], now["terminal_fraud_rate_7"]) == (4, 0.5)
    assert (now["terminal_count_1"], now["terminal_fraud_rate_1"]) == (0, 0)


def test_the_night_and_the_weekend_are_those_of_the_clock_on_the_wall():
    friday_evening = datetime(2026, 3, 20, 23, 30, tzinfo=ZoneInfo("UTC"))
    moments = pa.array([friday_evening, friday_evening + timedelta(minutes=1)], pa.timestamp("us", "UTC"))
    table = pa.Table.from_pylist([payment(1, None), payment(2, None)])

    def seen(zone):
        here = table.set_column(1, "moment", moments.cast(pa.timestamp("us", zone)))
        row = known_of(here)["p002"]
        return row["night"], row["weekend"], row["customer_count_1"]

    assert (seen("UTC"), seen("Asia/Shanghai"), seen("Asia/Tokyo")) == ((0, 0, 2), (0, 1, 2), (0, 1, 2))
    assert seen("Europe/Athens") == (1, 1, 2)


def test_days_without_a_time_are_read_as_their_midnight():
    rows = [payment(1, date(2026, 3, 19)), payment(2, date(2026, 3, 20)), payment(3, date(2026, 3, 20))]

    assert [row["customer_count_7"] for row in known(*rows).values()] == [1, 2, 2]


def test_the_order_of_the_rows_and_the_kind_of_the_names_say_nothing():
    table = payments().slice(0, 2_000)
    turned = table.take(pa.array(np.random.default_rng(3).permutation(2_000)))

    assert known_of(turned) == known_of(table)
