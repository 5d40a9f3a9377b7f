"""Leads on call lists: who is put there, whose number is shown when, and what the lead hears of the call."""

from datetime import datetime

import pytest

from tests.cast import SHANGHAI, a_call_list, a_forbidden_number, a_lead, a_person, a_result, a_stage
from zhike.deals.models import Deal
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.telesales import desk, intake
from zhike.telesales.actions import say
from zhike.telesales.models import CallList, DoNotCall, PlannedCall
from zhike.telesales.reactions import log
from zhike.work.models import Call

pytestmark = pytest.mark.django_db
PHONE = "138 0000 1234"
NOW = datetime(2026, 3, 12, 10, tzinfo=SHANGHAI)


@pytest.fixture
def fair(clock):
    return a_call_list(name="Fair", whom="leads")


@pytest.fixture
def lead(ana):
    return a_lead(owner=ana, name="林晓", phone=PHONE, status="new", first_response_at=None)


def called(fair, by, **result):
    intake.fill(fair, by=a_person("Mei", role="manager"), address="q=")
    attempt, _passed = desk.next_call(fair, by=by)
    say(attempt.planned, by=by, result=a_result(**result))
    return attempt.planned.fresh()


def test_a_manager_makes_a_call_list_of_the_open_leads_of_a_list(mei, ana, bo, lead):
    a_lead(owner=ana, name="Silent", source="web_form", phone=PHONE)
    a_lead(owner=ana, name="Given up", phone=PHONE, status="lost", lost_reason="no_need")
    screen = at_the_screen(mei)
    typed = {"name": "Fair", "opens_at": 9, "closes_at": 18, "most_attempts": 3}

    assert "of=leads&amp;source=fair" in screen.get("/leads/?source=fair").text
    page = screen.get("/telesales/lists/new/?of=leads&source=fair")
    assert "1 open lead<" in page.text
    assert screen.post("/telesales/lists/new/?of=leads&source=fair", typed).status_code == 302

    one = CallList.objects.get()
    assert (one.whom, one.address) == ("leads", "source=fair")
    assert [(planned.lead, planned.customer, planned.worth) for planned in PlannedCall.objects.all()] == [
        (lead, None, lead.score)
    ]
    assert f'href="/leads/?{one.address}"' in screen.get(f"/call-lists/{one.pk}/").text
    a_lead(owner=ana, name="Later", phone=PHONE)
    screen.post(f"/telesales/lists/{one.pk}/refill/")
    assert PlannedCall.objects.count() == 2


def test_the_number_is_shown_on_the_desk_alone_and_that_is_traced(fair, ana, mei, lead):
    intake.fill(fair, by=mei, address="q=")
    planned = PlannedCall.objects.get()
    screen = at_the_screen(ana)
    assert PHONE not in screen.get(f"/planned-calls/{planned.pk}/").text

    screen.post("/telesales/next/", {"list": fair.pk})

    page = screen.get("/telesales/").text
    assert (PHONE in page, "林晓" in page, f"/leads/{lead.pk}/do/convert/" in page) == (True, True, True)
    seen = Trace.objects.get(noun="leads.lead", verb="seen")
    assert (seen.object_id, seen.why, list(seen.changes)) == (lead.pk, "Fair", ["138 **** 1234"])


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"phone": "139 0000 5678"}, "On the do-not-call list since"),
        ({}, "No telephone number is known."),
    ],
)
def test_who_may_not_be_called_is_passed_over(fair, ana, mei, fields, why):
    a_forbidden_number("139 0000 5678")
    a_lead(owner=ana, **fields)
    intake.fill(fair, by=mei, address="q=")

    attempt, passed = desk.next_call(fair, by=ana)

    assert attempt is None
    assert passed[0].reason.startswith(why)


def test_a_lead_that_was_closed_meanwhile_is_passed_over(fair, ana, mei, lead):
    intake.fill(fair, by=mei, address="q=")
    type(lead).objects.filter(pk=lead.pk).update(status="lost", lost_reason="no_need")

    assert desk.next_call(fair, by=ana)[1][0].reason == "This lead is closed: Given up."


def test_who_was_reached_is_contacted_with_the_time_of_the_response(fair, ana, lead):
    planned = called(fair, ana, logged_as="reached", follows="close")
    log(plannedcall=planned.pk, by=ana.pk)

    lead = lead.fresh()
    assert (planned.state, lead.status, lead.first_response_at) == ("done", "contacted", NOW)
    assert trace(lead)[-1] == "Ana got in touch with this lead"
    call = Call.objects.get()
    assert (call.customer, call.regarding(by=ana), call.number) == (None, lead, "138 **** 1234")


def test_nobody_answering_is_no_response(fair, ana, lead):
    called(fair, ana, logged_as="no_answer", follows="again")

    assert (lead.fresh().status, lead.fresh().first_response_at) == ("new", None)


def test_a_result_that_opens_a_deal_converts_the_lead(fair, ana, lead):
    a_stage("First talks")

    called(fair, ana, logged_as="reached", follows="deal")

    lead = lead.fresh()
    assert (lead.status, lead.deal, lead.customer.name) == ("converted", Deal.objects.get(), "听雨轩")


def test_who_wants_no_calls_is_not_called_again(fair, ana, mei, lead):
    called(fair, ana, logged_as="refused", follows="forbid")

    assert DoNotCall.objects.get().shown == "138****1234"
    other = a_call_list(name="Other", whom="leads")
    intake.fill(other, by=mei, address="q=")
    assert desk.next_call(other, by=ana)[0] is None


def test_leads_of_others_are_not_called(fair, bo, mei, lead):
    intake.fill(fair, by=mei, address="q=")

    assert desk.next_call(fair, by=bo) == (None, [])
    with refused():
        intake.fill(fair, by=bo)
