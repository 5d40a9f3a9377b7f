"""Which record a row means, what may be done to it, and what is refused with a sentence."""

import pytest

from tests.cast import a_person, a_plant
from zhike.customers.models import Customer, Household
from zhike.exchange.testing.transferring import a_file, bring_in, counts
from zhike.kit.audit.trace import trace_of
from zhike.kit.registry import entity_of
from zhike.kit.search import find
from zhike.kit.testing.example.models import Plant

pytestmark = pytest.mark.django_db
PLANTS = entity_of(Plant)


@pytest.fixture
def imported(tmp_path, ada):
    """Imports rows under a header and tells the figures; `why` holds the reasons by row."""

    def imported(header, *rows, by=ada, **options):
        run = bring_in(a_file(tmp_path, header.split(","), *rows), PLANTS, by=by, **options)
        imported.why = dict(run.rejects.values_list("row_number", "reason"))
        return counts(run)

    return imported


def test_a_row_is_known_by_its_number_before_all_else(imported):
    fern = a_plant(label="F1")

    assert imported("id,label,name", [fern.pk, "F9", "Fern"]) == {"changed": 1}
    assert (fern.fresh().label, fern.fresh().name) == ("F9", "Fern")


def test_a_row_is_known_by_a_unique_field(imported):
    fern = a_plant(label="F1", note="old")

    assert imported("label,name,note", ["F1", fern.name, "new"], ["F2", "Moss", ""]) == {"changed": 1, "created": 1}
    assert fern.fresh().note == "new"


def test_a_row_is_known_by_the_fields_that_were_chosen(imported, ana):
    fern, moss = a_plant(name="Fern", owner=ana), a_plant(name="Moss", owner=ana)

    told = imported("name,keeper,pots", ["Fern", "Ana", 7], ["Moss", "Ana", 3], match="name+keeper", mode="update")

    assert told == {"changed": 1, "unchanged": 1}
    assert (fern.fresh().pots, moss.fresh().pots) == (7, 3)


def test_what_agrees_with_several_records_is_rejected(imported):
    a_plant(name="Fern")
    a_plant(name="Fern")

    assert imported("name,pots", ["Fern", 7], match="name", mode="update") == {"rejected": 1}
    assert imported.why == {2: "name: several records agree; choose more fields"}


@pytest.mark.parametrize(
    ("mode", "told", "why"),
    [
        ("create", {"created": 1, "rejected": 1}, {2: "There is such a record already."}),
        ("update", {"changed": 1, "rejected": 1}, {3: "There is no such record that you may change."}),
        ("upsert", {"changed": 1, "created": 1}, {}),
    ],
)
def test_a_mode_says_what_rows_may_do(imported, mode, told, why):
    a_plant(label="F1")

    assert imported("label,name", ["F1", "Fern"], ["F2", "Moss"], mode=mode) == told
    assert imported.why == why


def test_rows_of_one_record_are_merged_and_the_later_says_more(imported):
    rows = (["F1", "Fern", 2], ["F1", "Fern", 2], ["F2", "Moss", 1], ["F1", "Great fern", ""])

    assert imported("label,name,pots", *rows, mode="create") == {"created": 2, "merged": 2}
    fern = Plant.objects.get(label="F1")
    assert (fern.name, fern.pots, fern.version) == ("Great fern", 2, 2)


def test_rows_of_a_record_that_is_rejected_are_rejected_with_it(imported):
    assert imported("label,name,pots", ["F1", "Fern", 0], ["F1", "Fern", 0]) == {"rejected": 2}


def test_the_same_file_again_changes_nothing(imported):
    rows = (["", "Fern", 2], ["F2", "Moss", 3])
    header = "label,name,pots"

    assert imported(header, *rows) == {"created": 1, "rejected": 1}
    assert imported(header, *rows) == {"unchanged": 1, "rejected": 1}


def test_a_row_out_of_reach_is_rejected_without_a_word_of_it(imported, bo, mei):
    theirs = a_plant(name="Secret", label="S1", owner=bo)

    told = imported("label,name", ["S1", "Mine"], by=mei)
    by_number = imported("id,name", [theirs.pk, "Mine"], [10**9, "Mine"], by=mei, mode="update")

    assert (told, by_number) == ({"rejected": 1}, {"rejected": 2})
    assert len(set(imported.why.values())) == 1  # the answer for theirs is the answer for none
    assert theirs.fresh().name == "Secret"


