"""On every noun people note, star and follow what they may read, and reach nothing of what they may not."""

from django.urls import reverse

from zhike.kit.attached import actions
from zhike.kit.attached.models import Note, Tagging
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.contracts.cases import is_scoped
from zhike.kit.testing.observing import announced, digest, trace

ACTS = {"note": {"text": "9"}, "star": {}, "follow": {}, "tag": {"word": "9"}, "drop_note": {"note": "1"}}


def test_a_note_stands_on_its_page_and_in_its_trace(entity, make, ana):
    row = make(entity.model, owner=ana)

    at_the_screen(ana).post(_address(entity, row, "note"), {"text": "Ask again in May"}, follow=True)

    assert "Ask again in May" in at_the_screen(ana).get(reverse("kit:timeline", args=[entity.slug, row.pk])).text
    assert trace(row) == ["Ana added a note"]
    assert announced() == ["kit.noted", "kit.attached_changed"]


def test_a_tag_is_for_who_may_change_it(entity, make, ada):
    row = make(entity.model, owner=ada)

    at_the_screen(ada).post(_address(entity, row, "tag"), {"word": "VIP"})

    words = [tagging.tag.word for tagging in Tagging.objects.of(row)]
    assert words == ([] if entity.rights.change is None else ["VIP"])


def test_nobody_attaches_to_what_they_cannot_see(entity, make, ana, bo):
    theirs = make(entity.model, owner=bo)
    if not is_scoped(entity, ana):
        return
    screen, before = at_the_screen(ana), digest()

    answers = {act: screen.post(_address(entity, theirs, act), sent).status_code for act, sent in ACTS.items()}

    assert answers == dict.fromkeys(ACTS, 404)
    assert digest() == before


def test_who_cannot_see_a_row_is_not_told_that_they_were_called(entity, make, ana, bo):
    mine = make(entity.model, owner=ana)

    actions.note(mine, by=ana, text="@Bo")

    assert Note.objects.get().mentions == ([] if is_scoped(entity, bo) else [bo.pk])
    assert ("kit.mentioned" in announced()) is not is_scoped(entity, bo)


def _address(entity, row, act):
    return reverse("kit:attached", args=[entity.slug, row.pk, act])
