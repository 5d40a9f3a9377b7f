"""Who moved between two days, how many, and why."""

from datetime import date

import pytest

from tests.cast import a_customer
from zhike.customers.models import Standing
from zhike.customers.tests.history import APRIL, MARCH, computed

pytestmark = pytest.mark.django_db
LAST = date(2026, 3, 31)


@pytest.fixture
def march(db):
    """What happened in March: one fell, one stayed, one came, one went away and came back, one left in April."""
    stages = {
        "fell": [("active", date(2026, 1, 1), date(2026, 3, 5)), ("edge", date(2026, 3, 5), None)],
        "stayed": [("active", date(2026, 1, 1), None)],
        "came": [("new", MARCH, None)],
        "returned": [
            ("active", date(2026, 1, 1), date(2026, 3, 5)),
            ("edge", date(2026, 3, 5), date(2026, 3, 20)),
            ("active", date(2026, 3, 20), None),
        ],
        "later": [("active", date(2026, 1, 1), APRIL), ("lost", APRIL, None)],
    }
    firm = {name: a_customer(name) for name in stages}
    for name, rows in stages.items():
        for value, since, until in rows:
            computed(firm[name], "rung", value, since, until, evidence={"rule": f"why {value}"})
    computed(firm["fell"], "tier", "gold", MARCH)
    return firm


def test_moves_of_a_month_come_with_their_evidence(march):
    moves = Standing.objects.moves("rung", MARCH, LAST).order_by("pk")

    assert [(m.customer, m.came_from, m.value, m.since, m.evidence) for m in moves] == [
        (march["fell"], "active", "edge", date(2026, 3, 5), {"rule": "why edge"}),
        (march["came"], None, "new", MARCH, {"rule": "why new"}),
    ]


def test_the_flow_of_a_month_counts_those_who_stayed_too(march):
    assert Standing.objects.flow("rung", MARCH, LAST) == [
        ("active", "active", 3),
        ("active", "edge", 1),
        (None, "new", 1),
    ]


def test_the_flow_can_be_asked_of_some_customers(march):
    some = Standing.objects.filter(customer__in=[march["fell"], march["came"]])

    assert some.flow("rung", MARCH, LAST) == [("active", "edge", 1), (None, "new", 1)]


def test_what_was_believed_on_a_day(march):
    def rung(name, day):
        return [row.value for row in march[name].standings.on(day).filter(kind="rung")]

    assert rung("fell", date(2026, 3, 4)) == ["active"]
    assert rung("fell", date(2026, 3, 5)) == ["edge"]
    assert rung("came", date(2026, 2, 28)) == []
    assert rung("later", date(2026, 12, 31)) == ["lost"]