def test_a_row_that_its_importer_could_not_see_is_rejected_alone(imported, mei, bo):
    told = imported("label,name,keeper", ["F1", "Fern", "Mei"], ["F2", "Moss", "Bo"], by=mei)

    assert told == {"created": 1, "rejected": 1}
    assert imported.why == {3: "That would put the record out of your own sight."}
    assert list(Plant.objects.values_list("name", flat=True)) == ["Fern"]


@pytest.mark.parametrize("word", ["shade", "Shade", "SHADE"])
def test_a_choice_is_said_by_code_or_word(imported, word):
    assert imported("label,name,light", ["F1", "Fern", word]) == {"created": 1}
    assert Plant.objects.get().light == "shade"


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("light", "moon", "light: “moon” is none of the choices: Sun、Shade"),
        ("keeper", "Nobody", "keeper: “Nobody” does not name exactly one"),
        ("mother", "#987654321", "mother plant: “#987654321” does not name exactly one"),
        ("bought on", "2025-02-30", "bought on: the day “2025-02-30” does not exist"),
        ("pots", "many", "pots: “many” is not a number"),
        ("pots", "0", "Constraint “plant_in_a_pot” is violated."),
        ("height", "99999.99", "height: Ensure that there are no more than 6 digits in total."),
        ("name", "", "name: is empty"),
        ("name", "x" * 41, "name: is longer than 40 characters"),
    ],
)
def test_a_bad_cell_is_refused_by_name_and_the_rest_come_in(imported, column, cell, why):
    header = ["label", *dict.fromkeys(["name", column])]
    good, bad = {"label": "G", "name": "Good"}, {"label": "B", "name": "Bad", column: cell}

    told = imported(",".join(header), *([row.get(name, "") for name in header] for row in (good, bad)))

    assert (told, imported.why) == ({"created": 1, "rejected": 1}, {3: why})


def test_what_the_database_refuses_costs_only_its_own_row(imported):
    rows = [[f"F{nth}", "Fern", -1 if nth in (3, 77) else 1] for nth in range(100)]

    assert imported("label,name,pots", *rows) == {"created": 98, "rejected": 2}
    assert set(imported.why) == {5, 79}


def test_what_another_record_holds_cannot_be_used(imported):
    a_plant(label="F1", name="Fern")
    a_plant(label="M1", name="Moss")

    told = imported("name,label", ["Fern", "M1"], ["New", "N1"], ["Newer", "N1"], match="name")

    assert told == {"created": 1, "rejected": 2}
    assert set(imported.why.values()) == {"label: this value cannot be used here"}


def test_a_row_may_point_at_a_row_beside_it(imported):
    rows = (["C", "Child", "M"], ["G", "Grandchild", "Child"], ["M", "Mother", ""])

    assert imported("label,name,mother plant", *rows) == {"created": 3}
    assert Plant.objects.get(label="G").mother.mother.name == "Mother"


def test_records_that_are_missing_are_made_where_that_is_asked_for(tmp_path, ada):
    file = a_file(tmp_path, ["name", "household"], ["赵敏", "赵家"], ["赵强", "赵家"])

    assert counts(bring_in(file, entity_of(Customer), by=ada)) == {"rejected": 2}
    assert counts(bring_in(file, entity_of(Customer), by=ada, missing="create")) == {"created": 2}
    assert list(Household.objects.values_list("name", flat=True)) == ["赵家"]


def test_staff_are_named_by_user_name_or_name(imported):
    kai = a_person("Kai")
    kai.name = "王凯"
    kai.save()

    assert imported("label,name,keeper", ["F1", "Fern", "kai"], ["F2", "Moss", "王凯"]) == {"created": 2}
    assert set(Plant.objects.values_list("keeper", flat=True)) == {kai.pk}


def test_a_blank_cell_leaves_what_is_there(imported):
    fern = a_plant(label="F1", pots=3, note="By the window.")

    assert imported("label,name,pots,note", ["F1", "Fern", "", ""]) == {"changed": 1}
    assert (fern.fresh().pots, fern.fresh().note) == (3, "By the window.")


def test_a_change_is_traced_with_what_changed_and_found_by_its_new_words(imported, ada):
    fern = a_plant(label="F1", name="Fern")

    imported("label,name", ["F1", "听雨"])

    [entry] = trace_of(fern)
    assert (entry.verb, entry.actor, entry.changes) == ("load", ada, {"name": ["Fern", "听雨"]})
    assert list(find(Plant.objects.all(), "听雨")) == [fern]
