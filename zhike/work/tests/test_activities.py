"""Calls, visits and meetings: what they need, what they leave, and what comes next."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection

from tests.cast import (
    SHANGHAI,
    a_contact_point,
    a_customer,
    a_meeting,
    a_person,
    a_task,
    a_visit,
    a_visit_begun,
)
from zhike.customers.actions import add_contact
from zhike.kit.access.rows import rows
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import announced, refused, trace
from zhike.work.actions import cancel, check_in, finish, invite, keep_minutes, log_call, step_back
from zhike.work.models import Call, Meeting, Task
from zhike.work.panels import activities

MONDAY = date(2026, 3, 16)
HANGZHOU = {"latitude": Decimal("30.27415"), "longitude": Decimal("120.15515"), "accuracy": 12}
SHANGHAI_PLACE = {"latitude": Decimal("31.2304"), "longitude": Decimal("121.4737"), "accuracy": 12}


def test_a_call_is_logged_with_what_comes_next(ana, teahouse, clock):
    add_contact(teahouse, by=ana, name="林晓")
    call = log_call(
        by=ana,
        customer=teahouse,
        result="reached",
        minutes=4,
        contact="林晓",
        summary="Wants the spring price.\nAsks for samples.",
        next_what="Send the price",
        next_on=MONDAY,
    )

    assert (call.title, call.seconds, str(call.contact), call.owner) == ("Wants the spring price.", 240, "林晓", ana)
    assert call.started_at.astimezone(SHANGHAI) == datetime(2026, 3, 12, 9, 56, tzinfo=SHANGHAI)
    task = call.next_task
    assert (task.title, task.due_on, task.assignee, task.customer) == ("Send the price", MONDAY, ana, teahouse)
    assert trace(call) == ["Ana logged this call"]
    assert announced()[-2:] == ["work.task_created", "work.call_logged"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "what comes next and when, or why nothing does"),
        ({"next_what": "Call", "no_next": "Done."}, "not both"),
        ({"next_what": "Call"}, "by which day"),
        ({"no_next": "Done.", "result": "sang"}, "how the call ended"),
        ({"no_next": "Done.", "minutes": 2000}, "between none and 1440 minutes"),
        ({"no_next": "Done.", "contact": "王磊"}, "No contact here is called"),
        ({"no_next": "Done.", "about": "customers.customer 987654321"}, "names nothing you can see"),
    ],
)
def test_a_call_leaves_nothing_open(ana, teahouse, said, sentence):
    with refused(sentence):
        log_call(by=ana, customer=teahouse, **{"result": "reached"} | said)


def test_a_call_is_about_any_row_that_one_sees(ana, teahouse, dealer):
    task = a_task(owner=ana)
    call = log_call(by=ana, customer=teahouse, result="busy", no_next="Later.", about=f"work.task {task.pk}")

    assert call.regarding(by=ana) == task
    with refused("names nothing you can see"):
        log_call(by=ana, customer=dealer, result="busy", no_next="Later.")


def test_calls_of_others_are_not_seen(ana, bo, mei, teahouse):
    log_call(by=ana, customer=teahouse, result="busy", no_next="Later.")

    assert [rows(Call, by=who).count() for who in (ana, bo, mei)] == [1, 0, 1]


def test_the_usual_next_step_is_offered_and_a_task_to_call_is_done_with_the_call(ana, teahouse, clock):
    task = a_task(owner=ana, customer=teahouse, kind="call")
    screen = at_the_screen(ana)
    page = screen.get(f"/customers/{teahouse.pk}/call/?task={task.pk}").text
    assert 'data-what="Follow up" data-kind="call" data-on="2026-03-19"' in page
    assert 'data-because="Does not want to be called"' in page

    said = {"result": "no_answer", "next_what": "Call again", "next_kind": "call", "next_on": "2026-03-13"}
    answer = screen.post(f"/customers/{teahouse.pk}/call/", said | {"task": task.pk})

    assert answer.status_code == 302
    assert task.fresh().status == "done"
    assert list(rows(Task, by=ana).filter(status="open").values_list("title", "kind")) == [("Call again", "call")]


def test_a_next_step_lies_ahead(ana, clock):
    visit = a_visit(owner=ana, result="", summary="")
    check_in(visit, by=ana, **HANGZHOU)

    with refused("What comes next lies ahead"):
        finish(visit.fresh(), by=ana, result="good", next_what="Send the offer", next_on=date(2026, 3, 11))


def test_a_form_that_is_refused_keeps_what_was_typed(ana, teahouse):
    answer = at_the_screen(ana).post(f"/customers/{teahouse.pk}/call/", {"result": "reached", "summary": "Long talk"})

    assert answer.status_code == 422
    assert "Say what comes next and when" in answer.text
    assert "Long talk" in answer.text


def test_a_visit_begins_where_the_device_says_and_ends_with_what_comes_next(ana, clock):
    visit = a_visit(owner=ana, result="", summary="")
    check_in(visit, by=ana, **HANGZHOU)
    there = visit.fresh()
    assert (there.status, there.latitude, there.accuracy, there.distance) == ("there", Decimal("30.2742"), 12, None)

    finish(there, by=ana, result="good", summary="They order.", next_what="Send the offer", next_on=MONDAY)

    done = visit.fresh()
    assert (done.status, done.result, done.next_task.title) == ("done", "good", "Send the offer")
    assert trace(visit) == ["Ana arrived there", "Ana finished this visit"]


@pytest.mark.parametrize(("place", "metres", "is_marked"), [(HANGZHOU, 0, False), (SHANGHAI_PLACE, 164_870, True)])
def test_a_visit_that_begins_elsewhere_is_marked_and_never_refused(ana, teahouse, clock, place, metres, is_marked):
    check_in(a_visit(owner=ana, customer=teahouse), by=ana, **HANGZHOU)
    visit = a_visit(owner=ana, customer=teahouse)

    check_in(visit, by=ana, **place)

    assert visit.fresh().distance == pytest.approx(metres, abs=20)
    page = at_the_screen(ana).get(f"/visits/{visit.pk}/on-site/").text
    assert ("far from where the customer was found before" in page) is is_marked


def test_without_a_place_a_few_words_do(ana):
    visit = a_visit(owner=ana)

    with refused("where you are"):
        check_in(visit, by=ana)
    with refused("no such place on earth"):
        check_in(visit, by=ana, latitude=Decimal(91), longitude=Decimal(0))

    check_in(visit, by=ana, note="At the gate.")
    assert (visit.fresh().status, visit.fresh().place_note) == ("there", "At the gate.")


def test_a_visit_that_nobody_checked_in_to_is_told_afterwards(ana, clock):
    visit = a_visit(owner=ana)
    finish(visit, by=ana, result="neutral", no_next="All is agreed.")

    assert (visit.fresh().status, visit.fresh().place_note) == ("done", "told afterwards")


def test_steps_of_a_visit_are_taken_back_one_by_one(ana, clock):
    visit = a_visit_begun(owner=ana)
    finish(visit, by=ana, result="good", next_what="Send the offer", next_on=MONDAY)
    task = visit.fresh().next_task

    step_back(visit, by=ana)
    assert (visit.fresh().status, visit.fresh().result, task.fresh().status) == ("there", "", "dropped")
    step_back(visit, by=ana)
    assert (visit.fresh().status, visit.fresh().checked_in_at) == ("planned", None)
    with refused("only planned"):
        step_back(visit, by=ana)


def test_a_visit_that_is_over_is_neither_begun_nor_cancelled(ana):
    visit = a_visit(owner=ana)
    cancel(visit, by=ana, because="They are away.")

    for verb, values in ((check_in, {"note": "Here."}), (cancel, {"because": "x"}), (finish, {"result": "good"})):
        with refused("“Cancelled” already"):
            verb(visit, by=ana, **values)


def test_the_page_of_a_visit_may_ask_the_device_where_it_is_and_no_other_page_may(ana):
    screen, visit = at_the_screen(ana), a_visit(owner=ana)

    assert "geolocation=(self)" in screen.get(f"/visits/{visit.pk}/on-site/").headers["Permissions-Policy"]
    assert "geolocation=()" in screen.get("/today/").headers["Permissions-Policy"]


def test_lines_of_minutes_become_tasks_of_those_they_name(ana, bo, teahouse, clock):
    meeting = a_meeting(owner=ana, customer=teahouse)
    text = "Ana: send samples by Friday\nBo：核对返利，下周三前\n决定：按月结\nAll came."

    keep_minutes(meeting, by=ana, text=text)

    items = meeting.items.order_by("position")
    assert [(item.kind, item.text) for item in items] == [
        ("task", "Ana：send samples"),
        ("task", "Bo：核对返利"),
        ("decision", "按月结"),
    ]
    theirs = items[1].task
    assert (theirs.assignee, theirs.due_on, theirs.regarding(by=ana)) == (bo, date(2026, 3, 18), meeting)
    assert meeting.fresh().status == "held"


def test_minutes_written_again_add_only_what_is_new(ana, clock):
    meeting = a_meeting(owner=ana)
    keep_minutes(meeting, by=ana, text="Ana: send samples by Friday")
    first = meeting.items.get().task

    keep_minutes(meeting, by=ana, text="Ana: send samples by Friday\nAna: call the shop")

    assert [item.task == first for item in meeting.items.order_by("position")] == [True, False]
    assert rows(Task, by=ana).count() == 2
    with refused("kept already"):
        keep_minutes(meeting, by=ana, text="Ana: send samples by Friday\nAna: call the shop")


def test_minutes_leave_nothing_open(ana):
    meeting = a_meeting(owner=ana)

    with refused("No line names who does what"):
        keep_minutes(meeting, by=ana, text="We talked.")
    keep_minutes(meeting, by=ana, text="We talked.", no_next="It was only to meet.")
    assert meeting.fresh().no_next == "It was only to meet."


def test_what_lines_say_is_shown_before_it_is_kept(ana, clock):
    meeting = a_meeting(owner=ana)
    page = at_the_screen(ana).post(f"/meetings/{meeting.pk}/minutes/?preview", {"text": "Ana: call by Friday"}).text

    assert "<b>Ana</b> <span>call</span>" in page
    assert meeting.items.count() == 0


def test_a_meeting_says_each_line_of_its_minutes_once(ana, clock):
    meeting = a_meeting(owner=ana)
    keep_minutes(meeting, by=ana, text="Ana: send samples by Friday\nWe talked of tea.")

    panel = at_the_screen(ana).get(f"/meetings/{meeting.pk}/").text

    assert ("Ana：send samples" in panel, "We talked of tea." in panel) == (True, True)
    assert "Ana: send samples by Friday" not in panel


def test_who_is_invited_sees_the_meeting_and_changes_nothing(ana, bo):
    meeting = a_meeting(owner=ana, customer=None)
    assert rows(Meeting, by=bo).count() == 0

    invite(meeting, by=ana, to=bo)

    fresh = type(bo).objects.get(pk=bo.pk)
    assert rows(Meeting, by=fresh).get() == meeting
    assert rows(Meeting, by=fresh, to="change").count() == 0
    with refused("invited already"):
        invite(meeting, by=ana, to=bo)
    with refused("one colleague or one contact"):
        invite(meeting, by=ana)


def test_the_customer_page_tells_of_the_last_contact(ana, teahouse, clock):
    assert activities(teahouse, by=ana)["last"] is None
    call = log_call(by=ana, customer=teahouse, result="reached", no_next="Done.")
    coming = a_visit(owner=ana, customer=teahouse)

    told = activities(teahouse, by=ana)

    assert (told["last"].pk, told["days"], [one.pk for one in told["coming"]]) == (call.pk, 0, [coming.pk])
    page = at_the_screen(ana).get(f"/customers/{teahouse.pk}/?timeline").text
    assert "Call: We called · Answered" in page


def test_what_others_did_is_not_told(bo, mei, teahouse):
    log_call(by=mei, customer=teahouse, result="reached", no_next="Done.")
    a_person("Kai")
    lone = a_customer("孤山", owner=bo)

    assert activities(teahouse, by=bo)["last"] is None
    assert activities(lone, by=bo)["last"] is None


def test_a_call_keeps_its_number_sealed_and_shows_enough_to_recognise_it(ana, teahouse):
    point = a_contact_point(teahouse, value="138 0000 1234", is_primary=True)

    picked = log_call(by=ana, customer=teahouse, result="busy", no_next="Later.", number=f"#{point.pk}")
    typed = log_call(by=ana, customer=teahouse, result="busy", no_next="Later.", number="+86 13800001234")
    other = log_call(by=ana, customer=teahouse, result="busy", no_next="Later.", number="0571 8888 0000")

    assert [call.point for call in (picked, typed, other)] == [point, point, None]
    assert [call.number for call in (picked, typed, other)] == ["138 **** 1234", "+86 **** 1234", "057 **** 0000"]
    assert other.sealed.value == "0571 8888 0000"
    with connection.cursor() as cursor:
        cursor.execute("select value from work_call_number where call_id = %s", [other.pk])
        assert b"8888" not in bytes(cursor.fetchone()[0])
    assert "8888 0000" not in str([entry.changes for entry in Trace.objects.all()])


def test_the_number_of_a_call_is_refused_where_it_is_none_or_of_somebody_else(ana, teahouse, dealer):
    theirs = a_contact_point(dealer, value="138 0000 1234")

    with refused("no number of this customer"):
        log_call(by=ana, customer=teahouse, result="busy", no_next="Later.", number=f"#{theirs.pk}")
    with refused("no telephone number"):
        log_call(by=ana, customer=teahouse, result="busy", no_next="Later.", number="abc")
    assert not Call.objects.exists()


def test_the_number_is_picked_in_the_form_and_masked_for_programs(ana, teahouse):
    point = a_contact_point(teahouse, value="138 0000 1234", is_primary=True)
    browser = at_the_screen(ana)
    sent = {"result": "busy", "no_next": "Later.", "number": f"#{point.pk}"}

    assert "138 **** 1234</option>" in browser.get(f"/customers/{teahouse.pk}/call/").text
    assert browser.post(f"/customers/{teahouse.pk}/call/", sent).status_code == 302
    assert "138 **** 1234" in browser.get(f"/calls/{Call.objects.get().pk}/").text
    sent = {"result": "busy", "no_next": "Later.", "customer": teahouse.pk, "number": "0571 8888 0000"}
    assert Program(ana).post("/calls/log_call", sent).json()["number"] == "057 **** 0000"
