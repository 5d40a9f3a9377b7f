"""Who is called next, who never, and what follows from each result."""

from datetime import datetime, timedelta

import pytest

from tests.cast import (
    SHANGHAI,
    a_call_list,
    a_contact_point,
    a_customer,
    a_forbidden_number,
    a_person,
    a_planned_call,
    a_result,
    a_script,
    a_stage,
)
from zhike.deals.models import Deal
from zhike.kit.audit.models import Trace
from zhike.kit.testing.observing import refused, trace
from zhike.telesales import desk
from zhike.telesales.actions import allow, forbid, put_back, say, unsay
from zhike.telesales.following import callable_numbers, is_forbidden
from zhike.telesales.models import Attempt, DoNotCall, SealedNumber
from zhike.telesales.reactions import log
from zhike.work.models import Call, Task

NOW = datetime(2026, 3, 12, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def spring(db, clock):
    return a_call_list(name="Spring", opens_at=9, closes_at=18, most_attempts=3)


def planned(spring, ana, name, **fields):
    customer = a_customer(name, owner=ana)
    a_contact_point(customer, value=f"138 {customer.pk:08}", is_primary=True)
    return a_planned_call(owner=ana, customer=customer, call_list=spring, **fields)


def taken(spring, by):
    attempt, _passed = desk.next_call(spring, by=by)
    return attempt.planned.name if attempt else None


def finish(spring, by, result, **said):
    attempt = desk.on_screen(by)
    say(attempt.planned, by=by, result=result, **said)
    return attempt.planned.fresh()


def test_promised_calls_come_first_then_the_most_valuable_and_none_before_its_time(spring, ana, clock):
    planned(spring, ana, "Small", worth=10)
    planned(spring, ana, "Great", worth=90_000)
    planned(spring, ana, "Promised", worth=1, next_at=NOW - timedelta(minutes=1))
    planned(spring, ana, "Overdue", worth=1, next_at=NOW - timedelta(hours=5))
    planned(spring, ana, "Tomorrow", worth=99_000, next_at=NOW + timedelta(days=1))
    no = a_result(follows="close")

    order = []
    while name := taken(spring, ana):
        order.append(name)
        finish(spring, ana, no)

    assert order == ["Overdue", "Promised", "Great", "Small"]


def test_who_may_not_be_called_is_passed_over_with_the_reason(spring, ana):
    planned(spring, ana, "Silent")
    closed = a_customer("Closed", owner=ana)
    a_contact_point(closed, value="+86 139-0000-5678", is_primary=True)
    a_planned_call(owner=ana, customer=closed, call_list=spring, worth=5000)
    mute = a_planned_call(owner=ana, customer=a_customer("Mute", owner=ana), call_list=spring, worth=4000)
    a_forbidden_number("139 0000 5678")

    attempt, passed = desk.next_call(spring, by=ana)

    assert attempt.planned.name == "Silent"
    assert [(one.name, one.state, one.reason) for one in passed] == [
        ("Closed", "blocked", "On the do-not-call list since 2026-03-01: He asked us."),
        ("Mute", "blocked", "No telephone number is known."),
    ]
    assert Attempt.objects.count() == 1
    assert trace(mute) == ["Ana opened this call"]


def test_another_number_that_may_be_called_is_called(spring, ana):
    two = planned(spring, ana, "Two numbers")
    a_contact_point(two.customer, value="139 0000 5678")
    a_forbidden_number("139 0000 5678")

    attempt, passed = desk.next_call(spring, by=ana)

    assert (attempt.planned, passed) == (two, [])
    assert [one.value for one in callable_numbers(two.customer)] == [f"138 {two.customer.pk:08}"]


def test_whose_number_was_shown_to_whom_stands_in_the_trace(spring, ana):
    one = planned(spring, ana, "Shown")

    desk.next_call(spring, by=ana)

    entry = Trace.objects.get(noun="customers.customer", object_id=one.customer_id, verb="seen")
    assert (entry.actor, entry.why) == (ana, "Spring")


@pytest.mark.parametrize(("hour", "is_open"), [(8, False), (9, True), (17, True), (18, False)])
def test_nobody_is_called_outside_the_hours_of_the_list(hour, is_open, spring, ana, clock):
    planned(spring, ana, "Early")
    clock.move_to(NOW.replace(hour=hour))

    if is_open:
        assert taken(spring, ana) == "Early"
    else:
        with refused("from 9:00 to 18:00"):
            desk.next_call(spring, by=ana)


def test_one_call_at_a_time_and_none_in_a_pause(spring, ana):
    planned(spring, ana, "First"), planned(spring, ana, "Second")
    desk.next_call(spring, by=ana)

    with refused("Finish the call"):
        desk.next_call(spring, by=ana)
    with refused("Finish the call"):
        desk.rest(ana, why="meal")
    finish(spring, ana, a_result(follows="close"))
    desk.rest(ana, why="meal")
    with refused("pausing"):
        desk.next_call(spring, by=ana)
    desk.resume(ana)

    assert taken(spring, ana) == "Second"


def test_a_list_is_for_its_team_and_a_customer_for_who_sees_it(spring, ana, bo):
    mine = planned(spring, ana, "Mine")
    assert taken(spring, bo) is None
    mine.customer.owner = bo
    mine.customer.save()
    assert taken(spring, ana) is None

    spring.team = bo.team
    spring.save()

    with refused("do not call from this list"):
        desk.next_call(spring, by=ana)


def test_no_answer_is_tried_again_later_within_the_hours_until_the_list_allows_no_more(spring, ana, clock):
    planned(spring, ana, "Quiet")
    again = a_result(follows="again", hours=10)

    told = []
    for _attempt in range(3):
        assert taken(spring, ana) == "Quiet"
        one = finish(spring, ana, again)
        told.append((one.state, one.attempts, one.next_at and one.next_at.astimezone(SHANGHAI).isoformat()[5:16]))
        clock.move_to(one.next_at or NOW)

    assert told == [("waiting", 1, "03-13T09:00"), ("waiting", 2, "03-14T09:00"), ("done", 3, None)]
    assert one.reason == "Called as often as the list allows."


def test_a_promised_time_has_to_lie_ahead(spring, ana):
    planned(spring, ana, "Busy")
    asked = a_result(follows="asked", logged_as="call_back")
    desk.next_call(spring, by=ana)

    for wrong in ("", "soon", "2026-03-12T09:59"):
        with refused("has to lie ahead"):
            finish(spring, ana, asked, call_at=wrong)
    one = finish(spring, ana, asked, call_at="2026-03-13T15:30")

    assert (one.state, one.next_at) == ("waiting", datetime(2026, 3, 13, 15, 30, tzinfo=SHANGHAI))


def test_what_follows_a_deal_a_task_a_mark(spring, ana):
    a_stage()
    for worth, name in enumerate(("Never", "Task", "Deal")):
        planned(spring, ana, name, worth=worth)

    for follows in ("deal", "task", "forbid"):
        desk.next_call(spring, by=ana)
        finish(spring, ana, a_result(follows=follows, logged_as="reached"))

    deal, task, never = Deal.objects.get(), Task.objects.get(), DoNotCall.objects.get()
    assert (deal.customer.name, deal.owner, deal.source) == ("Deal", ana, "Spring")
    assert (task.customer.name, task.assignee, task.due_on.isoformat()) == ("Task", ana, "2026-03-13")
    assert (never.customer.name, is_forbidden(f"0086138{never.customer.pk:08}")) == ("Never", True)


def test_every_call_goes_into_the_log_once(spring, ana, clock):
    one = planned(spring, ana, "Heard")
    spring.script = a_script()
    spring.save()
    desk.next_call(spring, by=ana)
    clock.shift(125)
    finish(
        spring,
        ana,
        a_result("Talked", follows="close", logged_as="reached"),
        words="Likes white tea.",
        way="开场\n新茶",
    )

    log(plannedcall=one.pk, by=ana.pk)
    log(plannedcall=one.pk, by=ana.pk)

    call, attempt = Call.objects.get(), Attempt.objects.get()
    assert (call.owner, call.customer, call.result, call.seconds) == (ana, one.customer, "reached", 180)
    assert (call.summary, attempt.call, attempt.way) == ("Talked · Likes white tea.", call, ["开场", "新茶"])
    assert attempt.edition == spring.script.latest


def test_what_is_put_back_waits_for_the_next(spring, ana):
    one = planned(spring, ana, "Back")
    desk.next_call(spring, by=ana)

    put_back(one, by=ana)

    assert (one.fresh().state, one.fresh().attempts, desk.on_screen(ana)) == ("waiting", 0, None)
    with refused("Nobody has this call"):
        put_back(one, by=ana)


def test_a_number_is_kept_sealed_and_found_however_it_is_written(ana, mei, clock):
    entry = forbid(by=ana, number="139-0000 5678", reason="He asked us.")

    assert (entry.shown, is_forbidden("+8613900005678"), is_forbidden("139 0000 5679")) == (
        "139****5678",
        True,
        False,
    )
    assert "5678" not in str(Trace.objects.get(noun="telesales.donotcall").changes).replace("139****5678", "")
    with refused("no telephone number"):
        forbid(by=ana, number="abc", reason="x")
    with refused("Say why"):
        forbid(by=ana, number="139 0000 1111", reason=" ")
    with refused("role does not allow"):
        allow(entry, by=ana)
    allow(entry, by=mei)
    assert is_forbidden("139-0000 5678") is False
    assert SealedNumber.objects.get().number == "139-0000 5678"


def test_the_board_tells_the_pace_of_the_day(spring, ana, clock):
    planned(spring, ana, "One"), planned(spring, ana, "Two")
    talked, silent = a_result(follows="close", logged_as="reached"), a_result(follows="close")
    for result, talking, wrapping in ((talked, 90, 30), (silent, 30, 30)):
        desk.next_call(spring, by=ana)
        clock.shift(talking)
        finish(spring, ana, result)
        clock.shift(wrapping)
        desk.wrap_up(ana)

    (mine, other) = desk.board([ana, a_person("Kai")], now=NOW + timedelta(minutes=3))

    assert (mine.pace.calls, mine.pace.reached, mine.pace.talking, mine.pace.wrapping) == (2, 1, 120, 60)
    assert (mine.pace.per_hour, mine.pace.reach, mine.pace.handling) == (40.0, 0.5, 90)
    assert (other.pace.calls, other.pace.per_hour, mine.now, mine.pause) == (0, None, None, None)


def test_a_wrong_key_is_taken_back_with_what_followed(spring, ana):
    one = planned(spring, ana, "Teahouse")
    taken(spring, ana)
    said = finish(spring, ana, a_result(name="Never again", follows="forbid"), words="They buy in May.")
    log(plannedcall=said.pk, by=ana.pk)
    assert (callable_numbers(one.who), Call.objects.count(), said.state) == ([], 1, "done")

    unsay(said, by=ana)

    again = desk.on_screen(ana)
    assert (again.planned.state, again.planned.attempts, again.result) == ("calling", 0, None)
    assert again.note == "They buy in May."
    assert (len(callable_numbers(one.who)), Call.objects.count()) == (1, 0)
    assert finish(spring, ana, a_result(name="Not now", follows="close")).attempts == 1


def test_a_result_that_made_something_or_is_long_past_is_not_taken_back(spring, ana):
    a_stage("First")
    planned(spring, ana, "Teahouse")
    planned(spring, ana, "Shop")
    taken(spring, ana)
    sold = finish(spring, ana, a_result(name="Wants it", follows="deal"))

    with refused("take that back on its own page"):
        unsay(sold, by=ana)
    taken(spring, ana)
    with refused("before the next one"):
        unsay(sold, by=ana)
    assert Deal.objects.count() == 1


def test_nobody_promises_a_call_outside_the_hours_of_the_list(spring, ana):
    planned(spring, ana, "Teahouse")
    taken(spring, ana)

    asked = a_result(follows="asked")

    with refused("from 9:00 to 18:00"):
        finish(spring, ana, asked, call_at="2026-03-13T03:00")
