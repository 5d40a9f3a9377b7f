"""What a computation publishes becomes dated standings, all or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DataError, IntegrityError

from tests.cast import a_customer
from zhike.customers.actions import Finding, Published, publish
from zhike.customers.models import Standing
from zhike.customers.tests.history import APRIL, MARCH, MAY, computed, history, stated
from zhike.kit.audit.models import Trace
from zhike.kit.events import Event
from zhike.kit.testing.observing import announced, digest, refused

pytestmark = pytest.mark.django_db


def rungs(robot, as_of, values, **options):
    """Publish a rung for each customer of a dictionary."""
    findings = [Finding(customer.pk, "rung", value, None, {"purchases_90d": 3}) for customer, value in values.items()]
    return publish(findings, kinds=["rung"], by=robot, as_of=as_of, run=7, rule_version="v1", **options)


def numbers(robot, as_of, values):
    """Publish net sales for each customer of a dictionary."""
    findings = [Finding(customer.pk, "net_sales_12m", "", value, {}) for customer, value in values.items()]
    return publish(findings, kinds=["net_sales_12m"], by=robot, as_of=as_of, run=7)


def test_a_first_standing_opens_with_its_birth_certificate(robot, teahouse):
    done = rungs(robot, MARCH, {teahouse: "active"})

    row = teahouse.standings.get()
    assert (row.value, row.since, row.until, row.as_of) == ("active", MARCH, None, MARCH)
    assert (row.evidence, row.rule_version, row.run, row.source) == ({"purchases_90d": 3}, "v1", 7, "computed")
    assert done == Published(corrected=0, closed=0, forgotten=0, confirmed=0, held=0, opened=1)


def test_a_change_closes_one_standing_and_opens_the_next(robot, teahouse):
    rungs(robot, MARCH, {teahouse: "active"})

    rungs(robot, APRIL, {teahouse: "edge"})

    assert history(teahouse, "rung") == [("active", MARCH, APRIL), ("edge", APRIL, None)]


def test_no_change_is_a_confirmation_with_fresh_evidence(robot, teahouse):
    rungs(robot, MARCH, {teahouse: "active"})

    findings = [Finding(teahouse.pk, "rung", "active", None, {"purchases_90d": 5})]
    publish(findings, by=robot, as_of=APRIL, run=8, rule_version="v2")

    row = teahouse.standings.get()
    assert (row.since, row.until, row.as_of) == (MARCH, None, APRIL)
    assert (row.evidence, row.rule_version, row.run) == ({"purchases_90d": 5}, "v2", 8)


def test_a_standing_nobody_confirms_has_ended(robot, teahouse, dealer):
    rungs(robot, MARCH, {teahouse: "active", dealer: "new"})

    rungs(robot, APRIL, {teahouse: "active"})

    assert history(dealer, "rung") == [("new", MARCH, APRIL)]


def test_kinds_that_were_not_computed_stay_as_they_are(robot, teahouse):
    publish([Finding(teahouse.pk, "tier", "gold")], by=robot, as_of=MARCH, run=1)

    rungs(robot, APRIL, {teahouse: "active"})

    assert history(teahouse, "tier") == [("gold", MARCH, None)]


def test_the_same_day_published_again_corrects_itself(robot, teahouse):
    rungs(robot, MARCH, {teahouse: "active"})
    rungs(robot, APRIL, {teahouse: "edge"})

    rungs(robot, APRIL, {teahouse: "lost"})

    assert history(teahouse, "rung") == [("active", MARCH, APRIL), ("lost", APRIL, None)]


def test_a_correction_back_to_the_value_before_leaves_no_move(robot, teahouse):
    rungs(robot, MARCH, {teahouse: "active"})
    rungs(robot, APRIL, {teahouse: "edge"})

    rungs(robot, APRIL, {teahouse: "active"})

    assert history(teahouse, "rung") == [("active", MARCH, None)]
    assert teahouse.standings.get().as_of == APRIL


def test_a_correction_to_nothing_ends_the_value_before(robot, teahouse):
    rungs(robot, MARCH, {teahouse: "active"})
    rungs(robot, APRIL, {teahouse: "edge"})

    rungs(robot, APRIL, {})

    assert history(teahouse, "rung") == [("active", MARCH, APRIL)]


def test_the_same_day_published_again_unchanged_changes_nothing(robot, teahouse):
    rungs(robot, MARCH, {teahouse: "active"})
    before = list(Standing.objects.values())

    assert rungs(robot, MARCH, {teahouse: "active"}).confirmed == 1
    assert list(Standing.objects.values()) == before


def test_numbers_keep_the_latest_only(robot, teahouse, dealer):
    numbers(robot, MARCH, {teahouse: 100, dealer: 50})

    done = numbers(robot, APRIL, {teahouse: Decimal("120.55"), dealer: 50})

    changed, same = teahouse.standings.get(), dealer.standings.get()
    assert (changed.number, changed.since, changed.as_of) == (Decimal("120.55"), APRIL, APRIL)
    assert (same.number, same.since, same.as_of) == (50, MARCH, APRIL)
    assert (done.opened, done.confirmed) == (0, 2)


def test_a_number_no_longer_known_is_forgotten(robot, teahouse, dealer):
    numbers(robot, MARCH, {teahouse: 100, dealer: 50})

    assert numbers(robot, APRIL, {teahouse: 100}).forgotten == 1
    assert not dealer.standings.exists()


def test_a_kind_of_which_nothing_was_found_is_empty_afterwards(robot, teahouse):
    numbers(robot, MARCH, {teahouse: 100})

    numbers(robot, APRIL, {})

    assert not Standing.objects.exists()


def test_an_override_holds_through_its_last_day(robot, teahouse):
    computed(teahouse, "rung", "active", MARCH, date(2026, 3, 10))
    stated(teahouse, "rung", "core", date(2026, 3, 10), holds_until=APRIL)
    before = teahouse.standings.current().values().get()

    done = rungs(robot, APRIL, {teahouse: "edge"})

    assert (done.held, done.opened, done.closed) == (1, 0, 0)
    assert teahouse.standings.current().values().get() == before


def test_the_rules_take_over_when_an_override_has_ended(robot, teahouse):
    stated(teahouse, "rung", "core", MARCH, holds_until=date(2026, 3, 31))

    rungs(robot, APRIL, {teahouse: "core"})

    assert history(teahouse, "rung") == [("core", MARCH, APRIL), ("core", APRIL, None)]
    assert teahouse.standings.current().get().source == "computed"


def test_an_ended_override_nobody_computes_ends(robot, teahouse):
    stated(teahouse, "rung", "core", MARCH, holds_until=date(2026, 3, 31))

    rungs(robot, APRIL, {})

    assert history(teahouse, "rung") == [("core", MARCH, APRIL)]


def test_a_day_before_the_last_one_computed_is_refused(robot, teahouse):
    rungs(robot, APRIL, {teahouse: "active"})

    with refused("computed as of April 1, 2026 already.*use a replay"):
        rungs(robot, MARCH, {teahouse: "edge"})


def test_another_kind_may_be_behind(robot, teahouse):
    rungs(robot, APRIL, {teahouse: "active"})

    numbers(robot, MARCH, {teahouse: 100})

    assert teahouse.standings.get(kind="net_sales_12m").as_of == MARCH


def test_a_customer_that_is_gone_by_now_is_passed_over(robot, teahouse):
    gone = a_customer("已删除")
    values = {teahouse: "active", a_customer("在册"): "new"}
    findings = [Finding(gone.pk, "rung", "lost"), *(Finding(c.pk, "rung", v) for c, v in values.items())]
    gone.delete()

    assert publish(findings, by=robot, as_of=MARCH, run=1).opened == 2


@pytest.mark.parametrize(("kind", "error"), [("origin", "origin"), ("shoe_size", "shoe_size"), ("tier", "tier")])
def test_only_announced_and_computable_kinds_are_published(robot, teahouse, kind, error):
    before = digest()

    with pytest.raises(ValueError, match=error):
        publish([Finding(teahouse.pk, kind, "x")], kinds=["rung"], by=robot, as_of=MARCH, run=1)
    assert digest() == before


@pytest.mark.parametrize(("value", "error"), [("far_too_long_for_any_rung" * 3, DataError), ("active", IntegrityError)])
def test_a_publication_is_all_or_nothing(robot, teahouse, dealer, value, error):
    rungs(robot, MARCH, {teahouse: "active"})
    before = digest()
    findings = [
        Finding(dealer.pk, "rung", "new"),
        Finding(teahouse.pk, "rung", "edge"),
        Finding(dealer.pk, "rung", value),
    ]

    with pytest.raises(error):
        publish(findings, by=robot, as_of=APRIL, run=8)
    assert digest() == before


def test_a_publication_is_announced_once_and_traced_nowhere(robot, teahouse, dealer):
    rungs(robot, MARCH, {teahouse: "active", dealer: "new"})

    event = Event.objects.get()
    assert (event.name, event.keys) == (
        "customers.standings_published",
        {"run": 7, "as_of": "2026-03-01", "kinds": ["rung"], "by": robot.pk},
    )
    assert not Trace.objects.exists()


def test_staff_do_not_publish(ana, teahouse):
    with refused("Your role does not allow this"):
        rungs(ana, MARCH, {teahouse: "active"})
    assert announced() == []


def test_numbers_arrive_as_the_engines_give_them(robot, teahouse, dealer):
    numbers(robot, MAY, {teahouse: 0.1 + 0.2, dealer: Decimal("7.123450")})

    assert teahouse.standings.get().number == Decimal("0.3000")
    assert dealer.standings.get().number == Decimal("7.1235")
