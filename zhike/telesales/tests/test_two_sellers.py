"""Sellers who ask for the next call at the same moment, on real connections: nobody gets what another has."""

from collections import Counter
from functools import partial

import pytest

from tests.at_once import together
from tests.cast import a_call_list, a_contact_point, a_customer, a_person, a_planned_call, a_result
from zhike.kit.access.models import Role
from zhike.telesales import desk
from zhike.telesales.actions import say
from zhike.telesales.models import Attempt

pytestmark = pytest.mark.django_db(transaction=True)
SELLERS, CUSTOMERS = 4, 24


def test_no_two_sellers_ever_get_the_same_customer():
    people = [a_person(f"Lead {nth}", role=Role.MANAGER) for nth in range(SELLERS)]
    spring, close = a_call_list(), a_result(follows="close")
    for nth in range(CUSTOMERS):
        customer = a_customer(f"Customer {nth}", owner=people[0])
        a_contact_point(customer, value=f"138 0000 {nth:04}", is_primary=True)
        a_planned_call(owner=people[0], customer=customer, call_list=spring, worth=nth)

    def call(person):
        while (attempt := desk.next_call(spring, by=person)[0]) is not None:
            say(attempt.planned, by=person, result=close)

    told = together(*(partial(call, person) for person in people))

    assert told == [None] * SELLERS
    had = Counter(Attempt.objects.values_list("planned", flat=True))
    assert (len(had), set(had.values())) == (CUSTOMERS, {1})
    assert len(set(Attempt.objects.values_list("caller", flat=True))) > 1
