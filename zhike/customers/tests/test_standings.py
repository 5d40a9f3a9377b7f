"""What was believed of a customer, and when."""

from datetime import date

import pytest

from tests.cast import a_customer
from zhike.customers.tests.history import MARCH, computed

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
