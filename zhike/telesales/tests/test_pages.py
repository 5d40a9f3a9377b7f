"""The desk on screen, filling a list, numbers taken in, and who may what there."""

from datetime import datetime

import pytest

from tests.cast import SHANGHAI, a_call_list, a_contact_point, a_customer, a_planned_call, a_result, a_script
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.telesales import intake
from zhike.telesales.models import Attempt, CallList, DoNotCall, PlannedCall, Script


@pytest.fixture
def spring(db):
    return a_call_list(name="Spring", script=a_script(name="New tea"))


def test_a_call_stands_on_the_screen_with_number_script_and_results(ana, spring):
    one = a_planned_call(owner=ana, call_list=spring, phone="138 0000 1234")
    talked = a_result("Talked", follows="close", logged_as="reached")
    screen = at_the_screen(ana)

    begun = screen.post("/telesales/next/", {"list": spring.pk}, follow=True).text
    ended = screen.post("/telesales/result/", {"result": talked.pk, "words": "Fine."}, follow=True).text
    after = screen.post("/telesales/do/done/", follow=True).text

    assert 'href="tel:138 0000 1234"' in begun
    assert f'data-key="{talked.key}"' in begun
    assert 'data-step="开场"' in begun
    assert ("138 0000 1234" in ended, "After the call" in ended) == (False, True)
    assert ("Next call" in after, one.fresh().state) == (True, "done")


def test_a_refused_result_leaves_the_call_with_what_was_typed_on_the_screen(ana, spring):
    one = a_planned_call(owner=ana, call_list=spring)
    asked, screen = a_result("Call back", follows="asked"), at_the_screen(ana)
    screen.post("/telesales/next/", {"list": spring.pk})
    typed = {"words": "In a meeting.", "call_at": "2020-01-01T10:00", "way": "开场"}

    refused = screen.post("/telesales/result/", typed | {"result": asked.pk})
    nothing = screen.post("/telesales/result/", typed)

    assert "it has to lie ahead" in refused.text
    assert "Say what came of the call." in nothing.text
    for answer in (refused, nothing):
        assert (answer.status_code, 'value="开场"' in answer.text) == (422, True)
        assert ("In a meeting." in answer.text, 'value="2020-01-01T10:00"' in answer.text) == (True, True)
    assert (one.fresh().state, one.tries.get().ended_at) == ("calling", None)


def test_a_result_without_a_call_and_a_call_of_somebody_elses_list_are_refused(ana, bo, spring):
    talked = a_result("Talked", follows="close")

    assert at_the_screen(ana).post("/telesales/result/", {"result": talked.pk}).status_code == 403
    assert at_the_screen(ana).post("/telesales/do/anything/").status_code == 404
    assert Attempt.objects.count() == 0


def test_a_list_is_filled_from_an_address_and_filled_up_later(mei, ana, ada):
    tea, _shop = a_customer("Tea", owner=ana, kind="consumer"), a_customer("Shop", owner=ana, kind="channel")
    screen = at_the_screen(mei)
    typed = {"name": "Spring", "opens_at": "9", "closes_at": "18", "most_attempts": "3"}

    asked = screen.get("/telesales/lists/new/?kind=consumer")
    made = screen.post("/telesales/lists/new/?kind=consumer", typed)

    one = CallList.objects.get()
    assert ("1 customer" in asked.text, made.status_code) == (True, 302)
    assert [planned.customer for planned in one.entries.all()] == [tea]
    assert (one.address, one.frozen_at is not None) == ("kind=consumer", True)
    later = a_customer("Later", owner=ana, kind="consumer")
    assert screen.post(f"/telesales/lists/{one.pk}/refill/").status_code == 302
    assert {planned.customer for planned in one.entries.all()} == {tea, later}
    assert at_the_screen(ana).get("/telesales/lists/new/?kind=consumer").status_code == 403


def test_a_list_takes_only_customers_in_sight_of_who_fills_it(mei, ana, bo):
    a_customer("Ours", owner=ana), a_customer("Theirs", owner=bo)
    one = a_call_list(owner=mei)

    intake.fill(one, by=mei, address="q=")

    assert [planned.name for planned in PlannedCall.objects.all()] == ["Ours"]
    with refused("role does not allow"):
        intake.fill(one, by=ana)


def test_numbers_are_taken_in_by_the_line(ana):
    typed = {"numbers": "139 0000 5678\n\n+86 139 0000 5678\nnobody\n0571 8888 0000", "reason": "Register"}

    page = at_the_screen(ana).post("/telesales/do-not-call/", typed)

    assert page.status_code == 200
    assert "2 numbers were added." in page.text
    assert "<b>nobody</b> This is no telephone number." in page.text
    assert page.context["form"].initial == {"numbers": "nobody", "reason": "Register"}
    assert sorted(DoNotCall.objects.values_list("shown", flat=True)) == ["057****0000", "139****5678"]


def test_every_text_of_a_script_is_kept_and_a_muddled_one_is_refused(mei, db):
    script = a_script()
    screen = at_the_screen(mei)
    typed = {"name": script.name, "version": script.version}

    wrong = screen.post(f"/scripts/{script.pk}/edit/", typed | {"text": "# A\n> on -> B"})
    right = screen.post(f"/scripts/{script.pk}/edit/", typed | {"text": "# A\nHello."})

    assert (wrong.status_code, "there is no such step" in wrong.text, right.status_code) == (422, True, 302)
    assert list(Script.objects.get().editions.values_list("number", "text")) == [(1, script.text), (2, "# A\nHello.")]


def test_the_customer_page_tells_why_nobody_may_call(ana):
    customer = a_customer(owner=ana)
    a_contact_point(customer, value="139 0000 5678", is_primary=True)
    at_the_screen(ana).post("/telesales/do-not-call/", {"numbers": "13900005678", "reason": "He asked us."})

    assert "On the do-not-call list since" in at_the_screen(ana).get(f"/customers/{customer.pk}/?timeline").text


def test_a_list_that_is_closed_says_so_at_the_desk(ana, spring, clock):
    a_planned_call(owner=ana, call_list=spring)
    spring.opens_at, spring.closes_at = 9, 10
    spring.save()
    clock.move_to(datetime(2026, 3, 12, 20, tzinfo=SHANGHAI))

    answer = at_the_screen(ana).post("/telesales/next/", {"list": spring.pk}, follow=True)

    assert answer.redirect_chain == [("/telesales/", 302)]
    assert "people are called from 9:00 to 10:00" in answer.text
    assert not Attempt.objects.exists()


def test_the_board_is_for_those_who_lead(ana, mei, spring):
    a_planned_call(owner=ana, call_list=spring)
    at_the_screen(ana).post("/telesales/next/", {"list": spring.pk})

    board = at_the_screen(mei).get("/telesales/board/")

    assert (board.status_code, "Ana" in board.text, "being called" in board.text) == (200, True, True)
    assert at_the_screen(ana).get("/telesales/board/").status_code == 403
