"""Pages forward and back hold what one long list holds, whatever the keys, with equal and missing values."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import a_person, a_plant
from zhike.kit.registry import entity_of
from zhike.kit.surfaces import keyset
from zhike.kit.testing.example.models import Plant

KEYS = ("name", "light", "height", "pots", "bought_on", "keeper", "flowers")
ROWS = some.lists(
    some.fixed_dictionaries(
        {
            "name": some.sampled_from(["Aloe", "aloe", "吊兰", "Fern"]),
            "light": some.sampled_from(["sun", "shade"]),
            "height": some.sampled_from([None, Decimal("1.50"), Decimal(2), Decimal(300)]),
            "pots": some.integers(1, 3),
            "bought_on": some.sampled_from([None, date(2026, 3, 1), date(2026, 3, 2)]),
            "flowers": some.booleans(),
        }
    ),
    min_size=1,
    max_size=14,
)
KEYS_AND_DIRECTIONS = some.tuples(some.sampled_from(KEYS), some.booleans())
ORDERS = some.lists(KEYS_AND_DIRECTIONS, min_size=1, max_size=4, unique_by=lambda key: key[0])

pytestmark = pytest.mark.django_db


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plants=ROWS, order=ORDERS, size=some.integers(1, 5), kept=some.lists(some.booleans(), min_size=14, max_size=14))
def test_pages_hold_what_one_long_list_holds(ada, ana, plants, order, size, kept):
    Plant.objects.all().delete()
    for plant, is_kept in zip(plants, kept, strict=False):
        a_plant(owner=ana if is_kept else None, **plant)
    sorted_by = an_order(order, by=ada)
    found = Plant.objects.all()
    whole = list(sorted_by.keyed(found).order_by(*sorted_by.columns()).values_list("pk", flat=True))

    forward = walk(sorted_by, found, size=size)
    back = walk_back(sorted_by, found, since=forward[-1], size=size)

    assert [row.pk for page in forward for row in page.rows] == whole
    assert [row.pk for page in back for row in page.rows] == whole
    assert [page.rows for page in forward] == [
        list(sorted_by.keyed(found).order_by(*sorted_by.columns())[at : at + size]) for at in range(0, len(whole), size)
    ]


def test_rows_without_a_value_come_last_both_ways(ada):
    tall, none, low = (a_plant(owner=ada, height=height) for height in (9, None, 3))

    up = an_order([("height", False)], by=ada).page(Plant.objects.all(), after="", before="", size=9)
    down = an_order([("height", True)], by=ada).page(Plant.objects.all(), after="", before="", size=9)

    assert (up.rows, down.rows) == ([low, tall, none], [tall, low, none])


def test_a_hidden_row_gives_no_place_to_those_that_point_at_it(ana, bo):
    hidden, seen = a_plant(owner=bo, name="AAA"), a_plant(owner=ana, name="MMM")
    of_hidden, of_seen = a_plant(owner=ana, mother=hidden), a_plant(owner=ana, mother=seen)
    mine = Plant.objects.filter(keeper=ana).exclude(pk=seen.pk)

    by_ana = an_order([("mother", False)], by=ana).page(mine, after="", before="", size=1)
    by_bo = an_order([("mother", False)], by=bo).page(mine, after="", before="", size=1)

    assert (by_ana.rows, by_bo.rows) == ([of_seen], [of_hidden])
    down = an_order([("mother", True)], by=ana).page(mine, after="", before="", size=9)
    assert [row.sort_key for row in down.rows] == ["MMM", None]


def test_two_people_of_one_name_are_two_groups_of_ties(ada):
    for _nth in range(3):
        a_plant(owner=a_person("Ana"))

    pages = walk(an_order([("keeper", True), ("name", False)], by=ada), Plant.objects.all(), size=1)

    assert len({page.rows[0].pk for page in pages}) == 3


def an_order(keys, *, by):
    entity = entity_of(Plant)
    return keyset.Order([(entity.field(name), descending) for name, descending in keys], by=by)


def walk(order, found, *, size):
    pages, after = [], ""
    while not pages or after:
        pages.append(order.page(found, after=after, before="", size=size))
        after = pages[-1].next
    return pages


def walk_back(order, found, *, since, size):
    pages = [since]
    while pages[0].previous:
        pages.insert(0, order.page(found, after="", before=pages[0].previous, size=size))
    return pages
