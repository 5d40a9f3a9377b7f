"""Added fields that hold personal data: sealed at rest, masked on show, found exactly, shown in full for a reason."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.cast import a_plant, a_role, an_added_field
from zhike.custom import cache, resealing
from zhike.custom.models import CustomField
from zhike.exchange.testing.transferring import bring_in, take_out, undo
from zhike.kit import facts, search
from zhike.kit.audit.trace import trace_of
from zhike.kit.batches.models import Batch
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of, verb_named
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.writing import change, create
from zhike.vault.problem import Unreadable

pytestmark = pytest.mark.django_db
NUMBER = "330106199005170021"
INSIDE = NUMBER[3:-4]  # what nobody may read in passing
MASKED = "330****0021"
WHOLE = "it is found by the whole of a value alone"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(cache, "FRESH_FOR", 0.0)


@pytest.fixture
def field():
    return an_added_field("text", label="证件号", label_en="Identity card", personal=True)


@pytest.fixture
def plant(field, ada, ana):
    return change(a_plant(owner=ana), by=ada, values={field.name: NUMBER})


def everything() -> str:
    """Every row of every table, as a dump would have them."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        return " ".join(_lines(cursor, table) for table in tables)


def _lines(cursor, table):
    cursor.execute(f'select t::text from "{table}" t')
    return " ".join(line for (line,) in cursor.fetchall())


def of(plant):
    return entity_of(Plant).field(CustomField.objects.get().name).stored(plant.fresh()).plain


def shown(text):
    return f'<span class="val whole">{text}</span>'


def found(by, name, value=NUMBER):
    return [item["id"] for item in Program(by).get("/plants", **{name: value}).json()["items"]]


def test_nothing_in_the_database_tells_the_value(plant, field, ada):
    change(plant, by=ada, values={field.name: NUMBER.replace("1990", "1991"), "note": "A new pot."})
    change(plant.fresh(), by=ada, values={field.name: NUMBER})

    assert of(plant) == NUMBER
    assert plant.name in everything()
    assert INSIDE not in everything()
    assert [entry.changes.get(field.name) for entry in trace_of(plant)] == [
        ["***", "***"],
        ["***", "***"],
        [None, "***"],
    ]


def test_pages_and_programs_tell_no_more_than_the_ends(plant, field, ada):
    screen, program = at_the_screen(ada), Program(ada)
    pages = ["/plants/", f"/plants/{plant.pk}/", f"/plants/{plant.pk}/edit/", f"/plants/{plant.pk}/timeline/"]

    told = {page: screen.get(page).text for page in pages}

    assert [page for page, text in told.items() if INSIDE in text] == []
    assert [page for page in pages[:3] if MASKED not in told[page]] == []
    assert program.get(f"/plants/{plant.pk}").json()[field.name] == MASKED


def test_it_is_found_by_the_whole_of_it_alone(plant, field, ada):
    a_plant()
    screen = at_the_screen(ada)

    assert found(ada, field.name) == [plant.pk]
    assert found(ada, field.name, f" {NUMBER} ") == [plant.pk]
    assert found(ada, field.name, NUMBER[:-1]) == []
    for asked in (
        "filter=" + json.dumps({"field": field.name, "op": "is", "values": [NUMBER]}),
        f"{field.name}={NUMBER}",
    ):
        assert plant.name in screen.get(f"/plants/?{asked}").text
    filled = json.dumps({"field": field.name, "op": "filled", "values": []})
    assert [row["id"] for row in Program(ada).get("/plants", filter=filled).json()["items"]] == [plant.pk]
    assert list(search.find(Plant.objects.all(), NUMBER)) == []


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"{}.has": "3301"}, WHOLE),
        ({"{}.min": "3"}, WHOLE),
        ({"{}.starts": "3"}, WHOLE),
        ({"sort": "{}"}, "cannot be sorted by"),
        ({"group": "{}"}, "cannot be grouped by"),
        ({"filter": '{{"field": "{}", "op": "has", "values": ["3301"]}}'}, WHOLE),
    ],
    ids=["part", "range", "beginning", "order", "group", "language"],
)
def test_what_would_need_the_plain_values_is_refused_with_a_sentence(plant, field, ada, asked, sentence):
    parameters = {key.format(field.name): value.format(field.name) for key, value in asked.items()}

    answer = at_the_screen(ada).get("/plants/", parameters)

    assert (answer.status_code, sentence in answer.text) == (400, True)


