"""An import is taken back: all of it, or what nobody built upon since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import a_plant
from zhike.exchange.importing import undoing
from zhike.exchange.importing.models import ImportedRow
from zhike.exchange.testing.transferring import a_file, bring_in, undo
from zhike.kit import writing
from zhike.kit.attached.models import Tag, Tagging
from zhike.kit.audit.trace import trace_of
from zhike.kit.registry import entity_of
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import announced, content, refused

pytestmark = pytest.mark.django_db
PLANTS = entity_of(Plant)
EDITED = "It was edited after the import; those edits would be lost."


@pytest.fixture
def fern(db):
    return a_plant(label="F1", name="Fern", note="old")


@pytest.fixture
def run(fern, tmp_path, ada):
    """Changes the fern and makes its child."""
    rows = (["F1", "Fern", "new", ""], ["F2", "Moss", "", "F1"])
    return bring_in(a_file(tmp_path, ["label", "name", "note", "mother plant"], *rows), PLANTS, by=ada)


def test_everything_becomes_what_it_was_and_is_traced(run, fern, ada):
    moss = Plant.objects.get(label="F2")

    batch = undo(run, by=ada)

    assert (fern.fresh().note, fern.fresh().version) == ("old", 3)
    assert not Plant.objects.filter(pk=moss.pk).exists()
    assert (batch.status, batch.done, batch.result) == ("done", 2, {"undone": 2, "kept": 0})
    assert [entry.verb for entry in trace_of(fern)] == ["unload", "load"]
    assert [entry.verb for entry in trace_of(moss)] == ["unload", "load"]
    assert announced() == ["example.plant_loaded", "kit.import_undone", "kit.batch_ended"]


def test_tags_become_what_they_were_and_go_with_what_was_made(fern, tmp_path, ada):
    writing.change(fern, by=ada, values={"tags": ["shelf"]})
    rows = (["F1", "Fern", "", "gift"], ["F1", "Fern", "", "gift, rare"], ["F2", "Moss", "", "gift"])
    run = bring_in(a_file(tmp_path, ["label", "name", "note", "tags"], *rows), PLANTS, by=ada)
    imported = tags()

    undo(run, by=ada)

    assert imported == {"F1": ["gift", "rare"], "F2": ["gift"]}
    assert tags() == {"F1": ["shelf"]}
    assert Tagging.objects.count() == 1
    assert trace_of(fern)[0].verb == "unload"


def test_tags_that_no_row_told_stay(run, fern, ada):
    Tagging.objects.create(noun="example.plant", object_id=fern.pk, tag=Tag.objects.create(word="shelf"), by=ada)

    undo(run, by=ada)

    assert tags() == {"F1": ["shelf"]}


def tags():
    field = PLANTS.field("tags")
    return {plant.label: words for plant in Plant.objects.order_by("label") if (words := field.data(plant))}


def test_what_was_edited_since_is_told_first_and_kept(run, fern, ada):
    writing.change(fern, by=ada, values={"pots": 9})

    told = undoing.hindered(run, by=ada)
    batch = undo(run, by=ada)

    assert told == [("Fern", EDITED)]
    assert (fern.fresh().note, fern.fresh().pots) == ("new", 9)
    assert batch.result == {"undone": 1, "kept": 1}
    assert batch.refusals == [["Fern", EDITED]]


def test_a_new_record_that_others_point_at_is_kept_and_told(run, ada):
    moss = Plant.objects.get(label="F2")
    child = a_plant(mother=moss)

    told = undoing.hindered(run, by=ada)
    undo(run, by=ada)

    assert told == [("Moss", "Other records point at it now.")]
    assert child.fresh().mother == moss


def test_a_chain_of_new_records_goes_whole(tmp_path, ada):
    before = content(Plant)
    rows = (["A", "A", "B"], ["B", "B", "C"], ["C", "C", ""], ["B", "B2", "C"])
    run = bring_in(a_file(tmp_path, ["label", "name", "mother plant"], *rows), PLANTS, by=ada)

    batch = undo(run, by=ada)

    assert run.counts["merged"] == 1
    assert (batch.result, content(Plant)) == ({"undone": 3, "kept": 0}, before)


def test_what_went_out_of_reach_is_kept(tmp_path, mei, bo):
    run = bring_in(a_file(tmp_path, ["label", "name", "keeper"], ["F1", "Fern", "Mei"]), PLANTS, by=mei)
    Plant.objects.update(keeper=bo)

    batch = undo(run, by=mei)

    assert batch.refusals == [[f"plant #{Plant.objects.get().pk}", "It is out of your reach now."]]


def test_what_is_gone_already_is_no_obstacle(run, ada):
    Plant.objects.filter(label="F2").delete()

    assert undo(run, by=ada).result == {"undone": 2, "kept": 0}


def test_what_clashes_with_others_now_is_kept(tmp_path, ada, fern):
    run = bring_in(a_file(tmp_path, ["id", "label"], [fern.pk, "G1"]), PLANTS, by=ada, mode="update")
    a_plant(label="F1")

    batch = undo(run, by=ada)

    assert batch.refusals == [["Fern", "What it was before clashes with other records now."]]
    assert fern.fresh().label == "G1"


def test_an_import_is_undone_once(run, ada):
    undo(run, by=ada)

    with refused("can no longer be undone"):
        undoing.start(run, by=ada)


def test_after_thirty_days_it_is_too_late_and_the_notes_go(run, ada):
    run.report(finished_at=timezone.now() - timedelta(days=31))

    with refused("can no longer be undone"):
        undoing.start(run, by=ada)
    undoing.forget_old()
    assert not ImportedRow.objects.exists()


def test_an_undo_that_was_killed_goes_on(run, ada, fern, monkeypatch):
    monkeypatch.setattr(undoing, "LINES_AT_ONCE", 1)
    work = undoing._Step.undo
    calls = iter([work])

    def killed(step):
        return next(calls, lambda step: 1 / 0)(step)

    with monkeypatch.context() as patch:
        patch.setattr(undoing._Step, "undo", killed)
        batch = undo(run, by=ada)
    assert (batch.status, ImportedRow.objects.count()) == ("failed", 1)

    batch.report(status="waiting")
    undoing.batches.running.run(batch=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.result) == ("done", {"undone": 2, "kept": 0})
    assert fern.fresh().note == "old"
