"""A list too long to be sorted is walked along its indexes, and holds the same rows in the same order."""

import pytest
from django.http import QueryDict

from tests.cast import a_customer, a_person, a_standing
from zhike.customers.models import Customer
from zhike.kit.registry import entity_of
from zhike.kit.surfaces import query
from zhike.kit.surfaces.query import Query

SORTS = ("tier", "rung", "rfm", "net_sales_12m", "days_since_last_purchase", "owner", "kind", "name")
both_ways = pytest.mark.parametrize("sign", ["", "-"])


@pytest.fixture
def many(ada, ana, bo):
    """Customers in every part of every order, some without a value."""
    people = [ana, None, bo, a_person("Ana", username="another ana")]
    for number in range(24):
        kind = ("enterprise", "consumer", "channel", "supplier")[number % 4]
        one = a_customer(f"茶馆{number}", owner=people[number % 4], kind=kind)
        if number % 5:
            a_standing(one, "tier", ("gold", "silver", "iron", "lead")[number % 4])
            a_standing(one, "rung", ("core", "lost", "new")[number % 3])
            a_standing(one, "rfm", f"{1 + number % 2}55")
        if number % 3:
            a_standing(one, "net_sales_12m", number % 4 * 100)
            a_standing(one, "days_since_last_purchase", -number)


def asked(by, **params):
    address = QueryDict(mutable=True)
    address.update(params)
    return Query.read(entity_of(Customer), address, by=by, size=5)


def walk(by, sort, *, back=False):
    """Every page of a list, forward or back from its end."""
    pages = [asked(by, sort=sort).page()]
    while pages[-1].next:
        pages.append(asked(by, sort=sort, after=pages[-1].next).page())
    if back:
        pages = pages[-1:]
        while pages[0].previous:
            pages.insert(0, asked(by, sort=sort, before=pages[0].previous).page())
    return [row.pk for page in pages for row in page.rows]


@both_ways
@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("reader", ["ada", "ana"])
def test_long_and_short_lists_are_the_same(many, request, monkeypatch, reader, sort, sign):
    by = request.getfixturevalue(reader)
    short = walk(by, sign + sort)
    monkeypatch.setattr(query, "CAP", 0)

    assert len(short) == (24 if reader == "ada" else 12)
    assert walk(by, sign + sort) == short
    assert walk(by, sign + sort, back=True) == short


def test_a_long_list_asks_little(many, ada, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(query, "CAP", 0)

    with django_assert_max_num_queries(6):
        asked(ada, sort="-rung").page()
