"""Who is called first: by the place among all customers, which tells nobody what was bought for."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from tests.cast import a_call_list, a_customer, a_role, a_standing
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.telesales import intake
from zhike.telesales.models import PlannedCall

pytestmark = pytest.mark.django_db
HELD = {"said_by": "Mei", "computed": {"value": "silver", "evidence": {"place": 11, "ranked_customers": 50}}}
PLACED = {
    "Best": ({"place": 1, "ranked_customers": 50}, 100),
    "Held": (HELD, 80),
    "Last": ({"place": 50, "ranked_customers": 50}, 2),
    "Never bought": ({}, 0),
}


@pytest.fixture
def spring(mei, ana):
    for name, (evidence, _priority) in PLACED.items():
        a_standing(a_customer(name, owner=ana, net_sales_12m=Decimal("7412.34")), "tier", "gold", evidence=evidence)
    a_customer("Unjudged", owner=ana)
    return a_call_list(owner=mei)


def priorities():
    return dict(PlannedCall.objects.values_list("name", "worth"))


def test_the_place_among_all_is_the_priority(spring, mei):
    intake.fill(spring, by=mei, address="q=")

    assert priorities() == {name: priority for name, (_evidence, priority) in PLACED.items()} | {"Unjudged": 0}


def test_calls_planned_by_amounts_are_given_their_place(spring, mei):
    intake.fill(spring, by=mei, address="q=")
    asked = priorities()
    PlannedCall.objects.update(worth=Decimal("7412.34"))

    with connection.cursor() as cursor:
        cursor.execute(import_module("zhike.telesales.migrations.0004_priority_is_no_amount").PLACED)

    assert priorities() == asked


@pytest.mark.parametrize(
    "hidden", [{"fields": {"orders": {"total": "hidden"}}}, {"rights": {"orders": {"read": "none"}}}]
)
def test_no_list_of_calls_tells_an_amount(spring, mei, hidden):
    intake.fill(spring, by=mei, address="q=")
    a_role(mei, **hidden)

    told = [at_the_screen(mei).get("/planned-calls/").text, Program(mei).get("/planned-calls").text]

    assert all("Held" in one for one in told)
    assert [one for one in told if "7412" in one.replace(",", "")] == []
