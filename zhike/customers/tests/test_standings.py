"""What was believed of a customer, and when."""

from datetime import date

import pytest

from tests.cast import a_customer
from zhike.customers.models import Customer
from zhike.customers.tests.history import MARCH, computed
from zhike.kit.registry import entity_of

pytestmark = pytest.mark.django_db


def test_what_was_believed_on_a_day():
    customer = a_customer("fell")
    computed(customer, "rung", "active", MARCH, date(2026, 3, 5))
    computed(customer, "rung", "edge", date(2026, 3, 5), None)

    def rung(day):
        return [row.value for row in customer.standings.on(day).filter(kind="rung")]

    assert rung(date(2026, 2, 28)) == []
    assert rung(date(2026, 3, 4)) == ["active"]
    assert rung(date(2026, 3, 5)) == ["edge"]
    assert rung(date(2026, 12, 31)) == ["edge"]


def test_a_list_asks_once_for_the_kinds_it_shows_and_for_evidence_only_when_told_to(django_assert_num_queries):
    for value in ("active", "edge"):
        customer = a_customer(value)
        computed(customer, "rung", value, MARCH, None)
        computed(customer, "tier", "gold", MARCH, None)
    rung, some = entity_of(Customer).field("rung"), list(Customer.objects.order_by("pk"))

    rung.attach(some)
    with django_assert_num_queries(1) as asked:
        assert [rung.value(row).value for row in some] == ["active", "edge"]
    assert "evidence" not in asked.captured_queries[0]["sql"]
    assert {kind for _customer, kind in some[0].__dict__["beliefs"].brief} == {"rung"}

    with django_assert_num_queries(1):
        assert [rung.data(row)["since"] for row in some] == [MARCH.isoformat()] * 2
