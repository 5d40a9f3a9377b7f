"""Two rows become one with everything that points at them, and are taken apart to the last byte."""

import os
import random
from datetime import date
from typing import Any

import pytest

from tests.cast import a_contact_point, a_customer, a_household, a_plant, a_standing, a_task, an_added_field, an_order
from zhike.customers.models import Contact, Customer
from zhike.kit import registry
from zhike.kit.attached.actions import note
from zhike.kit.attached.models import Note
from zhike.kit.audit.models import Trace
from zhike.kit.search import index
from zhike.kit.search.models import SearchDoc
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import announced, digest, refused, trace
from zhike.merging import moving
from zhike.merging.models import Merge

pytestmark = pytest.mark.django_db
PAIRS = int(os.environ.get("TEST_PAIRS", "80"))  # a thousand take a minute
NO_BUSINESS = {"kit_searchdoc", "merging_merge", "merging_image", "kit_trace", "kit_event"}


def test_everything_that_points_at_one_points_at_the_other(ana, teahouse):
    twin = a_customer("山月茶馆有限公司", owner=ana)
    order, task = an_order(customer=twin), a_task(owner=ana, customer=twin)
    child, friend = a_customer("山月分号", parent=twin), a_customer("李雷", referred_by=twin)

    merge(teahouse, other=twin, by=ana)

    assert (order.fresh().customer, task.fresh().customer) == (teahouse, teahouse)
    assert (child.fresh().parent, friend.fresh().referred_by) == (teahouse, teahouse)
    assert not Customer.objects.filter(pk=twin.pk).exists()
    assert not SearchDoc.objects.filter(noun="customers.customer", object_id=twin.pk).exists()
    assert trace(twin) == ["Ana merged this into another record"]
    assert trace(teahouse) == [*trace(twin), "Ana merged another record into this one"]
    assert announced() == ["customers.customer_merged"]


def test_the_ledger_moves_its_pointer_and_nothing_else(ana, teahouse):
    order = an_order(customer=a_customer(owner=ana))
    before = vars(order.fresh())

    merge(teahouse, other=order.customer, by=ana)

    changed = {name for name, value in vars(order.fresh()).items() if name != "_state" and value != before[name]}
    assert changed == {"customer_id"}


def test_what_is_empty_is_filled_and_what_is_chosen_is_taken(ana):
    row = a_customer("山月茶馆", owner=ana, code=None, city="", note="A")
    other = a_customer("山月", owner=ana, code="C9", city="宁波", note="B")

    merge(row, other=other, by=ana)
    by_default = row.fresh()
    split(row, by=ana)
    merge(row, other=other.fresh(), by=ana, take=["name", "note"])
    by_choice = row.fresh()

    assert (by_default.name, by_default.code, by_default.city, by_default.note) == ("山月茶馆", "C9", "宁波", "A")
    assert (by_choice.name, by_choice.code, by_choice.city, by_choice.note) == ("山月", None, "", "B")
    assert by_choice.name_sort == "shan yue"


def test_no_two_standings_of_a_kind_and_no_number_twice(ana, teahouse):
    twin = a_customer(owner=ana, tier="iron", rung="edge")
    a_standing(twin, "tier", "lead", since=date(2025, 1, 1), until=date(2026, 3, 1))
    a_standing(teahouse, "tier", "gold")
    for customer in (teahouse, twin):
        a_contact_point(customer, is_primary=True)
    a_contact_point(twin, medium="mail", value="a@b.cn", is_primary=True)
    a_contact_point(teahouse, medium="wechat", value="mine", is_primary=True)
    a_contact_point(twin, medium="wechat", value="theirs", is_primary=True)

    merge(teahouse, other=twin, by=ana)

    assert set(teahouse.standings.values_list("kind", "value")) == {("tier", "gold"), ("rung", "edge")}
    points = teahouse.contact_points.order_by("medium", "-is_primary")
    assert [(point.medium, point.value, point.is_primary) for point in points] == [
        ("mail", "a@b.cn", True),
        ("phone", "0571 8888 0000", True),
        ("wechat", "mine", True),
        ("wechat", "theirs", False),
    ]


