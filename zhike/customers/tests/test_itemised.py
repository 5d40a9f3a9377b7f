"""Programs are told the people of a customer, and of the ways to reach them no more than the page shows."""

import pytest

from tests.cast import a_contact_point, a_customer
from zhike.kit.testing.acting import Program

pytestmark = pytest.mark.django_db


def test_people_and_ways_come_along_for_whoever_asks(ana):
    customer, program = a_customer(owner=ana), Program(ana)
    person = customer.contacts.create(name="林晓", title="采购", buying_role="buys")
    point = a_contact_point(customer, value="13800001234", contact=person)

    plain = program.get(f"/customers/{customer.pk}").json()
    told = program.get(f"/customers/{customer.pk}", expand="contacts,contact_points").json()

    assert not {"contacts", "contact_points"} & plain.keys()
    assert told["contacts"] == [{"id": person.pk, "name": "林晓", "title": "采购", "buying_role": "buys"}]
    [way] = told["contact_points"]
    assert (way["id"], way["contact"], way["medium"], way["masked"]) == (point.pk, person.pk, "phone", str(point))
    assert "13800001234" not in str(told)


def test_a_way_is_ended_by_the_number_that_was_told(ana):
    customer, program = a_customer(owner=ana), Program(ana)
    a_contact_point(customer)
    [way] = program.get("/customers", expand="contact_points").json()["items"][0]["contact_points"]

    ended = program.post(f"/customers/{customer.pk}/end_contact_point", {"point": way["id"], "on": "2026-03-12"})

    assert ended.status_code == 200, ended.json()
    assert str(customer.contact_points.get().valid_to) == "2026-03-12"


def test_the_people_of_a_customer_out_of_sight_are_out_of_sight(ana, bo):
    theirs = a_customer(owner=bo)
    theirs.contacts.create(name="林晓")

    assert Program(ana).get(f"/customers/{theirs.pk}", expand="contacts").status_code == 404
    assert Program(ana).get("/customers", expand="contacts").json()["items"] == []
