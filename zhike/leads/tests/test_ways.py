"""Phones, mails and WeChats of leads: sealed, masked, found whole, in forms, lists, API and search."""

import pytest

from tests.cast import a_lead
from zhike.kit import writing
from zhike.kit.access.rows import rows
from zhike.kit.audit.trace import trace_of
from zhike.kit.search import find
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import refused
from zhike.leads import ways
from zhike.leads.models import Lead, LeadPoint

pytestmark = pytest.mark.django_db


def made(ana, **values) -> Lead:
    lead = writing.create(Lead, by=ana, values={"name": "林晓", "owner": ana} | values)
    return Lead.objects.get(pk=lead.pk)


def test_a_form_keeps_what_reaches_somebody_sealed(ana):
    lead = made(ana, phone="138 0000 1234", mail="Lin@Tea.example")

    assert ways.said(lead) == {"phone": "138 0000 1234", "mail": "Lin@Tea.example"}
    assert trace_of(lead).get().changes["phone"] == [None, "***"]


def test_a_form_sent_back_as_it_came_changes_nothing(ana):
    lead = made(ana, phone="138 0000 1234")

    writing.change(lead, by=ana, values={"phone": "138 **** 1234", "company": "听雨轩"})

    assert ways.said(lead.fresh()) == {"phone": "138 0000 1234"}
    assert LeadPoint.objects.count() == 1


def test_another_number_takes_the_place_of_the_first_which_is_remembered(ana):
    lead = made(ana, phone="138 0000 1234")

    writing.change(lead, by=ana, values={"phone": "139 1111 2222"})

    assert ways.said(lead.fresh()) == {"phone": "139 1111 2222"}
    assert [point.ended_at is None for point in LeadPoint.objects.order_by("pk")] == [False, True]


def test_an_emptied_number_is_gone(ana):
    lead = made(ana, phone="138 0000 1234")

    writing.change(lead, by=ana, values={"phone": ""})

    assert ways.said(lead.fresh()) == {}


@pytest.mark.parametrize("value", ["12", "138 **** 9999", "x" * 300])
def test_what_reaches_nobody_is_refused(value, ana):
    with refused():
        made(ana, phone=value)
    assert (Lead.objects.count(), LeadPoint.objects.count()) == (0, 0)


def test_a_list_shows_it_masked_and_finds_it_whole(ana):
    lead = made(ana, phone="138 0000 1234")
    other = a_lead(owner=ana, phone="139 1111 2222")
    screen = at_the_screen(ana)

    page = screen.get("/leads/").text
    assert "138 **** 1234" in page
    assert "0000 1234" not in page
    listed = [row["id"] for row in Program(ana).get("/leads", phone="13800001234").json()["items"]]
    assert listed == [lead.pk]
    assert other.pk not in listed


def test_the_search_finds_the_end_of_a_number(ana):
    lead = made(ana, phone="138 0000 1234")
    writing.change(lead, by=ana, values={"phone": "139 0000 5678"})

    assert list(find(rows(Lead, by=ana), "5678")) == [lead]
    assert list(find(rows(Lead, by=ana), "00001234")) == []


def test_a_program_writes_it_and_reads_it_masked(ana):
    program = Program(ana)

    created = program.post("/leads", {"name": "林晓", "owner": ana.pk, "phone": "138 0000 1234"})

    assert created.status_code == 201, created.content
    assert created.json()["phone"] == "138 **** 1234"
    assert ways.said(Lead.objects.get()) == {"phone": "138 0000 1234"}


def test_looking_at_it_asks_why_and_is_traced(ana):
    lead = made(ana, phone="138 0000 1234")

    shown = at_the_screen(ana).post(f"/leads/{lead.pk}/sealed/phone/", {"reason": "Call back"})

    assert "138 0000 1234" in shown.text
    assert trace_of(lead).first().why == "Call back"
