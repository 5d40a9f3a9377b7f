"""The numbers behind a standing become a sentence in the reader's language."""

from datetime import date

import pytest
from django.utils import translation

from zhike.customers import evidence
from zhike.customers.advice import advice
from zhike.customers.figures import listed
from zhike.customers.models import Standing

ACTIVE = {
    "rule": "active_on_time",
    "purchases_90d": 3,
    "purchases_12m": 9,
    "days_since_last_purchase": 12,
    "expected_gap_days": 31.25,
    "gap_is_own": True,
    "referrals": 0,
}
EDGE = ACTIVE | {"rule": "edge_very_late", "purchases_90d": 0, "days_since_last_purchase": 128}
FIRST = ACTIVE | {"purchases_90d": 1, "days_since_last_purchase": 1, "gap_is_own": False, "expected_gap_days": 60}
GOLD = {"place": 9, "ranked_customers": 900, "value": "164000.0000", "value_basis": "margin_12m"}
SENTENCES = [
    (
        "rung",
        ACTIVE,
        "3 purchases in 90 days · 12 days since the last purchase · usually every 31 days",
        "90 天内购买 3 次 · 距上次购买 12 天 · 平时 31 天一次",
    ),
    (
        "rung",
        EDGE,
        "9 purchases in 12 months · 128 days since the last purchase · usually every 31 days",
        "近一年购买 9 次 · 距上次购买 128 天 · 平时 31 天一次",
    ),
    (
        "rung",
        FIRST,
        "1 purchase in 90 days · 1 day since the last purchase · customers buy every 60 days",
        "90 天内购买 1 次 · 距上次购买 1 天 · 一般客户 60 天一次",
    ),
    (
        "rung",
        ACTIVE | {"rule": "advocate_held", "referrals": 2},
        "3 purchases in 90 days · 12 days since the last purchase · usually every 31 days · brought 2 customers"
        " · still above what it takes to stay",
        "90 天内购买 3 次 · 距上次购买 12 天 · 平时 31 天一次 · 带来 2 位客户 · 仍高于保级线",
    ),
    ("rung", {"rule": "onlooker_never_ordered", "purchases_12m": 0}, "never bought", "从未购买"),
    (
        "lifecycle",
        {"rule": "prospect_only_returns", "purchases": 0},
        "never bought · returns only",
        "从未购买 · 只有退货",
    ),
    (
        "tier",
        GOLD,
        "no. 9 of 900 by margin in 12 months, top 1% · ¥164K",
        "近一年毛利第 9 位（共 900 位），前 1% · ¥16.4\u00a0万",
    ),
    (
        "abc",
        {"place": 10, "value": "500", "value_share": 0.0213},
        "no. 10 by customer value · ¥500 · 2.1% of the total",
        "价值第 10 位 · ¥500 · 占全部 2.1%",
    ),
    (
        "rfm",
        {"days_since_last_purchase": 40, "purchases": 7, "net": "1234.5"},
        "40 days since the last purchase · 7 purchases in all · ¥1,235 net in all",
        "距上次购买 40 天 · 共购买 7 次 · 累计净额 ¥1,235",
    ),
    (
        "clv",
        {"yearly_value": "3600", "multiple": "2.6666666667", "yearly_retention": 0.8},
        "¥3,600 a year × 2.67 · 80% buy again the next year",
        "每年 ¥3,600 × 2.67 · 次年复购率 80%",
    ),
    ("days_since_last_purchase", {"last_purchase": "2026-03-04"}, "on 2026-03-04", "2026-03-04 那天"),
    ("net_sales_12m", {}, "2025-03-12 to 2026-03-11", "2025-03-12 至 2026-03-11"),
    (
        "margin_12m",
        {"estimated": True},
        "2025-03-12 to 2026-03-11 · partly estimated: some costs are unknown",
        "2025-03-12 至 2026-03-11 · 部分成本未知，含估算",
    ),
    (
        "receivables",
        {"owed": "15957.6800", "overdue": "17839.8000", "days_overdue": 68, "long_from": 90, "bad_from": 365},
        "owes ¥16K · ¥17.8K overdue, up to 68 days",
        "欠款 ¥1.6\u00a0万 · 逾期 ¥1.8\u00a0万，最久 68 天",
    ),
    (
        "receivables",
        {"owed": "500", "overdue": "0", "days_overdue": 0},
        "owes ¥500 · nothing overdue",
        "欠款 ¥500 · 没有逾期",
    ),
    ("receivables", {"days_overdue": 68}, "overdue for up to 68 days", "最久逾期 68 天"),
    ("satisfaction", {"stars": 4, "surveys": 12}, "stars 4 · surveys 12", "stars 4 · surveys 12"),
    ("rung", {}, "never bought", "从未购买"),
]


def believed(kind, numbers, **fields):
    return Standing(kind=kind, evidence=numbers, as_of=date(2026, 3, 12), rule_version="v3", **fields)


@pytest.mark.parametrize(("kind", "numbers", "in_english", "in_chinese"), SENTENCES)
def test_evidence_reads_as_a_sentence_in_both_languages(kind, numbers, in_english, in_chinese):
    standing = believed(kind, numbers)

    assert evidence.sentence(standing) == in_english
    with translation.override("zh-hans"):
        assert evidence.sentence(standing) == in_chinese


def test_a_standing_names_the_rules_that_decided():
    assert evidence.version(believed("rung", ACTIVE)) == "rules v3"
    assert evidence.version(Standing(kind="rung")) == ""


def test_what_a_person_said_is_signed_with_reason_and_end():
    held = believed(
        "rung", {"said_by": "Mei"}, source="stated", reason="The founder told me so.", holds_until=date(2026, 6, 30)
    )
    typed = believed("settlement", {"said_by": "Ana"}, source="stated")
    nameless = believed("origin", {}, source="stated", reason="建档时登记")

    assert evidence.sentence(held) == "set by hand by Mei · The founder told me so. · holds until 2026-06-30"
    assert evidence.sentence(typed) == "stated by Ana"
    assert evidence.sentence(nameless) == "stated by a person · 建档时登记"


def test_every_number_of_evidence_is_listed_with_its_name_and_unit():
    numbers = {"oddity": 5, "value": "164000", "gap_is_own": True, "rule": "edge_very_late", "expected_gap_days": 31.25}

    assert listed(numbers | {"value_share": 0.5, "computed": {"value": "edge"}, "value_basis": "margin_12m"}) == [
        ("rule", "very late by the usual rhythm"),
        ("expected between purchases", "31 days"),
        ("from the customer's own rhythm", "yes"),
        ("customer value", "¥164K"),
        ("value means", "margin in 12 months"),
        ("share of the total", "50.0%"),
        ("oddity", "5"),
    ]


def test_a_rung_asks_something_of_its_owner_or_nothing():
    assert advice(believed("rung", EDGE, value="edge")) == (
        "Slipping away: call in person, before a competitor does.",
        True,
    )
    assert advice(believed("rung", EDGE, value="new"))[1] is False
    assert advice(believed("rung", ACTIVE, value="active")) is None
    assert advice(None) is None