def test_somebody_who_says_why_sees_all_of_it_and_the_trace_keeps_that(plant, field, ana):
    screen, place = at_the_screen(ana), f"/plants/{plant.pk}/sealed/{field.name}/"
    before = trace_of(plant).count()

    assert screen.post(place, {"reason": " "}).status_code == 400
    assert trace_of(plant).count() == before
    assert screen.post(place, {"reason": "Open an account\x00"}).text == shown(NUMBER)

    entry = trace_of(plant).first()
    assert (entry.actor, entry.verb, entry.changes, entry.why) == (ana, "seen", {field.name: []}, "Open an account")
    assert "“Open an account”" in screen.get(f"/plants/{plant.pk}/timeline/").text


def test_what_is_sealed_is_escaped_where_it_is_shown(plant, field, ada):
    change(plant.fresh(), by=ada, values={field.name: "<img src=x onerror=alert(1)>"})

    told = at_the_screen(ada).post(f"/plants/{plant.pk}/sealed/{field.name}/", {"reason": "Look"}).text

    assert told == shown("&lt;img src=x onerror=alert(1)&gt;")


@pytest.mark.parametrize("level", ["masked", "hidden"])
def test_a_role_that_does_not_know_the_field_reveals_nothing(plant, field, ana, level):
    a_role(ana, rights={"plants": {"read": "all"}}, fields={"plants": {field.name: level}})

    answers = [
        at_the_screen(ana).post(f"/plants/{plant.pk}/sealed/{field.name}/", {"reason": "Curious"}),
        at_the_screen(ana).get("/plants/", {field.name: NUMBER}),
    ]

    assert [answer.status_code for answer in answers] == [404, 400]
    assert (MASKED in at_the_screen(ana).get(f"/plants/{plant.pk}/").text) == (level == "masked")
    assert trace_of(plant).filter(verb="seen").count() == 0


def test_a_row_out_of_sight_reveals_nothing(plant, field, bo):
    answer = at_the_screen(bo).post(f"/plants/{plant.pk}/sealed/{field.name}/", {"reason": "Curious"})

    assert answer.status_code == 404


def test_a_form_sent_back_as_it_came_changes_nothing(plant, field, ada):
    held = plant.fresh().custom

    for value in (MASKED, NUMBER):
        change(plant.fresh(), by=ada, values={field.name: value, "note": f"Kept {value[:3]}."})

    assert plant.fresh().custom == held
    with pytest.raises(Refusal, match="type all of it"):
        change(plant.fresh(), by=ada, values={field.name: "331****0021"})
    change(plant.fresh(), by=ada, values={field.name: ""})
    assert field.name not in Program(ada).get(f"/plants/{plant.pk}").json() or not found(ada, field.name)


def test_an_export_tells_all_of_it_to_those_alone_who_may_take_it_along(plant, field, ada, ana, tmp_path):
    entity = entity_of(Plant)
    address = f"columns=name,{field.name}"

    told = {
        (by.username, whole): take_out(
            entity, tmp_path, by=by, whole=whole, address="" if whole else address
        ).read_text()
        for by in (ada, ana)
        for whole in (True, False)
    }

    assert {key for key, text in told.items() if INSIDE in text} == {("ada", True), ("ada", False)}
    assert ("***" in told["ana", False], "ʘ" in told["ana", True]) == (True, False)


def test_a_file_brings_it_in_and_knows_it_again_and_is_taken_back(field, ada, tmp_path):
    entity, file = entity_of(Plant), tmp_path / "plants.csv"
    file.write_text(f"name,label,证件号\n文竹,L1,{NUMBER}\n绿萝,L2,\n")
    bring_in(file, entity, by=ada)
    plant = Plant.objects.get(label="L1")

    assert (of(plant), INSIDE in everything()) == (NUMBER, False)
    assert bring_in(file, entity, by=ada).counts["unchanged"] == 2
    file.write_text(f"name,label,证件号,note\n文竹,L3,{NUMBER},Watered.\n")
    again = bring_in(file, entity, by=ada, match=field.name)
    assert (again.counts["changed"], plant.fresh().note) == (1, "Watered.")
    file.write_text("name,label,证件号\n文竹,L3,330106199005170999\n")
    other = bring_in(file, entity, by=ada)
    assert of(plant) == "330106199005170999"
    undo(other, by=ada)
    assert of(plant) == NUMBER


def test_the_warehouse_and_formulas_get_nothing_of_it(plant, field):
    from zhike.customers.models import Customer

    customers = an_added_field("text", noun=Customer, label="证件", personal=True)
    plain = an_added_field("number", noun=Customer, label="房间数")

    columns = {column.name for fact in facts.published() for column in fact.columns}

    assert {customers.name, plain.name} & columns == {plain.name}
    with pytest.raises(ValidationError, match="cannot use"):
        CustomField(
            noun="example.plant", label="算", kind="formula", formula=f"concat([{field.label_en}])"
        ).full_clean()


