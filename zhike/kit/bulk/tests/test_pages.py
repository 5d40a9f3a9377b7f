"""The bar of a list: what it offers to whom, what its forms start, and taking it back."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.cast import a_plant, a_product, a_task
from zhike.kit.batches.models import Batch
from zhike.kit.bulk import pages
from zhike.kit.bulk.selection import MOST_TICKED
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import trace

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def ticked(*some, **typed):
    return {"rows": [row.pk for row in some], "address": "", **typed}


def send(by, address, values):
    return at_the_screen(by).post(address, values, headers=HTMX)


def told(answer):
    """Where htmx is sent."""
    return answer.status_code, answer.headers.get("HX-Redirect")


def test_a_list_offers_to_choose_rows_to_those_who_may_do_something_with_them(ana, mei):
    a_product(code="KETTLE")

    seen = {by.name: at_the_screen(by).get("/products/").content.decode() for by in (ana, mei)}

    assert {name: ("data-bulk" in page, "data-tick" in page, "data-edits" in page) for name, page in seen.items()} == {
        "Ana": (False, False, False),
        "Mei": (True, True, True),
    }


def test_the_line_of_keys_names_those_that_work_on_this_list(ana, mei):
    def told(by, address):
        page = at_the_screen(by).get(address).content.decode()
        return page.partition('<span class="keys">')[2].partition("</span>")[0]

    empty = told(mei, "/products/")
    a_product(code="KETTLE")

    assert empty == "/ search · c create · ? help"
    assert told(ana, "/products/") == "j/k up and down · Enter open · / search · ? help"
    assert told(mei, "/products/") == "j/k up and down · Enter open · x choose · e edit · / search · c create · ? help"


def test_the_form_is_asked_first_and_nothing_is_done(ana):
    plant = a_plant(owner=ana)

    answer = send(ana, "/plants/bulk/edit/", ticked(plant))

    assert answer.status_code == 200
    assert {'name="light"', 'name="keeper"', 'name="clear"'} <= set(answer.content.decode().split())
    assert (Batch.objects.count(), plant.fresh().version) == (0, 1)


def test_a_form_left_empty_is_refused_with_a_sentence(ana):
    answer = send(ana, "/plants/bulk/edit/", ticked(a_plant(owner=ana), go=1))

    assert answer.status_code == 422
    assert "Fill in what is to be changed." in answer.content.decode()


def test_what_was_typed_stays_in_a_refused_form(ana):
    answer = send(ana, "/plants/bulk/edit/", ticked(a_plant(owner=ana), go=1, pots="many", height="12.5"))

    assert answer.status_code == 422
    assert {'value="many"', 'value="12.5"'} <= set(answer.content.decode().replace(">", " ").split())


def test_few_rows_are_changed_at_once_and_can_be_taken_back(ana):
    some = [a_plant(owner=ana, pots=1), a_plant(owner=ana, pots=2)]

    answer = send(ana, "/plants/bulk/edit/", ticked(*some, go=1, pots=9) | {"address": "q=%E6%96%87"})

    assert told(answer) == (204, "/plants/?q=%E6%96%87")
    assert [row.fresh().pots for row in some] == [9, 9]
    batch = Batch.objects.get()
    assert (batch.title, batch.status) == ("Change plants: pots", "done")
    page = at_the_screen(ana)
    assert page.post(f"/batches/{batch.pk}/undo/", {"next": "/plants/"}).headers["Location"] == "/plants/"
    undone = page.get(f"/batches/{Batch.objects.latest('pk').pk}/").content.decode()
    assert '<a class="btn" href="/plants/?q=%E6%96%87">To the list</a>' in undone
    assert [row.fresh().pots for row in some] == [1, 2]
    assert page.post(f"/batches/{batch.pk}/undo/").status_code == 403


def test_the_trace_of_what_the_screen_changed_says_so(ana):
    plant = a_plant(owner=ana)

    send(ana, "/plants/bulk/edit/", ticked(plant, go=1, pots=9))

    assert trace(plant) == ["Ana changed this"]


def test_many_rows_are_left_to_the_background(ana, monkeypatch):
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    some = [a_plant(owner=ana, pots=1) for _nth in range(3)]

    answer = send(ana, "/plants/bulk/edit/", {"all": 1, "address": "pots=1&after=xyz", "go": 1, "pots": 9})

    batch = Batch.objects.get()
    assert told(answer) == (204, f"/batches/{batch.pk}/")
    assert (batch.status, batch.asked["ticked"], batch.asked["address"]) == ("waiting", None, "pots=1")
    assert batch.asked["newest"] == some[-1].pk
    assert [row.fresh().pots for row in some] == [1, 1, 1]
    assert ProcrastinateJob.objects.get().task_name == "zhike.kit.batches.running.run"


def test_refusals_are_read_on_the_page_of_the_batch(ana, bo):
    plant = a_plant(owner=ana, name="文竹")

    answer = send(ana, "/plants/bulk/edit/", ticked(plant, go=1, keeper=bo.pk))

    batch = Batch.objects.get()
    assert told(answer) == (204, f"/batches/{batch.pk}/")
    page = at_the_screen(ana).get(f"/batches/{batch.pk}/").content.decode()
    assert "<dt>文竹</dt><dd>That would put the record out of your own sight.</dd>" in page
    assert plant.fresh().keeper == ana


def test_a_verb_without_a_form_is_done_with_one_click(ana):
    some = [a_task(owner=ana), a_task(owner=ana)]

    answer = send(ana, "/tasks/bulk/do/complete/", ticked(*some))

    assert told(answer) == (204, "/tasks/")
    assert [trace(row) for row in some] == [["Ana finished this task"]] * 2


def test_a_verb_with_a_form_asks_once(ana, ada):
    plant = a_plant(owner=ana)

    asked = send(ada, "/plants/bulk/do/hand_over/", ticked(plant))
    wrong = send(ada, "/plants/bulk/do/hand_over/", ticked(plant, go=1))
    done = send(ada, "/plants/bulk/do/hand_over/", ticked(plant, go=1, to=ada.pk))

    assert (asked.status_code, wrong.status_code, done.status_code) == (200, 422, 204)
    assert plant.fresh().keeper == ada


@pytest.mark.parametrize("word", ["take_cutting", "nonsense", "complete"])
def test_a_verb_that_is_not_offered_is_not_found(word, ada):
    assert send(ada, f"/plants/bulk/do/{word}/", ticked(a_plant())).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"rows": ["x", "9" * 30]}, 400),
        ({"all": 1, "address": "nonsense=1"}, 400),
        ({"rows": [10**12]}, 204),
    ],
)
def test_a_selection_of_nothing_or_nonsense_changes_nothing(sent, status, ana):
    a_plant(owner=ana)

    assert send(ana, "/plants/bulk/edit/", {"go": 1, "pots": 9, **sent}).status_code == status
    assert Plant.objects.filter(pots=9).count() == 0


def test_who_may_not_change_is_not_asked(ana):
    assert send(ana, "/products/bulk/edit/", ticked(a_product(), go=1, category="x")).status_code == 403


def test_no_more_rows_are_ticked_than_a_page_holds(ana):
    answer = send(ana, "/plants/bulk/edit/", {"rows": list(range(1, MOST_TICKED + 9)), "go": 1, "pots": 9})

    assert answer.status_code == 204
    assert len(Batch.objects.get().asked["ticked"]) == MOST_TICKED


def test_nobody_takes_back_what_somebody_else_did(ana, bo, mei, ada):
    plant = a_plant(owner=ana, pots=1)
    send(ana, "/plants/bulk/edit/", ticked(plant, go=1, pots=9))
    address = f"/batches/{Batch.objects.get().pk}/undo/"

    answers = [at_the_screen(by).post(address).status_code for by in (bo, mei)]

    assert (answers, plant.fresh().pots) == ([404, 404], 9)
    assert at_the_screen(ada).post(address).status_code == 302
    assert plant.fresh().pots == 1
