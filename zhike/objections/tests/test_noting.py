"""The verbs of the book, and what the end of a deal does to it."""

from datetime import date

import pytest

from tests.cast import a_decided_objection, a_person, a_task, an_answer, an_objection, an_objection_kind
from zhike.kit.testing.observing import announced, refused, trace
from zhike.objections.actions import give_up, note, overcome, reopen, take_from_deal
from zhike.objections.reactions import go_on, lose, win


@pytest.fixture
def price(db):
    return an_objection_kind(name="Price")


def test_what_is_noted_tells_who_met_it_how_and_how_long_they_had_been_there(teahouse, price, task, clock):
    old_hand = a_person("Lin", team="East", joined_on=date(2021, 5, 1), role="manager")

    made = note(by=old_hand, customer=teahouse, kind=price, method="ask", noun="work.task", number=task.pk)

    assert (made.wording, made.seller, made.tenure, made.timing) == ("Price", old_hand, "over_3", "at_once")
    assert (made.noun, made.object_id, made.outcome) == ("work.task", task.pk, "open")
    assert trace(made) == ["Lin noted this objection"]
    assert announced() == ["objections.noted"]


def test_an_answer_brings_its_method_and_its_edition(ana, teahouse, price):
    answer = an_answer(kind=price, method="turn")
    answer.text = "一壶八道，一杯两元。"
    answer.save()

    made = note(by=ana, customer=teahouse, kind=price, answer=answer)
    answer.text = "一杯不到两元。"
    answer.save()

    assert (made.method, made.fresh().answer_edition, answer.edition) == ("turn", 2, 3)
    assert [one.text for one in answer.editions.order_by("number")] == [
        "一壶可泡八道，合两元一杯。",
        "一壶八道，一杯两元。",
        "一杯不到两元。",
    ]


def test_it_can_only_have_come_up_in_something_of_the_same_customer_that_is_seen(ana, teahouse, dealer, price, bo):
    theirs = a_task(customer=dealer, owner=bo)

    with refused("nothing you can see"):
        note(by=ana, customer=teahouse, kind=price, noun="work.task", number=theirs.pk)
    with refused("nothing you can see"):
        note(by=ana, customer=teahouse, kind=price, noun="no.noun", number=1)


@pytest.mark.parametrize(("verb", "outcome"), [(overcome, "overcome"), (give_up, "lost")])
def test_it_is_decided_once(verb, outcome, ana, clock):
    objection = an_objection(owner=ana)

    verb(objection, by=ana)

    decided = objection.fresh()
    assert (decided.outcome, decided.decided_by_deal) == (outcome, False)
    assert decided.decided_at.isoformat() == "2026-03-12T02:00:00+00:00"
    assert announced() == ["objections.decided"]
    with refused("decided already"):
        give_up(objection, by=ana)


def test_a_reopened_one_has_no_outcome(ana):
    objection = a_decided_objection(owner=ana, decided_by_deal=True)

    reopen(objection, by=ana)

    assert (objection.fresh().outcome, objection.fresh().decided_at, objection.fresh().decided_by_deal) == (
        "open",
        None,
        False,
    )


def test_a_deal_ends_what_is_still_open_in_it_and_nothing_else(ana):
    held = {"noun": "deals.deal", "object_id": 7}
    inside, said = an_objection(owner=ana, **held), a_decided_objection("lost", owner=ana, **held)
    elsewhere = an_objection(owner=ana, noun="deals.deal", object_id=8)

    win(deal=7, by=ana.pk)
    win(deal=7, by=ana.pk)

    assert (inside.fresh().outcome, inside.fresh().decided_by_deal) == ("overcome", True)
    assert (said.fresh().outcome, elsewhere.fresh().outcome) == ("lost", "open")


def test_a_deal_that_goes_on_opens_again_what_its_end_had_decided(ana):
    held = {"noun": "deals.deal", "object_id": 7}
    inside, said = an_objection(owner=ana, **held), a_decided_objection(owner=ana, **held)
    lose(deal=7, by=ana.pk)

    go_on(deal=7, by=ana.pk)

    assert (inside.fresh().outcome, said.fresh().outcome) == ("open", "overcome")


def test_an_outcome_there_is_not_is_refused(ana):
    objection = an_objection(owner=ana)

    with refused("no such outcome"):
        take_from_deal(objection, by=ana, outcome="open")
    with refused("not come up in a deal"):
        take_from_deal(objection, by=ana, outcome="overcome")
