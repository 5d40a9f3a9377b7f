"""Months replayed: each sees what came before its end, movement adds up, new orders touch only their months."""

from datetime import date

import pytest
from django.db.models import Count

from zhike.customers.models import Standing
from zhike.insight.actions import publish
from zhike.insight.books import in_force
from zhike.insight.computing import catch_up, compute, replay
from zhike.insight.models import Run
from zhike.insight.questions.flows import flow
from zhike.insight.tests.firm import JULY, OCTOBER, a_firm, a_sale

pytestmark = pytest.mark.django_db
FEBRUARY, JUNE, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (2, 6, 8, 9))


@pytest.fixture
def firm(db):
    return a_firm()


def steps(customer, kind="rung"):
    return list(
        Standing.objects.filter(customer=customer, kind=kind).order_by("since").values_list("value", "since", "until")
    )


def test_the_past_is_told_from_month_to_month(firm, mei):
    replay(last=OCTOBER, by=mei)

    assert steps(firm["bai"]) == [
        ("onlooker", date(2025, 1, 1), JULY),
        ("new", JULY, OCTOBER),
        ("edge", OCTOBER, None),
    ]
    assert steps(firm["dong"]) == [("onlooker", date(2025, 1, 1), None)]
    assert [(value, since) for value, since, _until in steps(firm["zheng"])][-2:] == [
        ("inactive", SEPTEMBER),
        ("edge", OCTOBER),
    ]


def test_a_day_replayed_is_judged_like_the_day_computed(firm, mei):
    replay(last=OCTOBER, by=mei)
    told = set(
        Standing.objects.on(OCTOBER)
        .filter(kind__in=("rung", "tier", "lifecycle"))
        .values_list("customer", "kind", "value")
    )

    compute(OCTOBER, by=mei)

    held = set(
        Standing.objects.current()
        .filter(kind__in=("rung", "tier", "lifecycle"))
        .values_list("customer", "kind", "value")
    )
    assert held == told


def test_the_rows_of_every_month_sum_to_those_who_stood_there_at_its_start(firm, mei):
    replay(last=OCTOBER, by=mei)

    for start, end in ((JUNE, JULY), (JULY, AUGUST), (AUGUST, SEPTEMBER), (SEPTEMBER, OCTOBER)):
        stood = Standing.objects.on(start).filter(kind="rung").values_list("value").annotate(n=Count("pk"))
        assert {line.was: line.customers for line in flow("rung", start, end, by=mei).lines if line.was} == dict(stood)


def test_who_has_left_the_pyramid_has_no_tier_any_more(firm, mei):
    replay(last=date(2026, 2, 1), by=mei)

    assert steps(firm["chu"], "tier")[-1][2] == date(2026, 1, 1)  # a year after the only purchase
    assert not Standing.objects.current().filter(customer=firm["chu"], kind="tier").exists()


def test_a_replay_leaves_its_runs(firm, mei):
    runs = replay(last=OCTOBER, by=mei)

    assert [(run.measure, run.as_of, run.parameters["replayed_from"]) for run in runs] == [
        (measure, OCTOBER, "2025-01-01") for measure in ("pyramid", "ladder", "lifecycle")
    ]
    assert {run.customers for run in runs} == {4}


def test_without_orders_there_is_nothing_to_replay(mei):
    assert replay(by=mei) == []
    assert catch_up(OCTOBER, by=mei) == []


def test_catching_up_replays_all_months_once_and_judges_today(firm, mei):
    runs = catch_up(date(2025, 7, 20), by=mei)

    assert [run.measure for run in runs][:4] == ["pyramid", "ladder", "lifecycle", "figures"]
    assert {run.as_of for run in runs[:3]} == {JULY}
    assert {run.as_of for run in runs[3:]} == {date(2025, 7, 20)}

    again = catch_up(date(2025, 7, 21), by=mei)
    assert not any("replayed_from" in run.parameters for run in again)


def test_late_orders_are_told_from_their_month_on(firm, mei):
    catch_up(date(2025, 7, 20), by=mei)
    a_sale(firm["dong"], date(2025, 5, 15))

    catch_up(date(2025, 7, 20), by=mei)

    retold = Run.objects.filter(measure="ladder", parameters__has_key="replayed_from").latest("id")
    assert retold.parameters["replayed_from"] == JUNE.isoformat()
    assert steps(firm["dong"]) == [("onlooker", date(2025, 1, 1), JUNE), ("new", JUNE, None)]


def test_months_without_new_orders_keep_what_the_rules_of_then_said(firm, mei):
    catch_up(date(2025, 7, 20), by=mei)
    publish("ladder", {**in_force("ladder").settings, "new_days": 5}, by=mei, note="Shorter", version=1)

    catch_up(date(2025, 7, 20), by=mei)

    assert steps(firm["bai"])[:2] == [("onlooker", date(2025, 1, 1), JULY), ("new", JULY, date(2025, 7, 20))]
    assert Standing.objects.current().get(customer=firm["bai"], kind="rung").rule_version == "v2"


def test_a_history_that_ended_long_ago_is_judged_as_of_its_end(firm, mei):
    """Years of silence say that the orders stopped coming in, not that every customer left."""
    runs = catch_up(date(2031, 1, 1), by=mei)

    assert runs[-1].as_of == date(2025, 6, 21)
    assert catch_up(date(2031, 1, 2), by=mei)[-1].as_of == date(2025, 6, 21)
