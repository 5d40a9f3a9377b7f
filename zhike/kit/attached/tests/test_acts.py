"""Notes, files, tags, stars and followers: what each act writes, tells and refuses."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import a_customer, a_person, a_plant
from zhike.kit.attached import actions
from zhike.kit.attached.following import followers
from zhike.kit.attached.models import File, Mark, Note, Tag, Tagging
from zhike.kit.audit.trace import trace_of
from zhike.kit.events import Event
from zhike.kit.testing.observing import announced, digest, refused, trace
from zhike.kit.writing import change

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.UPLOADS_DIR = tmp_path
    return tmp_path / "attached"


def an_upload(name="offer.txt", content=b"380 a piece") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def told(event: str) -> list[dict]:
    return [event.keys for event in Event.objects.filter(name=event).order_by("pk")]


def test_a_note_is_kept_traced_and_announced(ana, teahouse):
    actions.note(teahouse, by=ana, text="  The October tea was damp. ")

    written = Note.objects.get()
    assert (written.text, written.by, written.mentions) == ("The October tea was damp.", ana, [])
    assert trace(teahouse) == ["Ana added a note"]
    assert trace_of(teahouse).get().changes == {"attached.note": [None, "The October tea was damp."]}
    assert announced() == ["kit.noted", "kit.attached_changed"]
    assert told("kit.noted") == [
        {"noun": "customers.customer", "row": teahouse.pk, "note": written.pk, "by": ana.pk},
    ]


@pytest.mark.parametrize(
    ("text", "sentence"), [(" \n", "Write something"), ("x" * 10_001, "too long"), ("\0", "Write")]
)
def test_an_empty_or_endless_note_is_refused(ana, teahouse, text, sentence):
    with refused(sentence):
        actions.note(teahouse, by=ana, text=text)


def test_only_its_author_rewrites_or_deletes_a_note(ana, mei, teahouse):
    actions.note(teahouse, by=ana, text="First")
    note = Note.objects.get().pk

    with refused():
        actions.rewrite(teahouse, by=mei, note=note, text="Second")
    with refused():
        actions.drop_note(teahouse, by=mei, note=note)

    actions.rewrite(teahouse, by=ana, note=note, text="Second")
    written = Note.objects.get()
    assert (written.text, written.edited_at is None) == ("Second", False)
    assert trace(teahouse) == ["Ana added a note", "Ana changed a note"]


def test_a_note_in_the_same_words_is_no_change(ana, teahouse):
    actions.note(teahouse, by=ana, text="First")
    before = digest()

    actions.rewrite(teahouse, by=ana, note=Note.objects.get().pk, text="First ")

    assert digest() == before


def test_a_deleted_note_comes_back(ana, teahouse):
    actions.note(teahouse, by=ana, text="First")
    note = Note.objects.get().pk

    actions.drop_note(teahouse, by=ana, note=note)
    assert list(Note.objects.present()) == []
    with refused():
        actions.rewrite(teahouse, by=ana, note=note, text="Second")

    actions.restore_note(teahouse, by=ana, note=note)
    assert Note.objects.present().get().text == "First"
    assert trace(teahouse) == ["Ana added a note", "Ana deleted a note", "Ana restored a note"]


def test_a_note_of_another_row_is_not_there(ana, teahouse):
    other = a_customer("听雨轩", owner=ana)
    actions.note(other, by=ana, text="Theirs")

    with refused():
        actions.rewrite(teahouse, by=ana, note=Note.objects.get().pk, text="Mine")


def test_people_called_in_a_note_are_told_once(ana, mei, teahouse):
    actions.note(teahouse, by=ana, text="@Mei look, @Mei and @Ana")
    note = Note.objects.get()

    actions.rewrite(teahouse, by=ana, note=note.pk, text="@Mei, once more")

    assert note.mentions == [mei.pk, ana.pk]
    assert told("kit.mentioned") == [
        {"noun": "customers.customer", "row": teahouse.pk, "note": note.pk, "by": ana.pk, "person": mei.pk},
    ]


def test_who_may_not_see_the_row_is_told_nothing_of_it(ana, bo, teahouse):
    actions.note(teahouse, by=ana, text="@Bo would love this one")

    assert Note.objects.get().mentions == []
    assert announced() == ["kit.noted", "kit.attached_changed"]


def test_the_longest_name_that_fits_is_meant(ana, ada, teahouse):
    anabel = a_person("Anabel", role="admin")

    actions.note(teahouse, by=ada, text="@Anabel请看")

    assert Note.objects.get().mentions == [anabel.pk]


def test_a_file_is_written_before_its_row_and_keeps_its_fingerprint(ana, teahouse, folder):
    actions.attach(teahouse, by=ana, upload=an_upload())

    file = File.objects.get()
    assert (file.name, file.type, file.size, len(file.key)) == ("offer.txt", "text/plain", 11, 32)
    assert file.sha256 == "50050198042888d3873c2a65c4393132ffa1e83137356133d42f63c08745e688"
    assert (folder / file.key).read_bytes() == b"380 a piece"
    assert trace(teahouse) == ["Ana added a file"]


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (an_upload("kettle.png", b"MZ\x90\x00\x03"), "kettle.png.* not accepted"),
        (an_upload("offer.pdf", b"<html><script>alert(1)</script>"), "not accepted"),
        (an_upload("large.txt", b"x" * 1025), "large.txt.* too large; 0 MB"),
    ],
    ids=["program", "page", "large"],
)
def test_what_is_not_accepted_leaves_no_row_and_no_file(ana, teahouse, settings, folder, upload, sentence):
    settings.LARGEST_FILE = 1024

    with refused(sentence):
        actions.attach(teahouse, by=ana, upload=upload)

    assert not folder.exists()


def test_a_removed_file_comes_back(ana, teahouse, folder):
    actions.attach(teahouse, by=ana, upload=an_upload())
    file = File.objects.get()

    actions.detach(teahouse, by=ana, file=file.pk)
    assert (list(File.objects.present()), (folder / file.key).exists()) == ([], True)

    actions.restore_file(teahouse, by=ana, file=file.pk)
    assert File.objects.present().get() == file


def test_a_new_word_becomes_a_tag_of_its_noun_and_a_known_one_is_used_again(ana, teahouse):
    Tag.objects.create(word="VIP")

    for word in (" key  account ", "Key Account", "vip"):
        actions.tag(teahouse, by=ana, word=word)

    assert {tag.word: tag.noun for tag in Tag.objects.all()} == {"VIP": "", "key account": "customers.customer"}
    assert {tagging.tag.word for tagging in Tagging.objects.of(teahouse)} == {"VIP", "key account"}
    assert trace(teahouse) == ["Ana added a tag", "Ana added a tag"]


def test_a_tag_is_taken_off_and_put_back_by_its_word(ana, teahouse):
    actions.tag(teahouse, by=ana, word="VIP")

    actions.untag(teahouse, by=ana, word="VIP")
    assert not Tagging.objects.exists()

    actions.tag(teahouse, by=ana, word="VIP")
    assert Tagging.objects.get().tag.word == "VIP"


@pytest.mark.parametrize(
    ("put", "take"),
    [(actions.star, actions.unstar), (actions.follow, actions.unfollow)],
)
def test_star_and_follow_are_one_persons_and_done_once(ana, mei, teahouse, put, take):
    for _twice in range(2):
        put(teahouse, by=ana)
    put(teahouse, by=mei)
    take(teahouse, by=ana)
    before = digest()
    take(teahouse, by=ana)

    assert [one.by for one in Mark.objects.of(teahouse)] == [mei]
    assert digest() == before
    assert len(trace(teahouse)) == 3


def test_whoever_looks_after_a_row_follows_it(ana, bo, mei):
    plant = a_plant(owner=ana)
    actions.follow(plant, by=mei)

    assert followers(plant) == [ana, mei]


def test_followers_hear_of_a_change_as_far_as_they_may_see_the_row(ana, bo, mei, teahouse):
    for person in (bo, mei):
        Mark.objects.create(noun="customers.customer", object_id=teahouse.pk, by=person, kind="follow")

    change(teahouse, by=ana, values={"city": "苏州"})

    assert told("kit.followed_changed") == [
        {"noun": "customers.customer", "row": teahouse.pk, "verb": "change", "by": ana.pk, "followers": [mei.pk]}
    ]


def test_nobody_hears_of_their_own_change(ana, teahouse):
    change(teahouse, by=ana, values={"city": "苏州"})

    assert announced() == ["customers.customer_changed"]


def test_who_may_read_but_not_change_notes_and_stars_but_neither_tags_nor_attaches(ana, order):
    actions.note(order, by=ana, text="Sent twice")
    actions.star(order, by=ana)

    for act, values in ((actions.tag, {"word": "VIP"}), (actions.attach, {"upload": an_upload()})):
        with refused("Your role does not allow this"):
            act(order, by=ana, **values)
