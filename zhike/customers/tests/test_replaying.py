"""A replay rewrites what was computed in its range, and goes around what people said."""

from datetime import date

import pytest

from zhike.customers.actions import Change, Finding, publish, publish_history
from zhike.customers.tests.history import APRIL, JUNE, MARCH, MAY, computed, history, stated
from zhike.kit.audit.models import Trace
from zhike.kit.events import Event
from zhike.kit.testing.observing import digest, refused

pytestmark = pytest.mark.django_db
FEBRUARY, JULY = date(2026, 2, 1), date(2026, 7, 1)


def replay(robot, customer, *changes, first=MARCH, last=MAY, kinds=("rung",)):
    """Publish (since, value) changes of one customer's rung."""
    told = [Change(customer.pk, "rung", since, value, {"purchases_12m": 4}) for since, value in changes]
    return publish_history(told, kinds=kinds, first=first, last=last, by=robot, run=9, rule_version="v2")


def test_changes_become_a_history(robot, teahouse):
    replay(robot, teahouse, (MARCH, "new"), (APRIL, "active"), (MAY, "edge"))

    assert history(teahouse, "rung") == [("new", MARCH, APRIL), ("active", APRIL, MAY), ("edge", MAY, None)]
    first, *_, now = teahouse.standings.order_by("since")
    assert (first.as_of, now.as_of) == (date(2026, 3, 31), MAY)
    assert (now.evidence, now.rule_version, now.run, now.source) == ({"purchases_12m": 4}, "v2", 9, "computed")


def test_a_customer_may_stand_nowhere_for_a_while(robot, teahouse):
    replay(robot, teahouse, (MARCH, "new"), (APRIL, ""), (MAY, "edge"))

    assert history(teahouse, "rung") == [("new", MARCH, APRIL), ("edge", MAY, None)]


def test_what_was_computed_in_the_range_is_replaced(robot, teahouse, dealer):
    computed(teahouse, "rung", "core", MARCH, APRIL)
    computed(teahouse, "rung", "lost", APRIL)
    computed(dealer, "rung", "new", APRIL)

    replay(robot, teahouse, (MARCH, "active"))

    assert history(teahouse, "rung") == [("active", MARCH, None)]
    assert history(dealer, "rung") == []


def test_another_kind_is_not_touched(robot, teahouse):
    computed(teahouse, "tier", "gold", MARCH)

    replay(robot, teahouse, (MARCH, "active"))

    assert history(teahouse, "tier") == [("gold", MARCH, None)]


def test_what_began_before_the_range_ends_where_it_begins(robot, teahouse):
    computed(teahouse, "rung", "core", FEBRUARY)

    replay(robot, teahouse, (MARCH, "active"))

    assert history(teahouse, "rung") == [("core", FEBRUARY, MARCH), ("active", MARCH, None)]


def test_what_goes_on_unchanged_into_the_range_is_one_standing(robot, teahouse):
    computed(teahouse, "rung", "active", FEBRUARY)

    replay(robot, teahouse, (MARCH, "active"), (MAY, "edge"))

    assert history(teahouse, "rung") == [("active", FEBRUARY, MAY), ("edge", MAY, None)]
    assert teahouse.standings.get(value="active").rule_version == "v2"


def test_what_was_computed_after_the_range_stays(robot, teahouse):
    computed(teahouse, "rung", "lost", JUNE)

    replay(robot, teahouse, (MARCH, "active"), (MAY, "edge"))

    assert history(teahouse, "rung") == [("active", MARCH, MAY), ("edge", MAY, JUNE), ("lost", JUNE, None)]


def test_what_goes_on_unchanged_after_the_range_is_one_standing(robot, teahouse):
    computed(teahouse, "rung", "core", FEBRUARY, MARCH)
    computed(teahouse, "rung", "core", JUNE, rule_version="v1")

    replay(robot, teahouse, (MARCH, "core"))

    assert history(teahouse, "rung") == [("core", FEBRUARY, None)]
    assert teahouse.standings.get().rule_version == "v1"


def test_a_replay_goes_around_an_override(robot, teahouse):
    stated(teahouse, "rung", "core", APRIL, MAY, holds_until=date(2026, 4, 30), reason="met in person")

    replay(robot, teahouse, (MARCH, "active"))

    assert history(teahouse, "rung") == [("active", MARCH, APRIL), ("core", APRIL, MAY), ("active", MAY, None)]
    assert teahouse.standings.get(value="core").reason == "met in person"


def test_a_replay_ends_before_an_override_that_still_holds(robot, teahouse):
    stated(teahouse, "rung", "core", APRIL, holds_until=JULY)

    replay(robot, teahouse, (MARCH, "active"), (MAY, "lost"))

    assert history(teahouse, "rung") == [("active", MARCH, APRIL), ("core", APRIL, None)]


def test_the_same_replay_again_changes_nothing(robot, teahouse):
    changes = (MARCH, "new"), (APRIL, "active")
    replay(robot, teahouse, *changes)
    before = history(teahouse, "rung")

    replay(robot, teahouse, *changes)

    assert history(teahouse, "rung") == before


def test_the_days_after_a_replay_are_published_as_usual(robot, teahouse):
    replay(robot, teahouse, (MARCH, "new"), (APRIL, "active"))

    publish([Finding(teahouse.pk, "rung", "active")], by=robot, as_of=JUNE, run=10)

    assert history(teahouse, "rung") == [("new", MARCH, APRIL), ("active", APRIL, None)]


@pytest.mark.parametrize(
    ("changes", "range_", "kinds"),
    [
        ([(FEBRUARY, "new")], {}, ["rung"]),
        ([(JUNE, "new")], {}, ["rung"]),
        ([], {"first": MAY, "last": MARCH}, ["rung"]),
        ([], {}, ["clv"]),
        ([], {}, ["origin"]),
        ([(MARCH, "new")], {}, ["tier"]),
    ],
)
def test_a_replay_that_makes_no_sense_changes_nothing(robot, teahouse, changes, range_, kinds):
    computed(teahouse, "rung", "core", FEBRUARY)
    before = digest()

    with pytest.raises(ValueError, match=r"."):
        replay(robot, teahouse, *changes, kinds=kinds, **range_)
    assert digest() == before


def test_a_replay_is_announced_once_and_traced_nowhere(robot, teahouse):
    replay(robot, teahouse, (MARCH, "new"))

    event = Event.objects.get()
    assert event.name == "customers.history_published"
    assert event.keys == {"run": 9, "first": "2026-03-01", "last": "2026-05-01", "kinds": ["rung"], "by": robot.pk}
    assert not Trace.objects.exists()


def test_staff_do_not_replay(ana, teahouse):
    with refused("Your role does not allow this"):
        replay(ana, teahouse, (MARCH, "new"))
