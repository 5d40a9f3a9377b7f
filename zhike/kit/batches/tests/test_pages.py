"""Batches on screen: whose they are, how far they are, stopping, going on, and what came of them."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import a_plant
from zhike.kit import batches
from zhike.kit.alone import alone
from zhike.kit.batches.models import TOLD, Batch
from zhike.kit.batches.running import is_interrupted, run
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant

pytestmark = pytest.mark.django_db


def a_batch(by, **fields):
    basics = {"kind": "bulk.change", "title": "Change plants", "total": 40, "done": 10, "status": "done"}
    return Batch.objects.create(by=by, **basics | fields)


def page_of(batch, by):
    return at_the_screen(by).get(f"/batches/{batch.pk}/").content.decode()


def offered(batch, by):
    """The acts on the page of a batch."""
    page = page_of(batch, by)
    return [act for act in ("stop", "again", "undo", "file", "refused.csv") if f"/batches/{batch.pk}/{act}" in page]


def test_one_sees_ones_own_batches_and_an_administrator_all(ana, bo, ada):
    hers, his = a_batch(ana, title="Hers"), a_batch(bo, title="His")

    listed = {
        by.name: [one.title for one in at_the_screen(by).get("/batches/").context["batches"]] for by in (ana, ada)
    }

    assert listed == {"Ana": ["Hers"], "Ada": ["His", "Hers"]}
    assert [at_the_screen(by).get(f"/batches/{his.pk}/").status_code for by in (ana, ada, bo)] == [404, 200, 200]
    assert at_the_screen(bo).get(f"/batches/{hers.pk}/refused.csv").status_code == 404


@pytest.mark.parametrize("act", ["stop", "again", "undo"])
def test_nobody_touches_the_batch_of_somebody_else(act, ana, bo):
    batch = a_batch(ana, status="running")

    assert at_the_screen(bo).post(f"/batches/{batch.pk}/{act}/").status_code == 404


def test_acts_are_posted(ana):
    batch = a_batch(ana)

    assert [at_the_screen(ana).get(f"/batches/{batch.pk}/{act}/").status_code for act in ("stop", "again", "undo")] == [
        405
    ] * 3


def test_a_running_batch_tells_how_far_it_is_and_is_asked_again(clock, ana):
    began = timezone.now() - timedelta(seconds=5)
    batch = a_batch(ana, status="running", started_at=began, refused=2)

    with alone(f"batch {batch.pk}"):
        page = page_of(batch, ana)

    assert 'value="25"' in page
    assert "10 of 40 rows · 2 refused · 5 s · 2 rows/s" in page
    assert 'hx-trigger="every 1s"' in page


def test_a_finished_one_is_asked_no_more(ana):
    assert "hx-trigger" not in page_of(a_batch(ana), ana).partition('id="batch"')[2]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("waiting", ["stop"]), ("done", []), ("failed", ["again"]), ("stopped", ["again"]), ("running", ["again"])],
)
def test_only_what_can_be_done_is_offered(status, expected, ana):
    """A batch that says it runs while nobody works on it was interrupted."""
    assert offered(a_batch(ana, status=status), ana) == expected


def test_a_batch_in_work_is_not_interrupted(ana):
    batch = a_batch(ana, status="running")

    assert is_interrupted(batch)
    with alone(f"batch {batch.pk}"):
        assert not is_interrupted(batch)


def test_stopping_is_asked_for(ana):
    batch = a_batch(ana, status="waiting")

    answer = at_the_screen(ana).post(f"/batches/{batch.pk}/stop/")

    batch.refresh_from_db()
    assert (answer.headers["Location"], batch.stop_asked) == (f"/batches/{batch.pk}/", True)


def test_an_interrupted_batch_goes_on(ana):
    plant = a_plant(owner=ana, pots=1)
    asked = {"typed": "pots=9", "ticked": [plant.pk], "address": "", "newest": 0}
    batch = a_batch(ana, status="running", noun="example.plant", asked=asked, total=None, done=0)

    at_the_screen(ana).post(f"/batches/{batch.pk}/again/")
    run(batch=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.done, plant.fresh().pots) == ("done", 1, 9)


@pytest.mark.parametrize("status", ["done", "waiting"])
def test_what_is_done_or_under_way_does_not_go_on(status, ana):
    batch = a_batch(ana, status=status)

    answer = at_the_screen(ana).post(f"/batches/{batch.pk}/again/")

    assert answer.status_code == 403
    assert "There is nothing left to go on with." in answer.content.decode()


def test_the_page_tells_the_first_refusals_and_the_file_all_of_them(ana):
    batch = a_batch(ana, done=0, total=None)
    refusals = [(f"=SUM({nth})", "No, “really”.") for nth in range(TOLD + 5)]

    batch.went(len(refusals), refusals)

    answer = at_the_screen(ana).get(f"/batches/{batch.pk}/refused.csv")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="refused-{batch.pk}.csv"'
    assert lines[0] == ["record", "reason"]
    assert lines[1:] == [[f"'{title}", why] for title, why in refusals]
    assert page_of(batch, ana).count("<dt>=SUM(") == TOLD


def test_a_result_is_downloaded_under_its_name_and_never_shown(ana, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    (tmp_path / "a1b2").write_bytes(b"<script>alert(1)</script>")
    batch = a_batch(ana, file="a1b2", result={"file_name": "客户.html"})

    answer = at_the_screen(ana).get(f"/batches/{batch.pk}/file/")

    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E5%AE%A2%E6%88%B7.html"
    assert offered(batch, ana) == ["file"]


@pytest.mark.parametrize("file", ["", "../secret", "/etc/passwd", "absent", "."])
def test_a_file_outside_the_folder_is_not_found(file, ana, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.UPLOADS_DIR.mkdir()
    (tmp_path / "secret").write_text("x")
    batch = a_batch(ana, file=file)

    assert at_the_screen(ana).get(f"/batches/{batch.pk}/file/").status_code == 404


def test_the_page_leads_back_to_the_list(ana):
    batch = a_batch(ana, noun="example.plant", asked={"address": "pots=1&q=x"})

    assert 'href="/plants/?pots=1&amp;q=x"' in page_of(batch, ana)


def test_a_kind_that_fails_says_so_and_can_be_tried_again(ana):
    batch = batches.do("bulk.change", by=ana, title="", model=Plant, typed="", ticked=[1], address="", newest=0)

    assert (batch.status, batch.message) == ("failed", "Fill in what is to be changed.")
    assert offered(batch, ana) == ["again"]
