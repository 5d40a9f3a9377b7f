"""Where added fields meet files, merges and the warehouse."""

import pyarrow.parquet as pq
import pytest

from tests.cast import a_customer, a_plant, an_added_field
from zhike.customers.models import Customer
from zhike.exchange.importing.files import source_of
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.running import prepare, suggested
from zhike.exchange.importing.targets import target_named
from zhike.exchange.testing.transferring import a_file, bring_in, counts
from zhike.insight.warehouse.checking import verify
from zhike.insight.warehouse.loading import load
from zhike.insight.warehouse.manifest import current
from zhike.kit import registry
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant

pytestmark = pytest.mark.django_db


def test_a_file_fills_added_fields_and_the_same_file_again_changes_nothing(ada, tmp_path):
    kinds = ("number", "date", "choice", "choices", "yesno")
    names = {kind: an_added_field(kind, label=f"列{kind}").name for kind in kinds}
    target = target_named("plants")
    assert set(names.values()) <= {column.name for column in target.columns}
    file = tmp_path / "plants.csv"
    file.write_text(
        "name,label,列number,列date,列choice,列choices,列yesno\n"
        "文竹,L1,1.5万,2025/3/4,金,茶；Sugar,是\n"
        "绿萝,L2,3,2025-03-05,铜,茶,否\n"
    )

    for expected in ({"created": 1, "rejected": 1}, {"unchanged": 1, "rejected": 1}):
        run = _imported(file, ada)
        assert {name: count for name, count in run.counts.items() if count and name != "read"} == expected

    plant, (reject,) = Plant.objects.get(), run.rejects.all()
    assert [plant.custom[key] for key in sorted(plant.custom, key=int)] == [
        "15000",
        "2025-03-04",
        "o1",
        ["o1", "o3"],
        True,
    ]
    assert "列choice" in reject.reason


@pytest.mark.parametrize(
    ("kind", "first", "again"),
    [
        ("text", "甲", "甲"),
        ("number", "1.5万", "15000.00"),
        ("date", "2025/3/4", "2025-03-04"),
        ("choices", "茶；糖", "sugar,tea"),
    ],
)
def test_a_row_is_recognised_by_an_added_field(kind, first, again, ada, tmp_path):
    name = an_added_field(kind, label="识别", label_en="Known by").name
    for header, cell, label in (("识别", first, "L1"), ("Known by", again, "L2")):
        file = a_file(tmp_path, ("name", "label", header), ("文竹", label, cell))
        run = bring_in(file, entity_of(Plant), by=ada, match=name)

    assert counts(run) == {"changed": 1}
    assert [plant.label for plant in Plant.objects.all()] == ["L2"]


def test_a_required_added_field_is_asked_of_new_rows_only(ada, tmp_path):
    needed = an_added_field("choice", label="必填", required=True)
    known = a_plant(label="L1", name="绿萝")
    rows = (("name", "label", "必填"), ("绿萝二", "L1", ""), ("文竹", "L2", ""), ("芦荟", "L3", "Gold"))

    run = bring_in(a_file(tmp_path, *rows), entity_of(Plant), by=ada)

    assert counts(run) == {"changed": 1, "created": 1, "rejected": 1}
    assert "必填" in run.rejects.get().reason
    assert known.fresh().name == "绿萝二"
    assert Plant.objects.get(label="L3").custom == {str(needed.pk): "o1"}


def test_a_link_comes_in_by_the_title_of_what_it_points_at(ada, tmp_path):
    link = an_added_field("link", label="亲株")
    mother = a_plant(name="母株")
    rows = (("name", "label", "亲株"), ("子株", "L8", "母株"), ("孤株", "L9", "无此株"))

    run = bring_in(a_file(tmp_path, *rows), entity_of(Plant), by=ada)

    assert counts(run) == {"created": 1, "rejected": 1}
    assert Plant.objects.get(label="L8").custom == {str(link.pk): mother.pk}


def test_the_warehouse_holds_added_fields_as_typed_columns(tmp_path, settings):
    settings.WAREHOUSE_DIR = tmp_path
    amount, day = (an_added_field(kind, noun=Customer) for kind in ("money", "date"))
    a_customer(custom={str(amount.pk): "980.25", str(day.pk): "2026-03-12"})
    a_customer()

    load()

    table = pq.read_table(current().files("customers"))
    assert [str(table.schema.field(name).type) for name in (amount.name, day.name)] == [
        "decimal128(19, 4)",
        "date32[day]",
    ]
    assert [str(value) for value in table[amount.name].to_pylist()] == ["980.2500", "None"]
    assert [check for check in verify() if not check.agrees] == []


def test_a_link_that_leads_nowhere_is_shown_as_nothing(ada):
    definition, target, one, other = an_added_field("link"), a_plant(), a_plant(), a_plant()
    field = next(field for field in registry.added_fields(Plant) if field.name == definition.name)
    for row, key in ((one, target.pk), (other, 987_654_321)):
        field.put(row, key)
        row.save()

    assert (field.value(one), field.value(other)) == (target, None)
    assert [field.name for field in registry.added_fields(Customer)] == ["tags", "starred"]
    assert at_the_screen(ada).get(f"/plants/{other.pk}/").status_code == 200


def _imported(file, by):
    run = ImportRun.objects.create(target="plants", file=str(file), file_name=file.name, digest="", by=by)
    prepare(run, suggested(target_named("plants"), source_of(run)))
    run.report(status=ImportRun.Status.RUNNING)
    target_named("plants").load(run, file)
    return run
