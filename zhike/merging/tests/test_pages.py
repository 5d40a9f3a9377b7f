"""Deciding about duplicates: the list of pairs, two rows side by side, the way back."""

import pytest
from django.urls import reverse

from tests.cast import a_contact_point, a_customer, a_task
from zhike.customers.models import Customer
from zhike.kit.attached import actions
from zhike.kit.attached.models import Tagging
from zhike.kit.batches.models import Batch
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import trace
from zhike.kit.testing.working import work_off
from zhike.merging.finding import likely
from zhike.merging.models import Merge, Pair

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = "/customers/duplicates/"


@pytest.fixture
def twins(ana):
    """Two entries of one tea house, the first with a phone."""
    first = a_customer("明州茶叶有限公司", owner=ana, city="宁波")
    second = a_customer("宁波明州茶叶", owner=ana, city="宁波", code=None, note="先款后货")
    for customer in (first, second):
        a_contact_point(customer, value="138 0013 8000")
    return first, second


def test_the_finder_says_what_it_found_and_why(ada, twins, dealer):
    find(by=ada)

    pair = Pair.objects.get()
    assert (pair.a, pair.b, pair.status) == (twins[0].pk, twins[1].pk, "open")
    assert pair.why == [["name", 0, "明州茶叶"], ["phone", 0, "138…"], ["city", 0, "宁波"], ["region", 0, "华东"]]
    assert pair.score > 0.99
    batch = Batch.objects.get()
    assert (batch.status, batch.result) == ("done", {"rows": 3, "found": 1, "skipped": 0})


def test_tags_of_both_stay_and_are_no_choice(ana, twins):
    for customer, word in zip(twins, ("春茶", "老客"), strict=True):
        actions.tag(customer, by=ana, word=word)
    place = f"/customers/{twins[0].pk}/do/merge/"

    page = at_the_screen(ana).get(place, {"other": twins[1].pk}).text
    at_the_screen(ana).post(place, {"other": twins[1].pk, "chosen": "1"})

    assert ("of-name" in page, "of-tags" in page) == (True, False)
    assert sorted(Tagging.objects.filter(object_id=twins[0].pk).values_list("tag__word", flat=True)) == ["春茶", "老客"]


def test_what_is_decided_does_not_come_back(ana, ada, twins):
    find(by=ada)
    pair = Pair.objects.get()

    at_the_screen(ana).post(f"{PAIRS}{pair.pk}/different/")
    find(by=ada)

    assert list(Pair.objects.values_list("pk", "status", "decided_by")) == [(pair.pk, "different", ana.pk)]
    assert "明州茶叶" not in at_the_screen(ana).get(PAIRS).content.decode()
    for customer in twins:
        assert trace(customer) == ["Ana said that this is not the same as a similar record"]


def test_a_pair_is_seen_by_those_who_may_change_both(ana, bo, ada, twins):
    find(by=ada)
    pair = Pair.objects.get()
    Customer.objects.filter(pk=twins[1].pk).update(owner=bo)

    for by in (ana, bo):
        assert "明州茶叶" not in at_the_screen(by).get(PAIRS).content.decode()
        assert at_the_screen(by).post(f"{PAIRS}{pair.pk}/different/").status_code == 404
        assert at_the_screen(by).get(do("merge", twins[0]), {"other": twins[1].pk}).status_code in (200, 404)
    assert "明州茶叶" in at_the_screen(ada).get(PAIRS).content.decode()
    assert Pair.objects.get().status == "open"


def test_only_a_manager_starts_the_search(ana):
    assert at_the_screen(ana).post(PAIRS, {"find": ""}).status_code == 403


@pytest.mark.parametrize("asked", [{"sure": ""}, {"picked": "", "pair": "the pair"}], ids=["sure", "picked"])
def test_many_are_merged_in_the_background_into_the_fuller_row(asked, ana, ada, twins):
    find(by=ada)
    asked = {name: Pair.objects.get().pk if value == "the pair" else value for name, value in asked.items()}

    at_the_screen(ana).post(PAIRS, asked)
    work_off()

    assert list(Customer.objects.values_list("pk", "note")) == [(twins[0].pk, "先款后货")]
    assert Pair.objects.get().status == "merged"
    assert Batch.objects.order_by("-pk").first().done == 1


