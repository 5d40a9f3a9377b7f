"""The people at a customer and the ways to reach them."""

from datetime import date

import pytest

from zhike.customers.actions import add_contact, add_contact_point, end_contact_point, make_primary
from zhike.customers.models import ContactPoint, Customer
from zhike.kit.audit.trace import trace_of
from zhike.kit.search import find
from zhike.kit.testing.observing import announced, refused, trace

TODAY, YESTERDAY, TOMORROW = date(2026, 3, 12), date(2026, 3, 11), date(2026, 3, 13)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def office(ana, teahouse) -> ContactPoint:
    add_contact_point(teahouse, by=ana, medium="phone", value="0571-8888 0000")
    return teahouse.contact_points.get()


@pytest.fixture
def mobile(ana, teahouse, office) -> ContactPoint:
    add_contact_point(teahouse, by=ana, medium="phone", value="138 0000 1234")
    return teahouse.contact_points.exclude(pk=office.pk).get()


def test_a_contact_is_a_person_with_a_part_in_the_purchase(ana, teahouse):
    add_contact(teahouse, by=ana, name=" 林晓 ", title="采购", buying_role="decides")

    contact = teahouse.contacts.get()
    assert (contact.name, contact.title, contact.buying_role) == ("林晓", "采购", "decides")
    assert trace(teahouse) == ["Ana added a contact"]
    assert announced() == ["customers.contact_added"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "林晓"}, "is a contact of this customer already"),
        ({"name": "王磊", "buying_role": "sings"}, "no such buying role"),
    ],
)
def test_a_contact_without_sense_is_refused(ana, teahouse, values, sentence):
    add_contact(teahouse, by=ana, name="林晓")

    with refused(sentence):
        add_contact(teahouse, by=ana, **values)


def test_the_first_contact_point_of_a_medium_is_primary(office, mobile):
    assert (office.is_primary, mobile.is_primary) == (True, False)
    assert (office.valid_from, office.valid_to) == (TODAY, None)


def test_a_contact_point_may_belong_to_a_contact(ana, teahouse):
    add_contact(teahouse, by=ana, name="林晓")

    add_contact_point(teahouse, by=ana, medium="mail", value="lin@tea.cn", contact="林晓")

    assert teahouse.contact_points.get().contact == teahouse.contacts.get()


def test_the_trace_keeps_a_contact_point_masked(ana, teahouse, office):
    assert trace(teahouse) == ["Ana added a contact point"]
    assert trace_of(teahouse).get().changes == {"contact_point": [None, "057 **** 0000"]}
    assert announced() == ["customers.contact_point_added"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"value": "057188880000"}, "known already"),
        ({"value": "123"}, "nobody could be reached"),
        ({"medium": "mail"}, "nobody could be reached"),
        ({"medium": "pigeon"}, "no such medium"),
        ({"contact": "林晓"}, "No contact here is called 林晓"),
    ],
)
def test_a_contact_point_that_reaches_nobody_is_refused(ana, teahouse, office, values, sentence):
    with refused(sentence):
        add_contact_point(teahouse, by=ana, **{"medium": "phone", "value": "138 0000 1234"} | values)


def test_there_is_one_primary(ana, teahouse, office, mobile):
    make_primary(teahouse, by=ana, point=mobile.pk)

    assert list(teahouse.contact_points.filter(is_primary=True)) == [mobile]
    assert trace(teahouse)[-1] == "Ana chose the primary contact point"
    assert announced()[-1] == "customers.primary_chosen"


def test_the_primary_cannot_be_chosen_again(ana, teahouse, office):
    with refused("primary one already"):
        make_primary(teahouse, by=ana, point=office.pk)


def test_a_contact_point_ends_and_the_next_becomes_primary(ana, teahouse, office, mobile):
    end_contact_point(teahouse, by=ana, point=office.pk, on=TODAY)

    assert list(teahouse.contact_points.valid(TODAY)) == [mobile]
    assert list(teahouse.contact_points.filter(is_primary=True)) == [mobile]
    assert teahouse.contact_points.get(pk=office.pk).valid_to == TODAY
    assert trace(teahouse)[-1] == "Ana ended a contact point"
    assert announced()[-1] == "customers.contact_point_ended"


def test_what_has_ended_can_be_reached_again_under_a_new_row(ana, teahouse, office):
    end_contact_point(teahouse, by=ana, point=office.pk, on=TODAY)

    add_contact_point(teahouse, by=ana, medium="phone", value=office.value)

    assert teahouse.contact_points.count() == 2
    assert teahouse.contact_points.valid(TODAY).get().is_primary


@pytest.mark.parametrize(
    ("on", "sentence"), [(TOMORROW, "Only days up to today"), (YESTERDAY, "cannot end before it began")]
)
def test_a_contact_point_ends_in_its_own_time(ana, teahouse, office, on, sentence):
    with refused(sentence):
        end_contact_point(teahouse, by=ana, point=office.pk, on=on)


def test_a_contact_point_of_somebody_else_or_the_past_is_not_there(ana, teahouse, office, dealer):
    other = ContactPoint.objects.create(customer=dealer, medium="phone", value="020 8000 0000")
    end_contact_point(teahouse, by=ana, point=office.pk, on=TODAY)

    for point in (other, office):
        with refused("no such contact point"):
            make_primary(teahouse, by=ana, point=point.pk)
        with refused("no such contact point"):
            end_contact_point(teahouse, by=ana, point=point.pk, on=TODAY)


@pytest.mark.parametrize("typed", ["13800001234", "1234", "00001234", "林晓", "linxiao", "lx"])
def test_a_customer_is_found_by_its_people_and_their_numbers(ana, teahouse, dealer, typed):
    add_contact(teahouse, by=ana, name="林晓")
    add_contact_point(teahouse, by=ana, medium="phone", value="138 0000 1234", contact="林晓")

    assert list(find(Customer.objects.all(), typed)) == [teahouse]
