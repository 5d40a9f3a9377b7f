"""Two rows become one with everything that points at them, and are taken apart to the last byte."""

import random
from datetime import date

import pytest

from tests.cast import (
    a_contact_point,
    a_customer,
    a_household,
    a_standing,
    a_task,
    an_order,
)
from zhike.customers.models import Contact, Customer
from zhike.kit import registry
from zhike.kit.search import index
from zhike.kit.search.models import SearchDoc
from zhike.kit.testing.observing import announced, digest, trace

pytestmark = pytest.mark.django_db
NO_BUSINESS = {'"kit_searchdoc"', '"kit_merge"', '"kit_image"', '"kit_trace"', '"kit_event"'}


def verb(word: str, model=Customer):
    return next(verb for verb in registry.verbs_of(model) if verb.word == word)


def merge(row, *, other, by, **more):
    return verb("merge", type(row))(row, by=by, other=other, **more)


def split(row, *, by, **more):
    return verb("split", type(row))(row, by=by, **more)


def business() -> dict[str, str]:
    return {table: hashed for table, hashed in digest().items() if table not in NO_BUSINESS}


def documents() -> set[tuple]:
    return set(SearchDoc.objects.values_list("noun", "object_id", "tokens"))


def test_everything_that_points_at_one_points_at_the_other(ana, teahouse):
    twin = a_customer("山月茶馆有限公司", owner=ana)
    order, task = an_order(customer=twin), a_task(owner=ana, customer=twin)
    child, friend = a_customer("山月分号", parent=twin), a_customer("李雷", referred_by=twin)

    merge(teahouse, other=twin, by=ana)

    assert (order.fresh().customer, task.fresh().customer) == (teahouse, teahouse)
    assert (child.fresh().parent, friend.fresh().referred_by) == (teahouse, teahouse)
    assert not Customer.objects.filter(pk=twin.pk).exists()
    assert trace(teahouse) == ["Ana merged another record into this one"]
    assert trace(twin) == ["Ana merged this into another record"]
    assert announced() == ["customers.customer_merged"]


def test_a_thousand_merges_and_splits_leave_every_row_as_it_was(ana, ada):
    chance = random.Random(20260312)
    household = a_household()
    some = [a_customer(f"客户{n}", owner=chance.choice([ana, None])) for n in range(60)]
    for customer in some:
        customer.parent = chance.choice([*some, None, None])
        if customer.parent == customer:
            customer.parent = None
        customer.referred_by, customer.household = chance.choice([*some, None]), chance.choice([household, None])
        customer.region = chance.choice(["", "华东"])
        customer.save()
        for kind, value in (("tier", "gold"), ("rung", "core"), ("clv", 900)):
            if chance.random() < 0.6:
                a_standing(customer, kind, value)
        if chance.random() < 0.4:
            a_standing(customer, "lifecycle", "new", since=date(2025, 1, 1), until=date(2026, 1, 1))
        contact = Contact.objects.create(customer=customer, name=chance.choice(["林晓", "韩梅"]))
        for n in range(chance.randrange(3)):
            phone = f"0571 8888 000{chance.randrange(4)}"
            a_contact_point(customer, value=phone, contact=chance.choice([contact, None]), is_primary=n == 0)
        if chance.random() < 0.5:
            an_order(customer=customer)
            a_task(owner=ana, customer=customer)
    index(Customer.objects.all())
    before, found, pairs = business(), documents(), 0

    for _round in range(25):
        merged = []
        left = list(some)
        chance.shuffle(left)
        while len(left) > 20:
            survivor, loser = left.pop(), left.pop()
            merge(survivor, other=loser, by=ada, take=chance.choice([None, ["name", "code", "parent"]]))
            merged.append(survivor)
            left.insert(0, survivor)
            pairs += 1
        for survivor in reversed(merged):
            split(survivor, by=ada)
        assert (business(), documents()) == (before, found)

    assert pairs == 1000
