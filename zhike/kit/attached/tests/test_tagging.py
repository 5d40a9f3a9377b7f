"""Tags as a field: in the form, of many rows at once, in files, and for programs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_customer
from zhike.customers.models import Customer
from zhike.exchange.exporting.sheet import Sheet
from zhike.exchange.testing.transferring import a_file, bring_in, counts, take_out
from zhike.kit import writing
from zhike.kit.attached import actions
from zhike.kit.attached.models import Tag, Tagging
from zhike.kit.attached.tagging import split
from zhike.kit.audit.trace import trace_of
from zhike.kit.batches.models import Batch
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused

pytestmark = pytest.mark.django_db


def tags(row):
    return sorted(tagging.tag.word for tagging in Tagging.objects.of(row).select_related("tag"))


def put(row, by, value):
    return writing.change(row, by=by, values={"tags": value})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        (None, []),
        (" , ，；", []),
        ("VIP, 展会", ["VIP", "展会"]),
        ("展会、VIP；vip", ["vip", "展会"]),
        ("tea  house\tx", ["tea house x"]),
        (["b", "a,b"], ["a,b", "b"]),
    ],
)
def test_words_stand_apart_by_commas_of_any_kind(typed, words):
    assert split(typed) == words


def test_whoever_may_change_a_row_sets_its_tags_and_the_trace_names_them(ana, teahouse):
    actions.tag(teahouse, by=ana, word="展会")

    put(teahouse, ana, "VIP, 老客户")

    assert tags(teahouse) == ["VIP", "老客户"]
    assert trace_of(teahouse).first().changes == {"tags": ["展会", "VIP, 老客户"]}
    assert {tagging.by for tagging in Tagging.objects.of(teahouse)} == {ana}


def test_the_same_tags_in_another_case_are_no_change(ana, teahouse):
    put(teahouse, ana, "VIP")
    version = Customer.objects.get().version

    put(teahouse, ana, ["vip"])

    assert (Customer.objects.get().version, tags(teahouse)) == (version, ["VIP"])
    assert Tag.objects.count() == 1


def test_no_tags_are_left_where_none_are_given(ana, teahouse):
    put(teahouse, ana, "VIP")

    put(teahouse, ana, [])

    assert tags(teahouse) == []
    assert trace_of(teahouse).first().changes == {"tags": ["VIP", None]}


def test_a_tag_that_is_too_long_is_refused(ana, teahouse):
    with refused("40 characters"):
        put(teahouse, ana, "x" * 41)


def test_a_row_out_of_reach_cannot_be_tagged(bo, teahouse):
    with refused():
        put(teahouse, bo, "VIP")


def test_a_change_of_something_else_asks_for_no_tags(ana, teahouse):
    put(teahouse, ana, "VIP")

    with CaptureQueriesContext(connection) as asked:
        writing.change(teahouse, by=ana, values={"note": "Damp"})

    assert [query for query in asked.captured_queries if "kit_tagging" in query["sql"]] == []
    assert tags(teahouse) == ["VIP"]


def test_a_form_shows_tags_and_saves_them(ana, teahouse):
    actions.tag(teahouse, by=ana, word="VIP, 展会")
    screen = at_the_screen(ana)

    page = screen.get(f"/customers/{teahouse.pk}/edit/").text
    assert 'name="tags" value="VIP, 展会"' in page
    assert 'data-tokens="/customers/tags/"' in page

    row = Customer.objects.get()
    sent = {"name": row.name, "kind": row.kind, "owner": ana.pk, "known_since": "2026-03-01"}
    answer = screen.post(f"/customers/{teahouse.pk}/edit/", {**sent, "tags": "展会， 老客户"})

    assert answer.status_code == 302
    assert tags(teahouse) == ["展会", "老客户"]


def test_a_new_row_comes_with_its_tags(ana):
    row = writing.create(Customer, by=ana, values={"name": "茶商", "kind": "enterprise", "owner": ana, "tags": "VIP"})

    assert tags(row) == ["VIP"]


def test_tags_of_many_rows_are_added_and_taken_off_and_the_batch_is_taken_back(ana, teahouse):
    dealer = a_customer("茶商", owner=ana)
    actions.tag(teahouse, by=ana, word="展会, VIP")
    screen = at_the_screen(ana)
    chosen = {"rows": [teahouse.pk, dealer.pk], "address": ""}

    screen.post("/customers/bulk/edit/", {**chosen, "tags": "老客户", "tags-off": "vip", "go": "1"})
    assert (tags(teahouse), tags(dealer)) == (["展会", "老客户"], ["老客户"])
    assert trace_of(teahouse).first().changes == {"tags": ["VIP, 展会", "展会, 老客户"]}

    screen.post(f"/batches/{Batch.objects.latest('pk').pk}/undo/")
    assert (tags(teahouse), tags(dealer)) == (["VIP", "展会"], [])


def test_tags_of_many_rows_are_known_in_one_question(ana, teahouse):
    for number in range(5):
        a_customer(f"茶商{number}", owner=ana)
    keys = list(Customer.objects.values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as asked:
        at_the_screen(ana).post("/customers/bulk/edit/", {"rows": keys, "address": "", "tags": "VIP", "go": "1"})

    assert len([q for q in asked.captured_queries if "from kit_tagging" in str(q["sql"]).lower().replace('"', "")]) <= 3


def test_programs_read_and_write_an_array_of_names(ana, teahouse):
    screen = at_the_screen(ana)
    place = f"/api/v1/customers/{teahouse.pk}"

    told = screen.patch(place, {"tags": ["VIP", "展会"]}, content_type="application/json").json()
    assert told["tags"] == ["VIP", "展会"]

    narrowed = screen.get("/api/v1/customers", {"filter": "tags in (VIP) and not tags in (老客户)"}).json()["items"]
    assert [row["id"] for row in narrowed] == [teahouse.pk]
    assert screen.patch(place, {"tags": []}, content_type="application/json").json()["tags"] == []


def test_an_export_holds_tags_in_one_cell(mei, ana, teahouse):
    a_customer("茶商", owner=ana)
    actions.tag(teahouse, by=ana, word="VIP, 展会")

    shown = list(Sheet(entity_of(Customer), "columns=name,tags&sort=name", by=mei, whole=False).rows())

    assert sorted(shown) == [("山月茶馆", "VIP, 展会"), ("茶商", "")]


def test_a_file_brings_tags_and_the_same_file_again_changes_nothing(mei, tmp_path):
    file = a_file(tmp_path, ["名称", "类型", "负责人", "标签"], ["茶商", "enterprise", "Mei", "VIP，展会"])
    entity = entity_of(Customer)

    runs = [counts(bring_in(file, entity, by=mei)) for _time in range(2)]

    assert runs == [{"created": 1}, {"unchanged": 1}]
    assert tags(Customer.objects.get()) == ["VIP", "展会"]


def test_tags_go_out_with_all_fields_and_come_back_changed(mei, tmp_path):
    row = a_customer("茶商", owner=mei)
    put(row, mei, "VIP, 展会")
    entity = entity_of(Customer)
    file = take_out(entity, tmp_path, by=mei)
    file.write_text(file.read_text(encoding="utf-8-sig").replace('"VIP, 展会"', '"VIP, 老客户"'), encoding="utf-8")

    assert counts(bring_in(file, entity, by=mei)) == {"changed": 1}
    assert tags(row) == ["VIP", "老客户"]
    assert trace_of(row).first().changes["tags"] == ["VIP, 展会", "VIP, 老客户"]
