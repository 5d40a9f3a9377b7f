"""Two people at once, on real connections: one after the other, or a sentence; never half, never twice, no error."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.at_once import together
from tests.cast import a_person, a_plant, a_view
from zhike.kit import registry
from zhike.kit.access.models import Role
from zhike.kit.attached.models import Mark, Tag, Tagging
from zhike.kit.batches.models import Batch
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.views.models import Opening
from zhike.merging.models import Merge

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unwatched")]
ROUNDS = 8


def posting(by, place: str, **sent: Any) -> Callable[[], int]:
    browser = at_the_screen(by)
    return lambda: browser.post(place, sent).status_code


def test_the_same_new_tag_is_put_on_two_rows(ada, ana):
    for nth in range(ROUNDS):
        one, other = a_plant(owner=ana), a_plant(owner=ana)
        acts = [
            posting(by, f"/plants/{row.pk}/attached/tag/", word=f"new{nth}") for by, row in ((ada, one), (ana, other))
        ]

        assert together(*acts) == [302, 302]
        assert Tag.objects.filter(word=f"new{nth}").count() == 1
        assert Tagging.objects.filter(tag__word=f"new{nth}").count() == 2


def test_the_same_row_is_starred_twice(ana):
    row = a_plant(owner=ana)
    for act in ("star", "follow", "unstar", "unfollow"):
        assert together(*[posting(ana, f"/plants/{row.pk}/attached/{act}/")] * 2) == [302, 302]
    assert Mark.objects.count() == 0


def test_two_rows_are_merged_into_each_other(ada, ana):
    for _nth in range(ROUNDS):
        one, other = a_plant(owner=ana), a_plant(owner=ana)
        told = together(
            posting(ada, f"/plants/{one.pk}/do/merge/", other=other.pk),
            posting(ana, f"/plants/{other.pk}/do/merge/", other=one.pk),
        )

        assert min(told) == 302, told
        assert set(told) <= {302, 403, 404, 422}, told
        assert Plant.objects.filter(pk__in=[one.pk, other.pk]).count() == 1
        assert Merge.objects.filter(survivor__in=[one.pk, other.pk]).count() == 1


def test_a_row_is_merged_while_it_is_edited(ada, ana):
    for _nth in range(ROUNDS):
        one, other = a_plant(owner=ana), a_plant(owner=ana)
        program = Program(ana)
        told = together(
            posting(ada, f"/plants/{one.pk}/do/merge/", other=other.pk),
            lambda: program.patch(f"/plants/{other.pk}", {"pots": 7}).status_code,  # noqa: B023
        )

        assert told[0] == 302, told
        assert told[1] in (200, 404, 409), told
        assert not Plant.objects.filter(pk=other.pk).exists()


def test_a_merge_is_undone_twice(ada, ana):
    merge = next(verb for verb in registry.verbs_of(Plant) if verb.word == "merge")
    for _nth in range(ROUNDS):
        one, other = a_plant(owner=ana), a_plant(owner=ana)
        merge(one, by=ada, other=other)

        told = together(*(posting(by, f"/plants/{one.pk}/do/split/") for by in (ada, ana)))

        assert sorted(told) == [302, 422], told
        assert Plant.objects.filter(pk__in=[one.pk, other.pk]).count() == 2


def test_a_bulk_change_is_sent_twice(ana):
    keys = [a_plant(owner=ana, pots=1).pk for _nth in range(3)]
    sent = {"rows": keys, "go": "1", "set": "pots", "pots": 4}

    told = together(*[posting(ana, "/plants/bulk/edit/", **sent)] * 2)

    assert set(told) <= {302, 422}, told
    assert set(Plant.objects.filter(pk__in=keys).values_list("version", flat=True)) <= {1, 2}


def test_a_cell_is_taken_back_twice(ana):
    row = a_plant(owner=ana, pots=1)
    at_the_screen(ana).post(f"/plants/{row.pk}/cell/pots/", {"pots": "4", "version": row.version})
    batch = Batch.objects.get()

    told = together(*[posting(ana, f"/batches/{batch.pk}/undo/")] * 2)

    row.refresh_from_db()
    assert row.pots == 1
    assert set(told) <= {302, 403}, told
    assert row.version == 3


def test_two_people_change_the_same_cell(ana, ada):
    row = a_plant(owner=ana, pots=1)
    told = together(
        *(posting(by, f"/plants/{row.pk}/cell/pots/", pots=n, version=row.version) for n, by in ((4, ana), (5, ada)))
    )

    assert sorted(told) == [200, 422], told


def test_a_list_opens_with_a_view_for_a_person_who_clicks_twice(ana):
    view = a_view(ana, noun="example.plant", state={})
    for _nth in range(ROUNDS):
        told = together(*[posting(ana, f"/plants/views/{view.pk}/open/")] * 2)
        assert set(told) <= {302, 403}, told
        assert Opening.objects.filter(person=ana).count() <= 1


def test_a_view_is_deleted_and_restored_at_once(ana):
    view = a_view(ana, noun="example.plant", state={})
    acts = [posting(ana, f"/plants/views/{view.pk}/{act}/") for act in ("delete", "restore", "front", "delete")]

    assert set(together(*acts)) == {302}


def test_a_row_handed_away_meanwhile_is_changed_no_more(ana, bo, ada):
    for _nth in range(ROUNDS):
        row, program, boss = a_plant(owner=ana, pots=1), Program(ana), Program(ada)
        told = together(
            lambda: program.patch(f"/plants/{row.pk}", {"pots": 7}).status_code,  # noqa: B023
            lambda: boss.patch(f"/plants/{row.pk}", {"keeper": bo.pk}).status_code,  # noqa: B023
        )
        assert told[1] == 200, told
        assert told[0] in (200, 404), told


def test_the_same_key_is_sent_by_two_people(ana, ada):
    body = {"name": "Fern", "label": "once"}
    programs = [Program(by) for by in (ana, ada)]
    told = together(*(lambda p=p: p.post("/plants", body, **{"Idempotency-Key": "k"}).status_code for p in programs))

    # Whoever comes second is refused by the database, or by the form where the first was through already.
    assert sorted(told) in ([201, 409], [201, 422]), told


def test_a_person_leaves_while_their_list_is_read():
    leaver = a_person("Gil", role=Role.ADMIN)
    browser = at_the_screen(leaver)
    leaver.is_active = False
    leaver.save()

    assert browser.get("/plants/").status_code == 302
