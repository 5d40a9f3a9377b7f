"""Changing the index key: everything is marked again, and found by its old mark until it is."""

import pytest
from django.db import connection

from tests.cast import a_contact_point, a_customer, a_merge, a_plant, an_added_field
from zhike.customers.actions import add_contact_point
from zhike.customers.importing import bring
from zhike.customers.models import ContactPoint, Customer
from zhike.kit import search
from zhike.kit.batches.models import Batch
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of, verb_named
from zhike.kit.testing.example.models import Plant
from zhike.kit.writing import change
from zhike.merging import journal
from zhike.site.rotating import change_index_key, change_keys, mark_counts, marks_left
from zhike.vault import keyset, rotation
from zhike.vault.keyset import INDEX, add_key, keys

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("more_keys")]
NUMBERS = [f"1380000000{nth}" for nth in range(5)]


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(keyset, "SETTLED", 0.0)
    monkeypatch.setattr(keyset, "FRESH", 0.0)
    monkeypatch.setattr(rotation, "AT_ONCE", 2)


@pytest.fixture
def customers(ana):
    made = [a_customer(f"茶行{number[-1]}", owner=ana) for number in NUMBERS]
    for customer, number in zip(made, NUMBERS, strict=True):
        add_contact_point(customer, by=ana, medium="phone", value=number)
    return made


def index():
    return ContactPoint._meta.get_field("value_index")


def of_column():
    return next(count for count in mark_counts() if count.place == index().place)


def assert_all_are_found(customers):
    for customer, number in zip(customers, NUMBERS, strict=True):
        assert [point.customer for point in ContactPoint.objects.saying("phone", number)] == [customer]
        for typed in (number, f"+86 {number}"):
            assert list(search.find(Customer.objects.all(), typed)) == [customer]


def test_every_mark_is_made_again_and_finds_what_it_found(customers):
    before = {bytes(point.value_index) for point in ContactPoint.objects.all()}

    batch = change_index_key()

    after = {bytes(point.value_index) for point in ContactPoint.objects.all()}
    assert (batch.status, batch.done, marks_left(), keys().marks) == (Batch.Status.DONE, 10, 0, 2)
    assert {len(mark) for mark in after} == {20}
    assert not {mark[4:] for mark in after} & before
    assert of_column() == (index().place, 5, 0)
    assert_all_are_found(customers)


def test_in_the_middle_everything_is_found_and_nothing_twice(customers, ana):
    add_key(INDEX)
    assert rotation.mark_again(index(), after=0) == (2, ContactPoint.objects.order_by("pk")[1].pk)
    search.index(customers[2:3])

    assert_all_are_found(customers)
    for customer, number in zip(customers, NUMBERS, strict=True):
        with pytest.raises(Refusal, match="known already"):
            add_contact_point(customer, by=ana, medium="phone", value=number)
        assert bring([(customer, {"phone": number})]) == {}
    batch = change_index_key()
    assert (keys().marks, batch.done, marks_left()) == (2, 3 + 4, 0)
    assert_all_are_found(customers)


def test_a_key_marks_nothing_before_every_process_asks_by_it(customers, ana, monkeypatch):
    monkeypatch.setattr(keyset, "SETTLED", 3600.0)
    add_key(INDEX)

    add_contact_point(customers[0], by=ana, medium="wechat", value="wx-lin")

    assert (keys().is_settled, sorted(keys().marked_by)) == (False, [1, 2])
    assert {len(point.value_index) for point in ContactPoint.objects.all()} == {16}


def test_a_change_that_was_killed_before_it_began_makes_no_further_key(customers, monkeypatch):
    monkeypatch.setattr(keyset, "SETTLED", 3600.0)
    add_key(INDEX)
    monkeypatch.setattr(keyset, "settle", lambda: monkeypatch.setattr(keyset, "SETTLED", 0.0) or keys.cache_clear())

    change_index_key()

    assert (keys().marks, marks_left()) == (2, 0)


def test_what_somebody_writes_meanwhile_keeps_the_mark_of_what_they_wrote(customers, monkeypatch):
    add_key(INDEX)
    made, point = type(index()).pre_save, ContactPoint.objects.order_by("pk")[0]

    def and_somebody_writes(self, instance, add):
        if instance.pk == point.pk:
            theirs = bytes(20)
            with connection.cursor() as cursor:
                cursor.execute("update customers_contactpoint set value_index = %s where id = %s", [theirs, point.pk])
        return made(self, instance, add)

    monkeypatch.setattr(type(index()), "pre_save", and_somebody_writes)

    assert rotation.mark_again(index(), after=0)[0] == 1
    assert bytes(ContactPoint.objects.get(pk=point.pk).value_index) == bytes(20)


def test_two_that_say_the_same_are_one_after_a_merge_in_the_middle(customers, ana, ada):
    keeper, twin = customers[:2]
    a_contact_point(twin, value=NUMBERS[0])
    add_key(INDEX)
    rotation.mark_rows(index(), list(keeper.contact_points.values_list("pk", flat=True)))

    verb_named("customers.merge")(keeper, by=ada, other=twin)

    assert sorted(point.value for point in keeper.contact_points.all()) == NUMBERS[:2]


def test_a_change_of_keys_is_no_change_of_merged_rows(ana, ada):
    field = an_added_field("text", noun=Customer, personal=True)
    merge = a_merge(by=ada)
    customer = Customer.objects.get(pk=merge.survivor)
    twin = a_customer("山月茶馆分号", owner=ana)
    a_contact_point(twin, value=NUMBERS[0])
    change(twin, by=ada, values={field.name: "330106199005170021"})
    verb_named("customers.merge")(customer, by=ada, other=twin)
    later = type(merge).objects.get(loser=twin.pk)

    change_index_key()
    change_keys()

    assert journal.conflicts(later) == []
    verb_named("customers.split")(customer.fresh(), by=ada)
    assert [point.customer for point in ContactPoint.objects.saying("phone", NUMBERS[0])] == [twin]
    assert entity_of(Customer).field(field.name).told(twin.fresh()) == "330106199005170021"


def test_values_of_added_fields_are_sealed_and_marked_again(ada):
    field = an_added_field("text", personal=True)
    plants = [change(a_plant(), by=ada, values={field.name: f"33010619900517002{nth}"}) for nth in range(5)]
    added = entity_of(Plant).field(field.name)
    before = [plant.custom[added.id] for plant in plants]

    assert (change_keys().done, change_index_key().done) == (5, 5)

    after = [plant.fresh().custom[added.id] for plant in plants]
    assert not {one["sealed"] for one in before} & {one["sealed"] for one in after}
    assert not {one["mark"] for one in before} & {one["mark"][8:] for one in after}
    for nth, plant in enumerate(plants):
        assert added.told(plant.fresh()) == f"33010619900517002{nth}"
        assert Plant.objects.filter(added.holding(f"33010619900517002{nth}")).get() == plant
