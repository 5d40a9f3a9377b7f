"""The wizard of a noun: try, import, stop, mend, undo."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import a_plant
from zhike.exchange.importing import loading, running, undoing
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.testing.transferring import counts
from zhike.kit.batches.running import run as run_batch
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import digest

pytestmark = pytest.mark.django_db
MAPPED = {"label": "label", "name": "name", "pots": "pots"}


@pytest.fixture
def screen(ada, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return at_the_screen(ada)


@pytest.fixture
def upload(screen):
    """Uploads rows; the address of the run."""

    def upload(*rows, header=("label", "name", "pots")):
        out = io.StringIO()
        csv.writer(out).writerows([header, *rows])
        answer = screen.post("/import/plants/", {"file": SimpleUploadedFile("plants.csv", out.getvalue().encode())})
        return answer["Location"]

    return upload


@pytest.fixture
def imported(screen, upload):
    """Uploads, maps and loads rows; the address of the run."""

    def imported(*rows):
        address = upload(*rows)
        screen.post(address, MAPPED)
        running.bring_in(run=_run().pk)
        return address

    return imported


def _run():
    return ImportRun.objects.latest("pk")


def _text(answer):
    return answer.content.decode()


def test_the_first_rows_can_be_tried_and_nothing_is_kept(screen, upload):
    a_plant(label="F1", name="Fern")
    address = upload(["F1", "Big fern", 3], ["F2", "Moss", 1], ["F3", "Ivy", 0])
    before = digest()

    page = _text(screen.post(address, MAPPED | {"look": "1"}))

    assert "tried with the first 3 rows; nothing was kept" in page
    assert "<dt>created</dt><dd>1</dd><dt>changed</dt><dd>1</dd>" in page
    assert "<dt>Big fern</dt><dd>name: Fern → Big fern</dd>" in page
    assert "Constraint “plant_in_a_pot” is violated." in page
    assert digest() == before


def test_what_was_said_is_remembered_for_the_next_file(screen, upload):
    said = {"mode": "update", "match": ["name", "pots"]}
    screen.post(upload(["F1", "Fern", 1]), MAPPED | said | {"label": ""})

    page = _text(screen.get(upload(["F1", "Fern", 1])))

    assert '<option value="update" selected>' in page
    assert re.findall(r'name="match" value="(\w+)"[^>]* checked', page) == ["name", "pots"]


def test_only_changing_needs_no_column(screen, upload):
    answer = screen.post(upload(["F1", "Fern", 1]), {"label": "label", "pots": "pots", "mode": "update"})

    assert answer.status_code == 302
    assert screen.post(upload(["F1", "Fern", 1]), {"label": "label", "pots": "pots"}).status_code == 422


def test_a_stopped_import_stands_where_it_was_and_goes_on(screen, upload, monkeypatch):
    monkeypatch.setattr(loading, "ROWS_AT_ONCE", 1)
    address = upload(["F1", "Fern", 1], ["F2", "Moss", 1])
    screen.post(address, MAPPED)
    screen.post(f"{address}stop/")

    running.bring_in(run=_run().pk)
    assert (_run().status, _run().done, Plant.objects.count()) == ("stopped", 1, 1)
    assert "The import was stopped." in _text(screen.get(address))

    screen.post(f"{address}again/")
    running.bring_in(run=_run().pk)
    assert (_run().status, counts(_run())) == ("done", {"created": 2})


def test_rejected_rows_are_mended_where_they_are_shown(screen, imported):
    address = imported(["F1", "Fern", 1], ["F2", "", 1], ["F3", "Ivy", 0])
    no_name, no_pots = _run().rejects.order_by("row_number")
    page = _text(screen.get(address))

    answer = screen.post(
        f"{address}repair/", {f"cell-{no_name.pk}-1": "Moss", f"cell-{no_pots.pk}-2": "-1"}, follow=True
    )

    assert f'name="cell-{no_name.pk}-1" value=""' in page
    assert f'name="cell-{no_pots.pk}-2" value="0"' in page
    assert "1 rows came in, 1 are still rejected." in _text(answer)
    assert set(Plant.objects.values_list("name", flat=True)) == {"Fern", "Moss"}
    assert (counts(_run()), _run().rejects.get().raw) == ({"created": 2, "rejected": 1}, ["F3", "Ivy", "-1"])


def test_a_row_of_another_import_is_not_mended_here(screen, imported):
    imported(["F2", "", 1])
    theirs = _run().rejects.get()
    address = imported(["F3", "", 1])

    screen.post(f"{address}repair/", {f"cell-{theirs.pk}-1": "Moss"})

    assert (Plant.objects.count(), theirs.run.rejects.count()) == (0, 1)


def test_the_file_of_rejects_is_mapped_as_the_file_it_came_from(screen, imported, upload):
    address = imported(["F2", "", 1])
    rejects = b"".join(screen.get(f"{address}rejected.csv").streaming_content).decode("utf-8-sig")
    header, *rows = csv.reader(rejects.splitlines())

    page = _text(screen.get(upload(*rows, header=header)))

    assert [page.count(f'<option value="{name}" selected>') for name in MAPPED] == [1, 1, 1]


def test_an_import_is_undone_from_its_page_after_a_look(screen, imported):
    fern = a_plant(label="F1", name="Fern", pots=1)
    address = imported(["F1", "Fern", 2], ["F2", "Moss", 1])
    Plant.objects.filter(pk=fern.pk).update(version=9)

    assert "Undo this import" in _text(screen.get(address))
    assert f'href="{address}undo/"' in _text(screen.get("/import/plants/"))
    page = _text(screen.get(f"{address}undo/"))
    assert "<dt>Fern</dt><dd>It was edited after the import; those edits would be lost.</dd>" in page
    assert "Undo the others" in page

    going = _text(screen.post(f"{address}undo/", follow=True))
    assert "The import is being undone." in going
    assert 'hx-trigger="every 1s"' in going

    run_batch(batch=undoing.latest(_run()).pk)
    assert "1 rows were taken back, 1 were kept." in _text(screen.get(address))
    assert not Plant.objects.filter(label="F2").exists()
    assert '<a class="btn" href="/plants/">To the list</a>' in _text(screen.get(address))
    assert f'<a class="btn" href="{address}">Back to the import</a>' in _text(screen.get(f"{address}undo/"))
    batch = _text(screen.get(f"/batches/{undoing.latest(_run()).pk}/"))
    assert f'<a class="btn" href="{address}">To what it worked on</a>' in batch


def test_nobody_touches_the_import_of_another(imported, mei):
    address = imported(["F1", "Fern", 1])
    other = at_the_screen(mei)

    answers = [other.get(f"{address}undo/"), *(other.post(f"{address}{do}/") for do in ("undo", "repair", "stop"))]

    assert {answer.status_code for answer in answers} == {404}
