"""Adding, changing and archiving a field; what everybody then sees, and when."""

import pytest

from tests.cast import a_plant, an_added_field
from zhike.custom import cache
from zhike.custom.actions import archive_field, restore_field
from zhike.custom.models import CustomField
from zhike.kit import registry, writing
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import refused, trace

pytestmark = pytest.mark.django_db
PLANT = {"noun": "example.plant", "kind": "text"}


def test_an_administrator_adds_a_field_in_the_browser_and_it_is_in_the_form(ada):
    browser = at_the_screen(ada)

    typed = {**PLANT, "label": "合同到期日", "kind": "date", "order": "5", "in_form": "on"}
    answer = browser.post("/custom-fields/new/", typed)

    added = CustomField.objects.get()
    assert answer.status_code == 302
    assert (added.name, trace(added)) == ("x_he_tong_dao_qi_ri", ["Ada created this"])
    assert 'name="x_he_tong_dao_qi_ri"' in browser.get("/plants/new/").content.decode()
    assert "x_he_tong_dao_qi_ri" in browser.get(f"/custom-fields/{added.pk}/").content.decode()


def test_only_administrators_add_fields(ana, mei):
    for person in (ana, mei):
        with refused("Your role does not allow this"):
            writing.create(CustomField, by=person, values={**PLANT, "label": "Area"})


@pytest.mark.parametrize(
    ("labels", "keys"),
    [
        (["面积", "面积"], ["mian_ji", "mian_ji_2"]),
        (["VIP 等级"], ["vip_deng_ji"]),
        (["!!!"], ["field"]),
        (["name"], ["name"]),
        (["x" * 40, "x" * 40], ["x" * 40, "x" * 40 + "_2"]),
    ],
)
def test_a_key_is_the_sound_of_the_label_and_unique(labels, keys, ada):
    made = [writing.create(CustomField, by=ada, values={**PLANT, "label": label}) for label in labels]

    assert [field.key for field in made] == keys


def test_a_label_may_change_and_the_key_stays(ada):
    field = writing.create(CustomField, by=ada, values={**PLANT, "label": "面积"})

    writing.change(field, by=ada, values={"label": "占地"})

    assert (field.fresh().key, str(registry.added_fields(Plant)[0].label)) == ("mian_ji", "占地")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kind": "choice"}, "needs it"),
        ({"kind": "link"}, "needs it"),
        ({"kind": "choice", "options": "/ / /"}, "This is not an option"),
        ({"kind": "number", "default": "much"}, "is not a value of"),
        ({"kind": "choices", "options": "a", "default": "o1"}, "no default"),
        ({"kind": "number", "searchable": True}, "Only words"),
        ({"required": True, "in_form": False}, "Nobody could fill it in"),
        ({"kind": "colour"}, "not a valid choice"),
        ({"noun": "kit.staff"}, "not a valid choice"),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(values, sentence, ada):
    with refused(sentence):
        writing.create(CustomField, by=ada, values={**PLANT, "label": "Area", **values})


@pytest.mark.parametrize("values", [{"kind": "number"}, {"noun": "work.task"}])
def test_what_a_field_holds_and_of_what_never_changes(values, ada):
    field = an_added_field()

    with refused("This stays as it is"):
        writing.change(field, by=ada, values=values)


def test_options_keep_their_ids_and_one_left_out_keeps_its_word(ada):
    field, plant = an_added_field("choice", options=""), a_plant(owner=ada)
    writing.change(field, by=ada, values={"options": "金 / Gold\n银"})
    added = registry.added_fields(Plant)[0]
    writing.change(plant, by=ada, values={added.name: "o1"})

    writing.change(field, by=ada, values={"options": "o2: 白银 / Silver\n铜"})

    assert field.fresh().options == "o2: 白银 / Silver\no3: 铜\n-o1: 金 / Gold"
    added = registry.added_fields(Plant)[0]
    assert [(key, str(word)) for key, word in added.choices] == [
        ("o2", "Silver"),
        ("o3", "铜"),
        ("o1", "Gold (no longer offered)"),
    ]
    assert added.words(plant.fresh()) == "Gold"
    assert writing.change(plant, by=ada, values={added.name: "o1", "note": "kept"}).note == "kept"
    other = a_plant(owner=ada)
    with refused("“Gold” is no longer offered"):
        writing.change(other, by=ada, values={added.name: "o1"})


def test_a_required_field_is_asked_of_new_rows_and_old_ones_stay(ada):
    plant = a_plant(owner=ada)
    field = an_added_field(label="Area", required=True)

    writing.change(plant, by=ada, values={"note": "still here"})
    with refused("“Area” is missing"):
        writing.create(Plant, by=ada, values={"name": "x", "label": "y"})
    writing.change(plant, by=ada, values={field.name: "3"})
    with refused("“Area” is missing"):
        writing.change(plant, by=ada, values={field.name: ""})


def test_a_default_is_read_and_never_written(ada):
    plant, program = a_plant(owner=ada), Program(ada)
    field = an_added_field("number", default="5")

    assert program.get(f"/plants/{plant.pk}").json()[field.name] == "5"
    assert [item["id"] for item in program.get("/plants", **{field.name: "5"}).json()["items"]] == [plant.pk]
    assert plant.fresh().custom == {}

    program.patch(f"/plants/{plant.pk}", {field.name: None})

    assert program.get(f"/plants/{plant.pk}").json()[field.name] is None
    assert program.get("/plants", **{field.name: "5"}).json()["items"] == []


def test_an_archived_field_is_gone_and_comes_back_with_its_values(ada):
    plant, program = a_plant(owner=ada), Program(ada)
    field = an_added_field()
    program.patch(f"/plants/{plant.pk}", {field.name: "kept"})

    archive_field(field, by=ada)
    assert field.name not in program.get(f"/plants/{plant.pk}").json()
    assert program.get("/plants", **{field.name: "kept"}).status_code == 400

    restore_field(field, by=ada)
    assert program.get(f"/plants/{plant.pk}").json()[field.name] == "kept"
    assert trace(field) == ["Ada archived this field", "Ada restored this field"]


def test_a_field_that_a_formula_uses_is_not_archived(ada):
    field = an_added_field("number", label="Area")
    an_added_field("formula", label="Double", formula=f"{field.name} * 2")

    with refused("The formula “Double” uses this field"):
        archive_field(field, by=ada)


def test_another_process_sees_a_new_field_when_what_it_knows_is_old(monkeypatch):
    now = iter([100.0, 100.0, 100.0, 104.9, 105.1, 105.1])
    reads = []
    monkeypatch.setattr(cache.time, "monotonic", lambda: next(now))

    cache.remember({}, seconds=-1)
    seen = [cache.known(lambda: reads.append(1) or {Plant: len(reads)})]

    seen += [cache.known(lambda: reads.append(1) or {Plant: len(reads)}) for _nth in range(2)]
    assert [known[Plant] for known in seen] == [1, 1, 2]


def test_leftovers_that_cannot_be_read_are_nothing_and_break_no_list(ada):
    plant, program = a_plant(owner=ada), Program(ada)
    fields = [an_added_field(kind) for kind in ("number", "date", "link", "choice", "yesno")]
    Plant.objects.filter(pk=plant.pk).update(custom={str(field.pk): "?" for field in fields})

    for field in fields:
        assert program.get(f"/plants/{plant.pk}").json()[field.name] is None
        for sort in ("", "-") if field.kind != "link" else ():
            assert program.get("/plants", sort=f"{sort}{field.name}").status_code == 200
    assert program.get("/plants", **{f"{fields[0].name}.min": "0"}).json()["items"] == []
