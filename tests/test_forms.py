"""What the derived forms do beyond what every noun promises."""

import pytest

from tests.cast import a_customer, a_plant
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import trace
from zhike.work.models import Task


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/tasks/?q=tea", "/tasks/?q=tea"),
        ("https://elsewhere.example/", None),
        ("//elsewhere.example", None),
        ("javascript:alert(1)", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_after_saving_nobody_is_sent_to_another_site(ana, asked, reached):
    answer = at_the_screen(ana).post(
        "/tasks/new/", {"title": "x", "assignee": ana.pk, "kind": "todo", "priority": 2, "next": asked}
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == (reached or f"/tasks/{Task.objects.get().pk}/")


def test_a_row_is_picked_by_number_or_by_words_that_name_only_one(ana):
    mother = a_plant(owner=ana, name="君子兰")
    a_plant(owner=ana, name="兰花")
    browser, typed = at_the_screen(ana), {"name": "x", "light": "sun", "pots": 1, "keeper": ana.pk}

    for label, words in (("A", f"君子兰 #{mother.pk}"), ("B", "君子")):
        assert browser.post("/plants/new/", typed | {"label": label, "mother": words}).status_code == 302
        assert Plant.objects.get(label=label).mother == mother
    assert browser.post("/plants/new/", typed | {"label": "C", "mother": "兰"}).status_code == 422


def test_a_row_out_of_reach_cannot_be_picked(ana, dealer):
    typed = {"title": "x", "assignee": ana.pk, "kind": "todo", "priority": 2}

    for words in (f"{dealer.name} #{dealer.pk}", dealer.name, "南岭"):
        answer = at_the_screen(ana).post("/tasks/new/", typed | {"customer": words})
        assert (answer.status_code, Task.objects.count()) == (422, 0)


def test_a_stale_form_is_refused_and_keeps_what_was_typed(ana, task):
    typed = {"title": "Typed second", "assignee": ana.pk, "kind": "todo", "priority": 2, "version": 1}
    browser = at_the_screen(ana)
    browser.post(f"/tasks/{task.pk}/edit/", typed | {"title": "Typed first"})

    answer = browser.post(f"/tasks/{task.pk}/edit/", typed)

    assert answer.status_code == 422
    assert "Typed second" in answer.content.decode()
    assert task.fresh().title == "Typed first"
    assert trace(task) == ["Ana changed this"]


def test_me_is_the_person_who_asks_and_in_a_text_the_word(ana, bo, ada):
    mine, theirs = a_customer("A", owner=ana, city="me"), a_customer("B", owner=bo, city="Rome")

    def listed(by, address):
        return {row.pk for row in at_the_screen(by).get(address).context["page"].rows}

    assert listed(ana, "/customers/?owner=me") == {mine.pk}
    assert listed(ada, "/customers/?city=me") == {mine.pk}
    assert listed(ada, "/customers/?city.has=ome") == {theirs.pk}


@pytest.mark.parametrize("given", ["²", "9" * 5_000, "-1", "\x00", "1e400"])
def test_nothing_a_link_brings_along_breaks_an_empty_form(ana, given):
    names = ("title", "customer", "assignee", "due_on", "priority")

    answers = [at_the_screen(ana).get("/tasks/new/", {name: given}) for name in names]

    assert {answer.status_code for answer in answers} == {200}


def test_an_empty_choice_is_one_dash(ada):
    page = at_the_screen(ada).get("/custom-fields/new/").text

    assert '<option value="" selected>—</option>' in page
    assert "---" not in page
