"""A manager may judge against the rules: with a reason, for a while."""

from contextlib import closing, contextmanager
from datetime import date

import pytest
from django.db import connection

from zhike.customers.actions import Finding, override, publish, release
from zhike.customers.models.standing import LOCK
from zhike.customers.tests.history import MARCH, computed, history
from zhike.kit.audit.trace import trace_of
from zhike.kit.testing.observing import announced, refused, trace

TODAY, TOMORROW, YESTERDAY, SUMMER = date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 11), date(2026, 6, 30)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def hold(customer, by, **changed):
    values = {"kind": "rung", "value": "core", "reason": "The founder told me so.", "holds_until": SUMMER}
    return override(customer, by=by, **values | changed)


def test_an_override_begins_today_and_says_why(mei, teahouse):
    computed(teahouse, "rung", "edge", MARCH, rule_version="v1", run=4)

    hold(teahouse, mei)

    assert history(teahouse, "rung") == [("edge", MARCH, TODAY), ("core", TODAY, None)]
    now = teahouse.standings.current().get()
    assert (now.source, now.reason, now.holds_until) == ("stated", "The founder told me so.", SUMMER)
    assert now.evidence["said_by"] == "Mei"


def test_an_override_is_traced_and_announced(mei, teahouse):
    computed(teahouse, "rung", "edge", MARCH)

    hold(teahouse, mei)

    assert trace(teahouse) == ["Mei set a standing by hand"]
    assert trace_of(teahouse).get().changes == {
        "rung": ["edge", "core"],
        "reason": [None, "The founder told me so."],
        "holds_until": [None, "2026-06-30"],
    }
    assert announced() == ["kit.followed_changed", "customers.standing_overridden"]


def test_a_customer_nobody_judged_may_be_judged_by_hand(mei, teahouse):
    hold(teahouse, mei, kind="tier", value="gold")

    assert history(teahouse, "tier") == [("gold", TODAY, None)]


def test_an_override_on_the_day_of_a_computation_replaces_it(mei, teahouse):
    computed(teahouse, "rung", "edge", TODAY)

    hold(teahouse, mei)

    assert history(teahouse, "rung") == [("core", TODAY, None)]


def test_an_override_of_a_standing_that_begins_tomorrow_begins_tomorrow(mei, teahouse):
    computed(teahouse, "rung", "edge", TOMORROW)

    hold(teahouse, mei, holds_until=TODAY)

    now = teahouse.standings.get()
    assert (now.value, now.since, now.holds_until) == ("core", TOMORROW, TOMORROW)


def test_a_second_override_replaces_the_first(mei, teahouse):
    hold(teahouse, mei)

    hold(teahouse, mei, value="advocate", reason="She brought two friends.")

    assert history(teahouse, "rung") == [("advocate", TODAY, None)]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "abc", "value": "A"}, "Only the value tier and the loyalty rung"),
        ({"kind": "origin", "value": "terminal"}, "Only the value tier and the loyalty rung"),
        ({"value": "gold"}, "“gold” is no value of “Loyalty rung”"),
        ({"reason": "  "}, "Say why"),
        ({"reason": "x" * 201}, "200 characters are enough"),
        ({"holds_until": YESTERDAY}, "must not lie in the past"),
    ],
)
def test_an_override_without_sense_reason_or_end_is_refused(mei, teahouse, changed, sentence):
    computed(teahouse, "rung", "edge", MARCH)

    with refused(sentence):
        hold(teahouse, mei, **changed)


def test_staff_do_not_override(ana, teahouse):
    with refused("Your role does not allow this"):
        hold(teahouse, ana)
    with refused("Your role does not allow this"):
        release(teahouse, by=ana, kind="rung")


def test_the_lead_of_another_team_finds_no_such_customer(mei, dealer):
    with refused("does not exist"):
        hold(dealer, mei)


def test_a_release_on_the_same_day_leaves_no_trace_in_the_history(mei, teahouse):
    computed(teahouse, "rung", "edge", MARCH)
    hold(teahouse, mei)

    release(teahouse, by=mei, kind="rung")

    assert history(teahouse, "rung") == [("edge", MARCH, None)]
    assert trace(teahouse)[-1] == "Mei let the rules decide again"
    assert announced()[-1] == "customers.standing_released"


def test_after_a_release_the_rules_last_word_holds_from_today(mei, teahouse, clock):
    computed(teahouse, "rung", "edge", MARCH, rule_version="v1", run=4, evidence={"purchases_90d": 1})
    hold(teahouse, mei)
    clock.move_to("2026-04-02T09:00+08:00")

    release(teahouse, by=mei, kind="rung")

    assert history(teahouse, "rung") == [
        ("edge", MARCH, TODAY),
        ("core", TODAY, date(2026, 4, 2)),
        ("edge", date(2026, 4, 2), None),
    ]
    now = teahouse.standings.current().get()
    assert (now.source, now.as_of, now.rule_version, now.run) == ("computed", MARCH, "v1", 4)
    assert now.evidence == {"purchases_90d": 1}


def test_what_a_computation_said_on_the_day_of_the_override_comes_back(mei, teahouse):
    computed(teahouse, "rung", "active", MARCH, TODAY)
    computed(teahouse, "rung", "edge", TODAY)
    hold(teahouse, mei)
    hold(teahouse, mei, value="advocate")

    release(teahouse, by=mei, kind="rung")

    assert history(teahouse, "rung") == [("active", MARCH, TODAY), ("edge", TODAY, None)]


def test_a_customer_only_ever_judged_by_hand_stands_nowhere_after_a_release(mei, teahouse, clock):
    hold(teahouse, mei)
    clock.move_to("2026-04-02T09:00+08:00")

    release(teahouse, by=mei, kind="rung")

    assert history(teahouse, "rung") == [("core", TODAY, date(2026, 4, 2))]


def test_an_override_does_not_cut_into_a_publication(mei, teahouse):
    computed(teahouse, "rung", "edge", MARCH)
    with connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '50ms'")

    with publishing_elsewhere(), refused("Somebody else is changing this right now"):
        hold(teahouse, mei)
    hold(teahouse, mei)


@contextmanager
def publishing_elsewhere():
    with closing(connection.get_new_connection(connection.get_connection_params())) as other:
        other.execute("begin")
        other.execute(LOCK.format(manner=""))
        yield


def test_what_the_rules_decide_cannot_be_released(mei, teahouse):
    computed(teahouse, "rung", "edge", MARCH)

    with refused("not set by hand"):
        release(teahouse, by=mei, kind="rung")


def test_a_computation_can_follow_a_release_on_the_same_day(mei, robot, teahouse, clock):
    computed(teahouse, "rung", "edge", MARCH)
    hold(teahouse, mei)
    clock.move_to("2026-04-02T09:00+08:00")
    release(teahouse, by=mei, kind="rung")

    publish([Finding(teahouse.pk, "rung", "active")], by=robot, as_of=date(2026, 4, 2), run=5)

    assert history(teahouse, "rung")[1:] == [("core", TODAY, date(2026, 4, 2)), ("active", date(2026, 4, 2), None)]