def test_contacts_of_one_name_become_one_with_their_numbers(ana, teahouse):
    twin = a_customer(owner=ana)
    kept, left = (Contact.objects.create(customer=customer, name="林晓") for customer in (teahouse, twin))
    point = a_contact_point(twin, contact=left)

    merge(teahouse, other=twin, by=ana)

    assert list(teahouse.contacts.all()) == [kept]
    point.refresh_from_db()
    assert (point.customer, point.contact) == (teahouse, kept)


@pytest.mark.parametrize("relation", ["parent", "referred_by"])
def test_nothing_ends_up_above_itself(relation, ana):
    below = a_customer("下", owner=ana)
    between = a_customer("中", owner=ana, **{relation: below})
    above = a_customer("上", owner=ana, **{relation: between})
    Customer.objects.filter(pk=below.pk).update(**{relation: above})
    before = business()

    merge(below, other=above, by=ana)

    assert getattr(below.fresh(), relation) is None
    assert getattr(between.fresh(), relation) == below
    split(below, by=ana)
    assert business() == before


def test_merges_come_apart_in_reverse_order(ana):
    a, b, c = (a_customer(name, owner=ana) for name in ("甲", "乙", "丙"))
    before = business()
    merge(a, other=b, by=ana)
    merge(c, other=a, by=ana)

    with refused():
        split(a, by=ana)
    split(c, by=ana)
    split(a, by=ana)

    assert business() == before
    with refused("Nothing is merged into this record"):
        split(a, by=ana)


def test_what_came_in_the_way_is_said(ana, ada):
    a, b = a_customer("甲", owner=ana, parent=a_customer("上")), a_customer("乙", owner=ana)
    parent, chief = a.parent, a_customer("总")
    merge(b, other=a, by=ada, take=[])
    merge(chief, other=parent, by=ada)

    with refused("cannot come back: a later merge or record is in its way"):
        split(b, by=ada)
    split(chief, by=ada)
    split(b, by=ada)
    assert a.fresh().parent == parent


def test_what_was_changed_since_stays_when_the_rest_is_undone(ana, teahouse):
    twin = a_customer("双", owner=ana)
    task, other = a_task(owner=ana, customer=twin), a_task(owner=ana, customer=twin)
    merge(teahouse, other=twin, by=ana)
    task.refresh_from_db()
    task.title = "Call twice"
    task.save()

    with refused("1 row was changed since the merge"):
        split(teahouse, by=ana)
    split(teahouse, by=ana, changed_since="keep")

    assert (task.fresh().title, task.fresh().customer, other.fresh().customer) == ("Call twice", twin, twin)
    assert trace(twin)[-1] == "Ana brought this record back"


def test_both_rows_must_be_yours(ana, teahouse, dealer):
    mine = a_customer(owner=ana)

    with refused("There is nothing with the number"):
        merge(teahouse, other=dealer, by=ana)
    with refused("There is nothing with the number"):
        merge(teahouse, other=teahouse, by=ana)
    with refused("There is no “owner_id” to set here"):
        merge(teahouse, other=mine, by=ana, take=["owner_id"])


def test_another_noun_merges_without_a_line_of_its_own(ana):
    one, other = a_plant(owner=ana), a_plant(owner=ana)
    cutting = a_plant(owner=ana, mother=other)

    merge(one, other=other, by=ana)

    assert cutting.fresh().mother == one
    assert announced() == ["example.plant_merged"]


