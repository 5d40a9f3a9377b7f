"""The same change of many rows is to each of them what a change by itself would be."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_customer, a_plant, a_product
from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.kit import events, search, writing
from zhike.kit.access.rows import rows
from zhike.kit.audit.trace import trace_of
from zhike.kit.bulk.changing import change_many
from zhike.kit.events import Event, on
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import deliver_events, trace

pytestmark = pytest.mark.django_db


def change(some, *, by, **values):
    return change_many(type(some[0]), [row.pk for row in some], by=by, values=values)


def left(rewritten):
    return [(row.pk, why) for row, why in rewritten.refused]


def test_every_row_is_changed_traced_found_and_announced(ada, bo):
    some = [a_customer("山月茶馆", region="华东"), a_customer("南岭茶行", region="华南")]

    done = change(some, by=ada, region="西北")

    assert [row.pk for row, _before in done.changed] == [row.pk for row in some]
    assert [(row.fresh().region, row.fresh().version) for row in some] == [("西北", 2), ("西北", 2)]
    assert [trace_of(row).get().changes for row in some] == [{"region": ["华东", "西北"]}, {"region": ["华南", "西北"]}]
    assert set(search.find(rows(Customer, by=ada), "西北")) == set(some)
    assert [(event.name, event.keys) for event in Event.objects.order_by("pk")] == [
        ("customers.customer_changed", {"customer": row.pk, "by": ada.pk}) for row in some
    ]


def test_it_leaves_what_changing_one_leaves(ada):
    alone, among = a_product(code="A"), a_product(code="B")
    values = {"category": "茶杯", "price": Decimal("12.5000"), "active": False}

    writing.change(alone, by=ada, values=values)
    change([among], by=ada, **values)

    same = {"id", "code", "changed_at", "created_at"}
    one, other = (Product.objects.filter(pk=row.pk).values().get() for row in (alone, among))
    assert {name: value for name, value in one.items() if name not in same} == {
        name: value for name, value in other.items() if name not in same
    }
    assert trace_of(alone).get().changes == trace_of(among).get().changes


def test_what_is_so_already_is_neither_changed_nor_traced(ada):
    done, other = a_plant(pots=9), a_plant(pots=1)

    rewritten = change([done, other], by=ada, pots=9)

    assert [row.pk for row, _before in rewritten.changed] == [other.pk]
    assert (done.fresh().version, trace(done)) == (1, [])


def test_a_row_is_refused_by_itself_and_left_as_it_was(ana, bo):
    mine, other = a_plant(owner=ana), a_plant(owner=ana)

    rewritten = change([mine, other], by=ana, keeper_id=bo.pk)

    assert left(rewritten) == [(row.pk, "That would put the record out of your own sight.") for row in (mine, other)]
    assert [(row.fresh().keeper, row.fresh().version, trace(row)) for row in (mine, other)] == [(ana, 1, [])] * 2


def test_a_row_that_is_refused_does_not_hold_back_the_others(ada):
    above, below = a_customer("甲"), a_customer("乙")

    rewritten = change([above, below], by=ada, parent_id=above.pk)

    assert left(rewritten) == [(above.pk, "A company cannot be above itself.")]
    assert (above.fresh().parent, below.fresh().parent) == (None, above)


def test_what_the_database_refuses_is_refused_row_by_row(ada):
    good, twice = a_plant(label="only"), a_plant(label="other")

    rewritten = change([good, twice], by=ada, label="only")

    assert left(rewritten) == [(twice.pk, "Plant with this Label already exists.")]
    assert twice.fresh().label == "other"


def test_a_row_of_somebody_else_is_passed_over(ana, bo):
    mine, theirs = a_plant(owner=ana), a_plant(owner=bo)

    rewritten = change([mine, theirs], by=ana, pots=7)

    assert ([row.pk for row, _before in rewritten.changed], rewritten.refused) == ([mine.pk], [])
    assert theirs.fresh().pots == 3


def test_nobody_points_many_rows_at_what_they_cannot_see(ana, bo):
    mine, theirs = a_plant(owner=ana), a_plant(owner=bo)

    rewritten = change([mine], by=ana, mother_id=theirs.pk)

    assert left(rewritten) == [(mine.pk, "“mother plant” names nothing you can see.")]
    assert mine.fresh().mother is None


def test_a_changed_title_is_found_and_sorted(ada):
    some = [a_customer("山月茶馆"), a_customer("南岭茶行")]

    change(some, by=ada, name="听雨轩")

    assert set(search.find(rows(Customer, by=ada), "tyx")) == set(some)
    assert {row.fresh().name_sort for row in some} == {a_customer("听雨轩").name_sort}


def test_three_hundred_rows_take_the_queries_of_three(ada):
    counts = []
    for some in (3, 300):
        plants = [a_plant(owner=ada) for _nth in range(some)]
        with CaptureQueriesContext(connection) as queries:
            change(plants, by=ada, pots=8, bought_on=date(2026, 1, 2))
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert Plant.objects.filter(pots=8).count() == 303


def test_who_listens_hears_of_each_row(ada, monkeypatch):
    monkeypatch.setattr(events, "_reactions", {})
    heard = []
    on("example.plant_changed")(lambda plant, by: heard.append(plant))
    some = [a_plant(), a_plant()]

    change(some, by=ada, pots=2)
    assert heard == []
    deliver_events()

    assert heard == [row.pk for row in some]


def test_one_reaction_that_fails_does_not_keep_the_others_from_hearing(ada, monkeypatch):
    monkeypatch.setattr(events, "_reactions", {})
    some = [a_plant(), a_plant()]
    heard = []

    @on("example.plant_changed")
    def hear(plant, by):
        if plant == some[0].pk:
            raise RuntimeError("not today")
        heard.append(plant)

    change(some, by=ada, pots=2)

    with pytest.raises(RuntimeError, match="not today"):
        events.deliver_each(events=list(Event.objects.order_by("pk").values_list("pk", flat=True)))
    assert heard == [some[1].pk]
