"""A card is moved by the verb that means it, else by changing the field; a refusal says why and changes nothing."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.cast import a_customer, a_finished_task, a_plant, a_task, an_order
from zhike.kit.actions import Verb
from zhike.kit.board import Board
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.actions import hand_over
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import announced, digest, trace

pytestmark = pytest.mark.django_db


def move(by, row, field, to, *, version=None, on="", **sent):
    place = reverse("kit:move", args=[entity_of(type(row)).slug, row.pk])
    sent |= {"field": field, "to": to, "version": row.version if version is None else version, "next": "/today/"}
    return at_the_screen(by).post(f"{place}{on}", sent, headers={"HX-Request": "true"})


def sentence(answer):
    return re.search(r"data-toast>\s*<span>(.*?)</span>", answer.content.decode())[1]


def place(answer):
    return re.search(r'data-in="([^"]*)"', answer.content.decode())[1]


def undone(by, answer):
    """Press "Undo" in the toast."""
    form = re.search(r'<form method="post" action="([^"]*)">(.*?)</form>', answer.content.decode(), re.DOTALL)
    values = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form[2]))
    return at_the_screen(by).post(form[1], {name: value for name, value in values.items() if "csrf" not in name})


def test_a_drop_does_the_verb_of_the_column(ana):
    task = a_task(owner=ana)

    answer = move(ana, task, "status", "done")

    assert (answer.status_code, place(answer)) == (200, "done")
    assert sentence(answer) == "Finished this task: Call about the kettle"
    assert (task.fresh().status, task.fresh().done_at is None) == ("done", False)
    assert (trace(task), announced()) == (["Ana finished this task"], ["work.task_done"])
    assert re.findall(r'data-head="(.*?)".*?<i>(?:<a [^>]*>)?(\d+)', answer.content.decode()) == [
        ("open", "0"),
        ("done", "1"),
    ]


def test_a_verb_is_taken_back_by_its_undo(ana):
    task = a_task(owner=ana)

    answer = undone(ana, move(ana, task, "status", "done"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/today/")
    assert task.fresh().is_open


def test_a_refused_drop_brings_the_card_back_with_the_sentence(ana):
    task = a_finished_task(owner=ana)
    before = digest()

    answer = move(ana, task, "status", "dropped")

    assert (answer.status_code, place(answer)) == (422, "done")
    assert sentence(answer) == "This task is closed already; reopen it first."
    assert digest() == before


def test_without_a_verb_the_field_is_changed_and_changed_back(ana):
    task = a_task(owner=ana)

    answer = move(ana, task, "priority", "1")
    assert (answer.status_code, place(answer)) == (200, "1")
    assert sentence(answer) == "“Call about the kettle”: priority → High"
    assert (task.fresh().priority, trace(task)) == (1, ["Ana changed this"])

    assert undone(ana, answer).status_code == 302
    assert task.fresh().priority == 2


def test_a_change_is_not_taken_back_over_a_later_one(ana):
    task = a_task(owner=ana)
    answer = move(ana, task, "priority", "1")
    later = task.fresh()
    later.note = "He called."
    later.save()

    undone(ana, answer)

    assert task.fresh().priority == 1


def test_a_stale_card_is_shown_as_it_is_now(ana):
    task = a_task(owner=ana, priority=3)
    before = digest()

    answer = move(ana, task, "priority", "1", version=task.version - 1)

    assert (answer.status_code, place(answer)) == (422, "3")
    assert sentence(answer).startswith("Somebody changed this meanwhile")
    assert digest() == before


@pytest.mark.parametrize(
    ("noun", "field", "to", "refusal"),
    [
        ("order", "kind", "return", "Your role does not allow this. Ask an administrator."),
        ("customer", "tier", "gold", "“Value tier” is not set by hand, so cards cannot be moved here."),
        ("task", "priority", "9", "Value 9 is not a valid choice."),
        ("task", "due_on", "soon", "“soon” is not a value of “due”."),
        ("plant", "light", "none", "This field cannot be blank."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(ana, noun, field, to, refusal):
    rows = {
        "order": lambda: an_order(customer=a_customer(owner=ana)),
        "customer": lambda: a_customer(owner=ana),
        "task": lambda: a_task(owner=ana),
        "plant": lambda: a_plant(owner=ana),
    }
    row = rows[noun]()
    before = digest()

    answer = move(ana, row, field, to)

    assert (answer.status_code, sentence(answer)) == (422, refusal)
    assert digest() == before


def test_what_is_not_yours_is_not_there(ana, bo):
    task = a_task(owner=bo)
    before = digest()

    assert move(ana, task, "status", "done").status_code == 404
    assert at_the_screen(ana).get(f"/tasks/{task.pk}/move/").status_code == 405
    assert move(bo, task, "title", "x").status_code == 400
    assert digest() == before


def test_a_verb_that_asks_for_something_is_asked_first(ana, monkeypatch):
    monkeypatch.setattr(type(entity_of(Plant)), "board", Board("light", drop={"shade": hand_over}))
    plant = a_plant(owner=ana)
    before = digest()

    answer = move(ana, plant, "light", "shade")

    assert isinstance(hand_over, Verb)
    assert answer.headers["HX-Redirect"] == f"/plants/{plant.pk}/do/hand_over/?next=%2Ftoday%2F"
    assert digest() == before


def test_a_day_is_changed_and_a_moment_keeps_its_time(ana, monkeypatch):
    plant = a_plant(owner=ana, bought_on=date(2026, 3, 2), watered_at=datetime(2026, 3, 1, 2, 30, tzinfo=UTC))
    monkeypatch.setattr(entity_of(Plant).field("watered_at"), "edit", True)

    answer = move(ana, plant, "bought_on", "2026-03-20")
    assert (place(answer), plant.fresh().bought_on) == ("2026-03-20", date(2026, 3, 20))
    undone(ana, answer)
    assert plant.fresh().bought_on == date(2026, 3, 2)

    move(ana, plant.fresh(), "watered_at", "2026-03-05")
    assert plant.fresh().watered_at == datetime(2026, 3, 5, 2, 30, tzinfo=UTC)


def test_without_script_a_move_leads_back_to_where_it_was_asked(ana):
    task = a_task(owner=ana)
    sent = {"field": "status", "to": "done", "next": "/tasks/board/"}

    answer = at_the_screen(ana).post(f"/tasks/{task.pk}/move/", sent)

    assert (answer.status_code, answer.headers["Location"], task.fresh().status) == (302, "/tasks/board/", "done")