def test_what_hangs_on_a_row_by_noun_and_number_follows(ana, teahouse, monkeypatch):
    """A note, and the search document, which otherwise stays and of which a row has but one; the trace always stays."""
    twin = a_customer(owner=ana)
    note(twin, by=ana, text="先款后货")
    monkeypatch.setattr(moving, "STAYING", (Trace,))
    moving.pointers.cache_clear()

    merge(teahouse, other=twin, by=ana)
    after = list(Trace.objects.order_by("pk").values_list("verb", "object_id"))
    followed = Note.objects.get().object_id
    split(teahouse, by=ana)
    moving.pointers.cache_clear()

    assert after == [("note", twin.pk), ("merged", twin.pk), ("customers.merge", teahouse.pk)]
    assert (followed, Note.objects.get().object_id) == (teahouse.pk, twin.pk)
    assert {key for _noun, key, _tokens in documents()} >= {teahouse.pk, twin.pk}


def test_links_in_fields_people_added_follow(ana, teahouse):
    twin, plant = a_customer(owner=ana), a_plant(owner=ana)
    link = str(an_added_field("link", noun=Plant, link_to="customers.customer").pk)
    Plant.objects.filter(pk=plant.pk).update(custom={link: twin.pk, "8": 12.50})
    before = business()

    merge(teahouse, other=twin, by=ana)

    assert plant.fresh().custom == {link: teahouse.pk, "8": 12.50}
    split(teahouse, by=ana)
    assert business() == before


def test_any_merges_and_splits_leave_every_row_as_it_was(ana, ada):
    chance = random.Random(20260312)
    some = a_tangle(chance, owner=ana)
    before, found, pairs = business(), documents(), 0

    while pairs < PAIRS:
        merged = []
        left = chance.sample(some, len(some))
        while len(left) > 20:
            survivor, loser = left.pop(), left.pop()
            merge(survivor, other=loser, by=ada, take=chance.choice([None, ["name", "code", "parent"]]))
            merged.append(survivor)
            left.insert(0, survivor)
        for survivor in reversed(merged):
            split(survivor, by=ada)
        pairs += len(merged)
        assert (business(), documents()) == (before, found)

    assert Merge.objects.exclude(undone_at=None).count() == pairs


def a_tangle(chance: random.Random, *, owner: Any) -> list[Customer]:
    """Sixty customers that point at each other, with everything that hangs on a customer."""
    some = [a_customer(f"客户{n}", owner=chance.choice([owner, None])) for n in range(60)]
    household = a_household()
    for customer in some:
        others = [*(other for other in some if other != customer), None]
        customer.parent, customer.referred_by = chance.choice(others), chance.choice(others)
        customer.household, customer.region = chance.choice([household, None]), chance.choice(["", "华东"])
        customer.save()
        for kind, value in (("tier", "gold"), ("rung", "core"), ("clv", 900)):
            a_standing(customer, kind, value) if chance.random() < 0.6 else None
        a_standing(customer, "lifecycle", "new", since=date(2025, 1, 1), until=chance.choice([date(2026, 1, 1), None]))
        contact = Contact.objects.create(customer=customer, name=chance.choice(["林晓", "韩梅"]))
        for n in range(chance.randrange(3)):
            value = f"0571 8888 000{chance.randrange(4)}"
            a_contact_point(customer, value=value, contact=chance.choice([contact, None]), is_primary=n == 0)
        an_order(customer=chance.choice(some))
        a_task(owner=owner, customer=chance.choice(some))
    index(Customer.objects.all())
    return some


def merge(row, *, other, by, **more):
    return verb("merge", row)(row, by=by, other=other, **more)


def split(row, *, by, **more):
    return verb("split", row)(row, by=by, **more)


def verb(word: str, row: Any):
    return next(verb for verb in registry.verbs_of(type(row)) if verb.word == word)


def business() -> dict[str, str]:
    return {table: hashed for table, hashed in digest().items() if table not in NO_BUSINESS}


def documents() -> set[tuple]:
    return set(SearchDoc.objects.values_list("noun", "object_id", "tokens"))