def test_two_rows_side_by_side_and_the_values_chosen(ana, twins):
    browser, (kept, gone) = at_the_screen(ana), twins
    page = browser.get(do("merge", kept), {"other": gone.pk}).content.decode()
    assert 'name="of-note" value="theirs" checked' in page
    assert 'name="of-name" value="mine" checked' in page
    assert "of-city" not in page

    browser.post(do("merge", kept), {"other": gone.pk, "chosen": "1", "of-name": "theirs", "of-note": "mine"})

    merged = kept.fresh()
    assert (merged.name, merged.note, merged.code) == ("宁波明州茶叶", "", kept.code)


def test_the_old_address_leads_to_the_survivor_for_those_who_may_see_it(ana, bo, twins):
    kept, gone = twins
    at_the_screen(ana).post(do("merge", kept), {"other": gone.pk})
    old = reverse("kit:detail", args=["customers", gone.pk])

    answer = at_the_screen(ana).get(old)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/customers/{kept.pk}/")
    assert at_the_screen(bo).get(old).status_code == 404
    history = at_the_screen(ana).get(f"{answer.headers['Location']}timeline/").text
    assert f"merged this into another record (宁波明州茶叶 #{gone.pk})" in history


def test_an_old_address_leads_through_every_merge(ana, twins):
    kept, gone = twins
    last = a_customer("四明集团", owner=ana)
    at_the_screen(ana).post(do("merge", kept), {"other": gone.pk})
    at_the_screen(ana).post(do("merge", last), {"other": kept.pk})

    answer = at_the_screen(ana).get(reverse("kit:detail", args=["customers", gone.pk]))

    assert answer.headers["Location"] == f"/customers/{last.pk}/"
    history = at_the_screen(ana).get(f"/customers/{last.pk}/timeline/").text
    assert history.count("merged this into another") == 2


def test_the_undo_lists_what_was_changed_since(ana, twins):
    kept, gone = twins
    task = a_task(owner=ana, customer=gone)
    browser = at_the_screen(ana)
    browser.post(do("merge", kept), {"other": gone.pk})
    task.refresh_from_db()
    task.title = "Call twice"
    task.save()

    page = browser.get(do("split", kept)).content.decode()
    refused = browser.post(do("split", kept))
    done = browser.post(do("split", kept), {"changed_since": "keep"})

    assert f"task #{task.pk}: title, version, last changed" in page
    assert (refused.status_code, done.status_code) == (422, 302)
    assert gone.fresh().name == "宁波明州茶叶"
    assert Merge.objects.get().undone_at is not None


def test_a_record_is_not_merged_with_itself(ana, teahouse):
    answer = at_the_screen(ana).post(do("merge", teahouse), {"other": teahouse.pk})

    assert answer.status_code == 422
    assert "this is the record itself" in answer.content.decode()


def test_a_program_merges_and_takes_apart(ana, twins):
    kept, gone = twins
    program = Program(ana)

    merged = program.post(f"/customers/{kept.pk}/merge", {"other": gone.pk, "take": ["note"]})
    unknown = program.post(f"/customers/{kept.pk}/merge", {"other": gone.pk})
    apart = program.post(f"/customers/{kept.pk}/split")

    assert (merged.status_code, merged.json()["note"]) == (200, "先款后货")
    assert (unknown.status_code, unknown.json()["field"]) == (422, "other")
    assert (apart.status_code, apart.json()["note"]) == (200, "")
    assert trace(gone) == ["Ana merged this into another record", "Ana brought this record back"]


def test_a_warning_while_typing_names_what_is_there_and_yours(ana, bo, twins, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        told = likely({"name": "上海明州茶叶股份有限公司", "city": "宁波"}, Customer, by=ana)

    place = reverse("kit:detail", args=["customers", twins[0].pk])
    assert told[0] == ("“明州茶叶有限公司” is there already: same name 明州茶叶, same city", place)
    assert likely({"name": "明州茶叶"}, Customer, by=bo) == []
    assert likely({"name": "南岭茶行"}, Customer, by=ana) == likely({"city": "宁波"}, Customer, by=ana) == []
    assert len(likely({"name": "明州茶叶"}, Customer, by=ana, row=twins[0])) == 1


def find(*, by) -> None:
    assert at_the_screen(by).post(PAIRS, {"find": ""}).status_code == 302
    work_off()


def do(word: str, row: Customer) -> str:
    return reverse("kit:verb", args=["customers", row.pk, word])
