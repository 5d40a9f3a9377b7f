"""Customers, and what is known of them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.cast.people import numbers
from zhike.customers.kinds import KINDS
from zhike.customers.models import ContactPoint, Customer, Household, Standing
from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.events import Event
from zhike.kit.search import index
from zhike.kit.testing.observing import forget_trace
from zhike.merging.models import Merge
from zhike.notices.models import Notice


def a_merge(*, by: Staff) -> Merge:
    """Two customers that were one, made one."""
    customer, twin = a_customer("山月茶馆", owner=by), a_customer("山月茶馆有限公司", owner=by)
    merge = next(verb for verb in registry.verbs_of(Customer) if verb.word == "merge")
    merge(customer, by=by, other=twin)
    return Merge.objects.get(loser=twin.pk)


def a_customer(name: str = "山月茶馆", **fields: Any) -> Customer:
    """A customer; words and numbers of standings may be given too: `tier="gold"`, `clv=Decimal(900)`."""
    standings = {kind: fields.pop(kind) for kind in list(fields) if kind in KINDS}
    basics = {
        "code": f"C{next(numbers):04}",
        "region": "华东",
        "city": "杭州",
        "known_since": date(2024, 5, 1),
    }
    customer = Customer.objects.create(name=name, **basics | fields)
    for kind, value in standings.items():
        a_standing(customer, kind, value)
    index([customer])
    return customer


def a_graded_customer(**fields: Any) -> Customer:
    """A customer of whom everything is believed that can be filtered by."""
    words: dict[str, Any] = {"tier": "gold", "rung": "core", "lifecycle": "active", "abc": "A", "rfm": "545"}
    numbers = {
        "days_since_last_purchase": 12,
        "purchases_12m": 9,
        "net_sales_12m": Decimal("12800.50"),
        "clv": 31000,
        "lifetime": 52000,
    }
    outlooks = {"churn_risk": "low", "cluster": "1", "next_product": "T-01", "matrix": "keep"}
    return a_customer(**words | numbers | outlooks | fields)


def a_standing(customer: Customer, kind: str, value: str | int | Decimal, **fields: Any) -> Standing:
    """What is believed of a customer since the first of March."""
    content = {"value": value} if isinstance(value, str) else {"number": value}
    days = {"since": date(2026, 3, 1), "as_of": date(2026, 3, 12)}
    evidence = {"rule_version": "v1", "evidence": {"purchases_90d": 3}}
    return Standing.objects.create(customer=customer, kind=kind, **content | days | evidence | fields)


def a_household(**fields: Any) -> Household:
    household = Household.objects.create(**{"name": f"张家{next(numbers)}"} | fields)
    index([household])
    return household


def a_held_customer(**fields: Any) -> Customer:
    """A customer whose rung a manager set by hand."""
    customer = a_customer(**fields)
    a_standing(customer, "rung", "core", source="stated", reason="He told me.", holds_until=date(2099, 12, 31))
    return customer


def a_contact_point(customer: Customer, **fields: Any) -> ContactPoint:
    """A number of a customer, not the first one to call."""
    return ContactPoint.objects.create(customer=customer, **{"medium": "phone", "value": "0571 8888 0000"} | fields)


def as_if_ever(row: Any) -> Any:
    """A row that a verb made, as if it had been there before the test: found, without trace, event or notice."""
    index([row])
    forget_trace()
    Event.objects.all().delete()
    Notice.objects.all().delete()
    return row.fresh()


@pytest.fixture
def teahouse(ana) -> Customer:
    return a_customer("山月茶馆", owner=ana)


@pytest.fixture
def dealer(bo) -> Customer:
    return a_customer("南岭茶行", owner=bo, kind="channel", region="华南", city="广州")
