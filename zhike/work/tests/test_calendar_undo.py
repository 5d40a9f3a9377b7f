"""A calendar that was read in is taken back: what it made goes, what it changed is as before, what was edited stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import a_person
from zhike.kit.access.rows import rows
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import run
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.writing import change
from zhike.work.models import Meeting

pytestmark = pytest.mark.django_db
HEAD, TAIL = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n", "END:VCALENDAR\n"


def event(uid: str, title: str, day: int, *more: str) -> str:
    lines = [f"UID:{uid}@x", f"SUMMARY:{title}", f"DTSTART:202603{day}T020000Z", *more]
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


FAIR, TASTING = event("a", "Fair", 20), event("b", "Tasting", 21)


@pytest.fixture(autouse=True)
def today(clock):
    clock.move_to("2026-03-10 10:00")


@pytest.fixture
def screen(ana):
    return at_the_screen(ana)


def take(screen, *events):
    upload = SimpleUploadedFile("钉钉日历.ics", f"{HEAD}{''.join(events)}{TAIL}".encode())
    return screen.post("/calendar/import/", {"upload": upload, "take": "1"}, follow=True)


def undo(screen, ana):
    (address,) = set(screen.get("/calendar/import/").context["before"].values_list("pk", flat=True)[:1])
    answer = screen.post(f"/calendar/import/{address}/undo/")
    batch = Batch.objects.latest("pk")
    run(batch=batch.pk)
    batch.refresh_from_db()
    return answer, batch


def titles(ana):
    return sorted(rows(Meeting, by=ana).values_list("title", flat=True))


def test_what_it_made_goes_and_can_come_again(screen, ana):
    take(screen, FAIR, TASTING)
    answer, batch = undo(screen, ana)

    assert (answer.status_code, answer["Location"]) == (302, f"/batches/{batch.pk}/")
    assert (titles(ana), batch.status, batch.done, batch.refused) == ([], "done", 2, 0)
    take(screen, FAIR)
    assert titles(ana) == ["Fair"]


def test_the_word_after_it_offers_the_way_back(screen, ana):
    page = take(screen, FAIR).text
    (taken,) = screen.get("/calendar/import/").context["before"]

    assert f'action="/calendar/import/{taken.pk}/undo/"' in page
    assert "钉钉日历.ics" in screen.get("/calendar/import/").text


def test_what_was_edited_since_stays_and_says_why(screen, ana):
    take(screen, FAIR, TASTING)
    change(rows(Meeting, by=ana).get(title="Fair"), by=ana, values={"place": "Hall 7"})

    _answer, batch = undo(screen, ana)

    assert titles(ana) == ["Fair"]
    assert batch.refusals == [["Fair", "It was edited after the import; those edits would be lost."]]


def test_what_it_changed_or_called_off_is_as_it_was(screen, ana):
    take(screen, FAIR, TASTING)
    take(screen, event("a", "Spring fair", 22), event("b", "Tasting", 21, "STATUS:CANCELLED"))
    assert sorted(rows(Meeting, by=ana).values_list("title", "status")) == [
        ("Spring fair", "planned"),
        ("Tasting", "cancelled"),
    ]

    undo(screen, ana)

    found = sorted(rows(Meeting, by=ana).values_list("title", "status", "starts_at__day"))
    assert found == [("Fair", "planned", 20), ("Tasting", "planned", 21)]


def test_nobody_takes_back_that_of_another(screen, ana):
    take(screen, FAIR)
    (taken,) = screen.get("/calendar/import/").context["before"]

    assert at_the_screen(a_person("Kai")).post(f"/calendar/import/{taken.pk}/undo/").status_code == 404
    assert titles(ana) == ["Fair"]


def test_a_file_that_brings_nothing_new_leaves_nothing_to_take_back(screen, ana):
    take(screen, FAIR)
    page = take(screen, FAIR)

    assert len(screen.get("/calendar/import/").context["before"]) == 1
    assert "/undo/" not in page.text
