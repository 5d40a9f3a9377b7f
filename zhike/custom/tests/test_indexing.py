"""A field made fast has an index that the database uses, and a cap keeps writes quick."""

import pytest
from django.db import connection

from tests.cast import a_person, an_added_field
from zhike.custom.actions import archive_field, make_fast, make_slow
from zhike.kit import facts, registry
from zhike.kit.access.models import Role
from zhike.kit.batches.models import Batch
from zhike.kit.facts import Fact
from zhike.kit.surfaces.keyset import Order
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import refused
from zhike.kit.testing.working import work_off

ROWS = 4000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "kept", "operator", "value"),
    [
        ("text", "lpad(n::text, 6, '0')", "is", "000777"),
        ("number", "n::text", "min", "3990"),
        ("date", "(date '2020-01-01' + n)::text", "max", "2020-01-09"),
        ("choice", "case when n = 7 then 'o2' else 'o1' end", "in", "o2"),
        ("link", "n", "in", "777"),
        ("choices", "jsonb_build_array(case when n = 7 then 'o3' else 'o1' end)", "in", "o3"),
    ],
)
def test_the_database_uses_the_index_of_a_fast_field_until_it_is_archived(kind, kept, operator, value):
    ada, field = a_person("Ada", role=Role.ADMIN, team=None), an_added_field(kind)
    _many(field, kept)

    assert f"custom_field_{field.pk}" not in _plan(field, operator, value)

    make_fast(field, by=ada)
    work_off()

    batch = Batch.objects.get()
    assert (batch.status, batch.done, batch.total) == ("done", 1, 1)
    assert f"custom_field_{field.pk}" in _plan(field, operator, value)

    archive_field(field, by=ada)
    work_off()

    assert _indexes() == []


@pytest.mark.django_db(transaction=True)
def test_an_order_by_a_fast_field_reads_its_index():
    ada, field = a_person("Ada", role=Role.ADMIN, team=None), an_added_field("number")
    _many(field, "n::text")
    make_fast(field, by=ada)
    work_off()

    added = registry.added_fields(Plant)[0]
    page = added.order(Plant.objects.all()).order_by(*_columns(added))[:50]

    assert f"custom_field_{field.pk}" in page.explain()


def test_ten_fields_of_a_noun_may_be_fast(db, ada):
    for _nth in range(10):
        make_fast(an_added_field(), by=ada)

    eleventh = an_added_field()
    with refused("Already 10 fields"):
        make_fast(eleventh, by=ada)


@pytest.mark.parametrize("kind", ["formula", "longtext"])
def test_what_no_index_can_hold_is_refused(kind, db, ada):
    field = an_added_field(kind)

    with refused("cannot be"):
        make_fast(field, by=ada)


def test_a_slow_field_asks_for_its_index_to_go(db, ada):
    field = an_added_field(is_fast=True)

    make_slow(field, by=ada)

    assert (field.fresh().is_fast, Batch.objects.get().asked) == (False, {"field": field.pk})


def test_added_fields_are_typed_columns_of_the_warehouse_but_for_free_words(db, monkeypatch):
    monkeypatch.setattr(facts, "_facts", {})
    facts.publish(Fact("plants", "a plant", (), "select 'a plant' {added} from example_plant", model=Plant))
    kinds = ("text", "number", "money", "date", "yesno", "choice", "choices", "link", "formula")
    fields = {kind: an_added_field(kind, default="50%" if kind == "text" else "") for kind in kinds}
    kept = {"number": "12.5", "money": "980.25", "date": "2026-03-12", "yesno": True, "choice": "o1", "link": 7}
    custom = {str(fields[kind].pk): value for kind, value in kept.items()} | {str(fields["choices"].pk): ["o1", "o3"]}
    Plant.objects.create(name="文竹", label="L", custom=custom)

    [found] = facts.published()

    assert [(column.name, column.type) for column in found.columns] == list(
        zip(
            [fields[kind].name for kind in kinds if kind != "text"],
            ["money", "money", "date32", "bool", "string", "string", "int64", "money"],
            strict=True,
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(found.sql)
        assert [str(value) for value in cursor.fetchone()[1:]] == [
            *("12.5", "980.25", "2026-03-12", "True", "o1", "o1,o3", "7", "2")
        ]


def _many(field, kept):
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into example_plant"
            " (created_at, changed_at, version, name, label, light, pots, flowers, note, custom)"
            " select now(), now(), 1, 'x', n, 'sun', 1, false, '',"
            f" jsonb_build_object('{field.pk}', {kept}) from generate_series(1, {ROWS}) n"
        )
        cursor.execute("analyze example_plant")


def _plan(field, operator, value):
    added = registry.added_fields(Plant)[0]
    with connection.cursor() as cursor:
        cursor.execute("analyze example_plant")
    return Plant.objects.filter(added.where(operator, [value])).explain()


def _columns(added):
    return Order([(added, False)], by=None).columns()


def _indexes():
    with connection.cursor() as cursor:
        cursor.execute("select indexname from pg_indexes where indexname like 'custom_field%'")
        return cursor.fetchall()
