"""A customer changes hands."""

import pytest

from tests.cast import a_person
from zhike.customers.actions import hand_over
from zhike.kit.events import Event
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace

pytestmark = pytest.mark.django_db


@pytest.fixture
def kai(db):
    return a_person("Kai")


def test_a_customer_handed_over_has_a_new_owner(mei, kai, teahouse):
    hand_over(teahouse, by=mei, to=kai)

    assert teahouse.fresh().owner == kai
    assert trace(teahouse) == ["Mei handed this customer over"]
    event = Event.objects.get(name="customers.handed_over")
    assert event.keys == {"customer": teahouse.pk, "by": mei.pk}


def test_nobody_is_handed_their_own_customer(mei, ana, teahouse):
    with refused("Ana looks after this customer already"):
        hand_over(teahouse, by=mei, to=ana)


def test_only_people_at_work_look_after_customers(mei, robot, teahouse):
    gone = a_person("Gus", is_active=False)

    for nobody in (robot, gone):
        with refused("somebody who works here"):
            hand_over(teahouse, by=mei, to=nobody)


def test_a_lead_does_not_give_customers_away_to_another_team(mei, bo, teahouse):
    with refused("out of your own sight"):
        hand_over(teahouse, by=mei, to=bo)


def test_staff_do_not_hand_over(ana, kai, teahouse):
    with refused("Your role does not allow this"):
        hand_over(teahouse, by=ana, to=kai)


def test_the_form_offers_people_at_work_only(mei, kai, robot, teahouse):
    gone = a_person("Gus", is_active=False)

    offered = at_the_screen(mei).get(f"/customers/{teahouse.pk}/do/hand_over/").context["form"]["to"].field.queryset

    assert kai in offered
    assert not {robot, gone} & set(offered)
