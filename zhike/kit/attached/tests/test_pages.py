"""What is attached, on the page: posted, shown, filtered, served, and hidden from everybody else."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_customer, a_person
from zhike.customers.models import Customer
from zhike.kit.attached import actions
from zhike.kit.attached.fields import tags_of
from zhike.kit.attached.gathering import gathered
from zhike.kit.attached.models import File, Note, Tagging
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import trace

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.UPLOADS_DIR = tmp_path
    return tmp_path / "attached"


def post(by, row, act, **values):
    return at_the_screen(by).post(
        f"/customers/{row.pk}/attached/{act}/", values, follow=True, headers={"HX-Request": "true"}
    )


def test_a_note_is_written_shown_deleted_and_brought_back_from_the_toast(ana, teahouse):
    page = post(ana, teahouse, "note", text="<b>Damp</b> tea, see https://example.com")
    assert "&lt;b&gt;Damp&lt;/b&gt; tea" in page.text
    assert '<a href="https://example.com" rel="nofollow">' in page.text

    note = Note.objects.get().pk
    page = post(ana, teahouse, "drop_note", note=note)
    undo = f"/customers/{teahouse.pk}/attached/restore_note/?note={note}"
    assert f'action="{undo}"' in page.text

    at_the_screen(ana).post(undo)
    assert Note.objects.present().get().pk == note


def test_only_ones_own_note_can_be_edited_on_the_page(ana, mei, teahouse):
    actions.note(teahouse, by=ana, text="Mine")

    pages = [at_the_screen(by).get(f"/customers/{teahouse.pk}/timeline/").text for by in (ana, mei)]

    assert ["attached/rewrite/" in page for page in pages] == [True, False]


def test_several_files_go_up_at_once_and_one_that_is_refused_is_named(ana, teahouse):
    uploads = [SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("b.png", b"MZ\x90")]

    page = post(ana, teahouse, "attach", upload=uploads)

    assert [file.name for file in File.objects.all()] == ["a.png"]
    assert "“b.png” is of a kind that is not accepted" in page.text


def test_a_file_is_served_to_be_saved_and_never_shown(ana, teahouse):
    post(ana, teahouse, "attach", upload=SimpleUploadedFile("../报价.png", PNG + b"<script>alert(1)</script>"))
    file = File.objects.get()

    answer = at_the_screen(ana).get(f"/customers/{teahouse.pk}/files/{file.key}/")

    assert b"".join(answer.streaming_content) == PNG + b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''%E6%8A%A5%E4%BB%B7.png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "name", ["x" * 250 + ".png", "..%2f..%2fetc%2fpasswd", "a\r\nb.png", "con.png", "\u202egnp.exe"]
)
def test_no_name_breaks_out_of_the_folder_or_the_header(ana, teahouse, folder, name):
    post(ana, teahouse, "attach", upload=SimpleUploadedFile(name, PNG))

    file = File.objects.get()
    assert [kept.name for kept in folder.iterdir()] == [file.key]
    assert at_the_screen(ana).get(f"/customers/{teahouse.pk}/files/{file.key}/").status_code == 200


def test_the_file_of_a_row_one_may_not_see_is_not_there_under_any_address(ana, bo, teahouse, dealer):
    actions.attach(teahouse, by=ana, upload=SimpleUploadedFile("a.png", PNG))
    key = File.objects.get().key
    browser = at_the_screen(bo)

    answers = [
        browser.get(f"/customers/{teahouse.pk}/files/{key}/"),
        browser.get(f"/customers/{dealer.pk}/files/{key}/"),
        browser.get(f"/customers/{dealer.pk}/files/0000/"),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_a_removed_file_is_served_no_more(ana, teahouse):
    actions.attach(teahouse, by=ana, upload=SimpleUploadedFile("a.png", PNG))
    file = File.objects.get()
    actions.detach(teahouse, by=ana, file=file.pk)

    assert at_the_screen(ana).get(f"/customers/{teahouse.pk}/files/{file.key}/").status_code == 404


@pytest.mark.parametrize(
    ("act", "values"),
    [("nonsense", {}), ("rewrite", {}), ("drop_note", {"note": "x"}), ("drop_note", {"note": "9"}), ("tag", {})],
)
def test_a_damaged_act_is_not_found(ana, teahouse, act, values):
    assert post(ana, teahouse, act, **values).status_code == 404


def test_a_form_without_a_file_does_nothing_and_a_file_too_many_is_passed_over(ana, teahouse):
    assert post(ana, teahouse, "attach").status_code == 200
    post(ana, teahouse, "note", text="x", upload=SimpleUploadedFile("a.png", PNG))

    assert (File.objects.count(), Note.objects.count()) == (0, 1)


def test_a_list_is_narrowed_by_tags(ana, teahouse):
    other = a_customer("听雨轩", owner=ana)
    actions.tag(teahouse, by=ana, word="VIP")

    def listed(address):
        return [row.pk for row in at_the_screen(ana).get(address).context["page"].rows]

    assert listed("/customers/?tags=VIP") == [teahouse.pk]
    assert listed("/customers/?tags=none") == [other.pk]
    assert listed("/customers/?tags=unknown") == []


def test_tags_of_a_page_of_rows_take_one_query(ana, teahouse):
    rows = [teahouse, *(a_customer(owner=ana) for _nth in range(9))]
    for row in rows:
        actions.tag(row, by=ana, word="VIP")
    tags = tags_of(Customer)

    with CaptureQueriesContext(connection) as queries:
        tags.attach(rows)

    assert (len(queries), [tags.words(row) for row in rows]) == (1, ["VIP"] * 10)


def test_the_timeline_holds_notes_files_and_changes_and_is_narrowed_by_kind_and_person(ana, mei, teahouse):
    actions.note(teahouse, by=ana, text="Noted")
    actions.attach(teahouse, by=mei, upload=SimpleUploadedFile("a.png", PNG))
    actions.tag(teahouse, by=mei, word="VIP")
    actions.star(teahouse, by=mei)

    def told(**asked):
        entries = at_the_screen(ana).get(f"/customers/{teahouse.pk}/timeline/", asked).context["timeline"]
        return [(entry.kind, entry.who if entry.kind != "change" else entry.text) for entry in entries]

    tagged, filed, noted = ("change", "Mei added a tag"), ("file", "Mei"), ("note", "Ana")
    assert told() == [tagged, filed, noted]
    assert told(kind="note") == [noted]
    assert told(person=mei.pk) == [tagged, filed]
    assert told(person=ana.pk, kind="file") == []
    assert told(person="x") == [tagged, filed, noted]


def test_who_is_called_is_offered_while_typing(ana, mei):
    a_person("Meili", is_active=False)

    offered = at_the_screen(ana).get("/mention/", {"q": "me"}).text

    assert 'data-name="Mei"' in offered
    assert "Meili" not in offered


def test_undoing_twice_does_no_more(ana, teahouse):
    actions.tag(teahouse, by=ana, word="VIP")
    for _twice in range(2):
        post(ana, teahouse, "untag", word="VIP")

    assert (Tagging.objects.count(), trace(teahouse)) == (0, ["Ana added a tag", "Ana removed a tag"])


def test_what_a_page_tells_of_its_row_is_read_in_one_go(ana, mei, teahouse):
    actions.tag(teahouse, by=ana, word="VIP")
    actions.follow(teahouse, by=mei)
    for name in ("a.png", "b.png"):
        actions.attach(teahouse, by=ana, upload=SimpleUploadedFile(name, PNG))
    row = Customer.objects.get(pk=teahouse.pk)

    with CaptureQueriesContext(connection) as queries:
        found = gathered(row)

    assert len(queries) == 1
    assert [tag.word for tag in found["tag"]] == ["VIP"]
    assert [(mark.kind, mark.by, str(mark.by)) for mark in found["mark"]] == [("follow", mei, "Mei")]
    assert found["file"] == list(File.objects.order_by("-at"))
    assert [(file.name, file.at, str(file.by)) for file in found["file"]] == [
        (file.name, file.at, "Ana") for file in File.objects.order_by("-at")
    ]
    assert gathered(row) is found