def test_a_value_of_another_row_is_not_opened(plant, field, ada):
    other = change(a_plant(), by=ada, values={field.name: "5001"})
    value = plant.custom[str(field.pk)]
    Plant.objects.filter(pk=other.pk).update(custom={**other.custom, str(field.pk): value})

    with pytest.raises(Unreadable):
        of(other)


def test_a_merge_takes_it_along_and_gives_it_back(plant, field, ada):
    keeper = a_plant()

    verb_named("example.merge")(keeper, by=ada, other=plant)

    assert (of(keeper), found(ada, field.name)) == (NUMBER, [keeper.pk])
    verb_named("example.split")(keeper.fresh(), by=ada)
    assert (of(plant), found(ada, field.name)) == (NUMBER, [plant.pk])
    assert INSIDE not in everything()


@pytest.mark.parametrize(
    ("kind", "typed", "shown", "wrong"),
    [
        ("number", "6217.50", "6***5", "much"),
        ("date", "1990-05-17", "1***7", "yesterday"),
        ("longtext", "Allergic\nto nuts.", "***", "x" * 10_001),
        ("text", "abc", "***", "x" * 256),
    ],
)
def test_every_kind_that_can_be_sealed_is_checked_as_ever(kind, typed, shown, wrong, ada):
    field = an_added_field(kind, personal=True)
    plant = create(Plant, by=ada, values={"name": "文竹", "label": "L9", field.name: typed})

    assert entity_of(Plant).field(field.name).words(plant.fresh()) == shown
    assert found(ada, field.name, typed) == [plant.pk]
    with pytest.raises(Refusal):
        change(plant.fresh(), by=ada, values={field.name: wrong})


def test_a_field_in_use_is_sealed_when_it_is_marked(ada, ana, django_capture_on_commit_callbacks):
    field = an_added_field("text", label="证件号", searchable=True)
    rows = [change(a_plant(owner=ana), by=ada, values={field.name: f"{NUMBER}{nth}"}) for nth in range(3)]
    traced = INSIDE in " ".join(str(entry.changes) for row in rows for entry in trace_of(row))

    change(field, by=ada, values={"personal": True, "searchable": False})
    assert [found(ada, field.name, f"{NUMBER}{nth}") for nth in range(3)] == [[row.pk] for row in rows]
    resealing.seal_what_is_there(customfield=field.pk, by=ada.pk)
    batch = Batch.objects.get(kind=resealing.KIND)
    resealing.work(batch)

    assert traced
    assert (batch.done, resealing.counts()[0].sealed) == (3, 3)
    assert [found(ada, field.name, f"{NUMBER}{nth}") for nth in range(3)] == [[row.pk] for row in rows]
    with connection.cursor() as cursor:
        assert INSIDE not in _lines(cursor, "example_plant") + _lines(cursor, "kit_searchdoc")
    assert INSIDE not in at_the_screen(ana).get(f"/plants/{rows[0].pk}/timeline/").text


def test_what_somebody_writes_while_it_is_sealed_is_not_overwritten(ada, monkeypatch):
    field = an_added_field("text")
    row = change(a_plant(), by=ada, values={field.name: NUMBER})
    change(field, by=ada, values={"personal": True})
    renewed = resealing._renewed

    def and_somebody_writes(sealed, custom):
        Plant.objects.filter(pk=row.pk).update(custom={str(field.pk): "theirs"})
        return renewed(sealed, custom)

    monkeypatch.setattr(resealing, "_renewed", and_somebody_writes)

    assert resealing._again(entity_of(Plant).field(field.name), resealing.PLAIN, after=0) == (0, row.pk)
    assert row.fresh().custom == {str(field.pk): "theirs"}


@pytest.mark.parametrize(
    ("kind", "given", "about"),
    [
        ("choice", {"options": "金"}, "personal"),
        ("yesno", {}, "personal"),
        ("formula", {"formula": "1"}, "personal"),
        ("text", {"default": "x"}, "default"),
        ("text", {"searchable": True}, "searchable"),
    ],
)
def test_a_definition_that_cannot_be_kept_is_refused(kind, given, about):
    with pytest.raises(ValidationError) as refused:
        CustomField(noun="example.plant", label="栏", kind=kind, personal=True, **given).full_clean()
    assert set(refused.value.message_dict) == {about}


def test_what_is_sealed_stays_sealed_and_what_is_used_or_fast_is_not_marked(plant, field, ada):
    used = an_added_field("number", label="数")
    an_added_field("formula", formula=f"{used.name} * 2")
    fast = an_added_field("text", is_fast=True)

    for one, values in ((field, False), (used, True), (fast, True)):
        with pytest.raises(ValidationError) as refused:
            change(one, by=ada, values={"personal": values})
        assert set(refused.value.message_dict) == {"personal"}
