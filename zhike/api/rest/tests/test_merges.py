"""A merge is found by its noun, and undone by its number."""

import pytest

from tests.cast import a_customer, a_merge
from zhike.customers.models import Customer
from zhike.kit.registry import verb_named
from zhike.kit.testing.acting import Program
from zhike.kit.testing.contracts.programs import with_token
from zhike.kit.testing.observing import trace
from zhike.merging.models import Merge

pytestmark = pytest.mark.django_db


def test_both_are_back_and_the_merge_says_so(ana):
    merge = a_merge(by=ana)

    answer = Program(ana).post(f"/merges/{merge.pk}/undo")

    told, merge = answer.json(), merge_again(merge)
    assert answer.status_code == 200, told
    numbers = {"id": merge.pk, "noun": "customers", "survivor": merge.survivor, "loser": merge.loser}
    assert {name: told[name] for name in numbers} == numbers
    assert told["undone_at"] is not None
    assert trace(Customer._base_manager.get(pk=merge.loser))[-1] == "Ana brought this record back"


def test_it_is_undone_once(ana):
    merge = a_merge(by=ana)
    Program(ana).post(f"/merges/{merge.pk}/undo")

    answer = Program(ana).post(f"/merges/{merge.pk}/undo")

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "This merge is undone already, or a later one has to be undone first.",
    )


def test_a_later_one_comes_first(ana):
    merge = a_merge(by=ana)
    survivor = Customer._base_manager.get(pk=merge.survivor)
    verb_named("customers.merge")(survivor, by=ana, other=a_customer("山月", owner=ana))

    first = Program(ana).post(f"/merges/{merge.pk}/undo").status_code
    later = Program(ana).post(f"/merges/{Merge.objects.latest('pk').pk}/undo").status_code
    now = Program(ana).post(f"/merges/{merge.pk}/undo").status_code

    assert (first, later, now) == (409, 200, 200)


def test_what_was_changed_since_refuses_it_or_is_kept(ana):
    merge = a_merge(by=ana)
    Program(ana).patch(f"/customers/{merge.survivor}", {"name": "山月茶业"})

    refused = Program(ana).post(f"/merges/{merge.pk}/undo")
    kept = Program(ana).post(f"/merges/{merge.pk}/undo", {"changed_since": "keep"})

    assert (refused.status_code, refused.json()["field"], kept.status_code) == (422, "changed_since", 200)
    assert Customer._base_manager.get(pk=merge.survivor).name == "山月茶业"


def test_whose_rows_are_out_of_sight_has_no_merge(ana, bo):
    merge = a_merge(by=ana)

    assert Program(bo).post(f"/merges/{merge.pk}/undo").status_code == 404
    assert Program(bo).get("/merges", noun="customers").json() == []
    assert [told["id"] for told in Program(ana).get("/merges", noun="customers").json()] == [merge.pk]


def test_a_token_needs_the_scope_to_write(ana):
    merge = a_merge(by=ana)

    unseen = with_token(ana, "tasks:write").post(f"/merges/{merge.pk}/undo")
    refused = with_token(ana, "customers:read").post(f"/merges/{merge.pk}/undo")

    assert (unseen.status_code, refused.status_code) == (404, 403)
    assert refused.json()["detail"] == "This token lacks the scope “customers:write”."
    assert merge_again(merge).undone_at is None


def test_a_list_is_of_one_noun(ana):
    answer = Program(ana).get("/merges", noun="teapots")

    assert (answer.status_code, answer.json()["field"]) == (400, "noun")


def merge_again(merge):
    return Merge.objects.get(pk=merge.pk)
