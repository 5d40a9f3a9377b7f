"""Facts in, standings out: exact verdicts on a history small enough to check by hand, on two days."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_standing
from zhike.customers.models import Standing
from zhike.insight.actions import publish
from zhike.insight.books import in_force
from zhike.insight.computing import compute
from zhike.insight.models import Run
from zhike.insight.tests.firm import JULY, OCTOBER, a_firm, a_sale
from zhike.kit.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(db):
    return a_firm()


def believed(firm, kind):
    held = Standing.objects.current().filter(kind=kind)
    names = {customer.pk: name for name, customer in firm.items()}
    return {names[row.customer_id]: row.value or row.number for row in held}


def test_in_july_everyone_stands_where_the_rules_put_them(firm, mei):
    compute(JULY, by=mei)

    assert believed(firm, "rung") == {"zheng": "core", "bai": "new", "chu": "lost", "dong": "onlooker"}
    assert believed(firm, "lifecycle") == {"zheng": "active", "bai": "new", "chu": "lost", "dong": "prospect"}
    assert believed(firm, "tier") == {"zheng": "gold", "bai": "lead", "chu": "lead"}
    assert believed(firm, "abc") == {"zheng": "A", "bai": "A", "chu": "B"}  # shares before: 0, 75 %, 87.5 %
    assert believed(firm, "relation") == {"zheng": "actual", "bai": "actual", "chu": "lost", "dong": "potential"}
    assert believed(firm, "profit") == {"zheng": "vip", "bai": "ordinary", "chu": "ordinary"}


def test_in_july_the_plain_figures_are_those_of_the_orders(firm, mei):
    compute(JULY, by=mei)

    assert believed(firm, "days_since_last_purchase") == {"zheng": 21, "bai": 11, "chu": 212}
    assert believed(firm, "purchases_12m") == {"zheng": 6, "bai": 1, "chu": 1}
    assert believed(firm, "net_sales_12m") == {"zheng": Decimal(4560), "bai": Decimal(760), "chu": Decimal(760)}
    assert believed(firm, "margin_12m") == {"zheng": Decimal(2760), "bai": Decimal(460), "chu": Decimal(460)}


def test_in_october_silence_has_moved_them(firm, mei):
    compute(JULY, by=mei)
    compute(OCTOBER, by=mei)

    assert believed(firm, "rung") == {"zheng": "edge", "bai": "edge", "chu": "lost", "dong": "onlooker"}
    history = Standing.objects.filter(customer=firm["zheng"], kind="rung").order_by("since")
    assert [(row.value, row.since, row.until) for row in history] == [("core", JULY, OCTOBER), ("edge", OCTOBER, None)]


def test_the_evidence_holds_the_numbers_the_rule_and_the_run(firm, mei):
    runs = compute(JULY, by=mei)

    standing = Standing.objects.get(customer=firm["zheng"], kind="rung")
    assert standing.evidence == {
        "rule": "core_frequent_and_valuable",
        "purchases_90d": 3,
        "purchases_12m": 6,
        "days_since_first_purchase": 172,
        "days_since_last_purchase": 21,
        "expected_gap_days": 30.2,
        "gap_is_own": True,
        "value": "2760.0000",
        "value_basis": "margin_12m",
        "place": 1,
        "ranked_customers": 3,
        "referrals": 0,
    }
    assert standing.rule_version == "v1"
    assert standing.run == next(run.pk for run in runs if run.measure == "ladder")


def test_a_run_tells_what_was_computed_from_how_much(firm, mei):
    compute(JULY, by=mei)

    run = Run.objects.get(measure="ladder")
    assert (run.status, run.as_of, run.rule_version) == ("done", JULY, "v1")
    assert (run.rows_read, run.customers) == (9, 4)
    assert run.parameters["settings"]["new_days"] == 90
    # The order of a supplier is in no customer's history, and the run says so.
    assert [(w["code"], w["values"]["rows"]) for w in run.warnings] == [("rows_of_unlisted_customers", 1)]


def test_a_measure_that_would_mislead_says_so_and_the_others_go_on(firm, mei):
    compute(JULY, by=mei)

    run = Run.objects.get(measure="clv")
    assert run.status == "failed"
    assert run.warnings[0]["code"] == "refused"
    assert run.warnings[0]["values"] == {"customers": 0, "minimum": 30}
    assert believed(firm, "clv") == {}


def test_related_parties_and_colleagues_without_orders_are_not_judged(firm, mei):
    compute(JULY, by=mei)

    assert not Standing.objects.filter(customer__in=(firm["feng"], firm["ge"])).exists()


def test_computing_a_day_twice_changes_nothing(firm, mei):
    compute(JULY, by=mei)
    compute(OCTOBER, by=mei)
    once = list(
        Standing.objects.order_by("customer", "kind", "since").values_list(
            "customer", "kind", "value", "number", "since", "until"
        )
    )

    compute(OCTOBER, by=mei)

    again = Standing.objects.order_by("customer", "kind", "since")
    assert list(again.values_list("customer", "kind", "value", "number", "since", "until")) == once


def test_orders_of_the_day_itself_do_not_count(firm, mei):
    a_sale(firm["dong"], JULY)

    compute(JULY, by=mei)

    assert believed(firm, "rung")["dong"] == "onlooker"


def test_who_is_core_stays_core_between_the_two_borders(firm, mei):
    compute(JULY, by=mei)
    a_sale(firm["zheng"], date(2025, 9, 10))
    publish("ladder", {**in_force("ladder").settings, "core_purchases_12m": 50}, by=mei, note="Rarer", version=1)

    compute(date(2025, 9, 20), by=mei)

    zheng = Standing.objects.current().get(customer=firm["zheng"], kind="rung")
    assert (zheng.value, zheng.evidence["rule"], zheng.since) == ("core", "core_held", JULY)
    assert (zheng.evidence["purchases_12m"], zheng.rule_version) == (7, "v2")


def test_changed_rules_are_version_two_and_evidence_says_so(firm, mei):
    compute(JULY, by=mei)
    publish("ladder", {**in_force("ladder").settings, "new_days": 5}, by=mei, note="Shorter", version=1)

    compute(JULY, by=mei)

    bai = Standing.objects.current().get(customer=firm["bai"], kind="rung")
    assert (bai.value, bai.rule_version, bai.since) == ("inactive", "v2", JULY)
    assert Run.objects.filter(measure="ladder").latest("id").parameters["settings"]["new_days"] == 5


def test_what_a_person_stated_for_a_while_is_left_alone(firm, mei):
    a_standing(firm["chu"], "rung", "core", source="stated", since=JULY.replace(month=6), holds_until=OCTOBER)

    compute(JULY, by=mei)

    assert believed(firm, "rung")["chu"] == "core"


def test_staff_do_not_compute(firm, ana):
    with pytest.raises(Refusal):
        compute(JULY, by=ana)

    assert not Standing.objects.exists()
    assert not Run.objects.exists()


def test_a_run_whose_process_died_is_closed_by_the_next(firm, mei):
    dead = Run.objects.create(measure="ladder", as_of=JULY)

    compute(JULY, by=mei)

    dead.refresh_from_db()
    assert (dead.status, dead.warnings[0]["code"]) == ("failed", "interrupted")
