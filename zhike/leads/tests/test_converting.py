"""From a lead to a customer and a deal without typing anything twice, and back while nobody has gone on with it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from tests.cast import a_contact_point, a_customer, a_lead, a_task
from zhike.customers.models import Contact, ContactPoint, Customer
from zhike.deals.actions import plan_next
from zhike.deals.models import Deal
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.observing import digest, refused, trace
from zhike.leads.actions import convert, unconvert
from zhike.leads.models import Lead

pytestmark = pytest.mark.django_db


def test_a_lead_of_a_firm_becomes_customer_contact_numbers_and_deal(ana):
    lead = a_lead(owner=ana, name="林晓", phone="138 0000 1234", mail="lin@tea.example")

    convert(lead, by=ana, amount=Decimal(38_000))

    customer, contact, deal = Customer.objects.get(), Contact.objects.get(), Deal.objects.get()
    assert (customer.name, customer.kind, customer.region, customer.owner) == ("听雨轩", "enterprise", "华东", ana)
    assert (contact.name, contact.title) == ("林晓", "采购")
    assert [(point.value, point.contact) for point in ContactPoint.objects.order_by("medium")] == [
        ("lin@tea.example", contact),
        ("138 0000 1234", contact),
    ]
    assert (deal.name, deal.customer, deal.contact) == ("听雨轩 年度用茶", customer, contact)
    assert (deal.amount, deal.owner, deal.source) == (Decimal(38_000), ana, "Fair · 春季茶博会")
    lead = lead.fresh()
    assert (lead.status, lead.customer, lead.contact, lead.deal) == ("converted", customer, contact, deal)
    assert trace(lead) == ["Ana converted this lead"]


def test_a_person_without_a_firm_becomes_a_consumer(ana):
    convert(a_lead(owner=ana, company="", name="张伟", wechat="tea2026"), by=ana)

    customer = Customer.objects.get()
    assert (customer.name, customer.kind, customer.is_person) == ("张伟", "consumer", True)
    assert (Contact.objects.count(), ContactPoint.objects.get().medium) == (0, "wechat")


def test_it_may_be_added_to_a_customer_that_is_there(ana):
    there = a_customer("听雨轩", owner=ana)
    a_contact_point(there, value="138 0000 1234")

    convert(a_lead(owner=ana, phone="13800001234", wechat="tea2026"), by=ana, customer=there)

    assert Customer.objects.get() == there
    assert sorted(there.contact_points.values_list("medium", flat=True)) == ["phone", "wechat"]
    assert Deal.objects.get().customer == there


def test_it_is_not_added_to_the_customer_of_somebody_else(ana, bo):
    lead, theirs = a_lead(owner=ana), a_customer(owner=bo)
    before = digest()

    with refused():
        convert(lead, by=ana, customer=theirs)
    assert digest() == before


@pytest.mark.parametrize("fields", [{"trust": "suspected"}, {"status": "lost", "lost_reason": "no_need"}])
def test_what_is_closed_or_suspected_is_not_converted(fields, ana):
    lead = a_lead(owner=ana, **fields)

    with refused("closed already, or somebody has to look at it"):
        convert(lead, by=ana)


def test_a_refusal_on_the_way_leaves_nothing(ana):
    lead = a_lead(owner=ana)
    before = digest()

    with refused("There is no such kind"):
        convert(lead, by=ana, kind="competitor")
    assert digest() == before


def test_it_is_taken_back_with_all_it_made(ana):
    lead = a_lead(owner=ana, phone="138 0000 1234")
    convert(lead, by=ana)

    unconvert(lead, by=ana)

    assert [model.objects.count() for model in (Customer, Contact, ContactPoint, Deal)] == [0, 0, 0, 0]
    lead = Lead.objects.get()
    assert (lead.status, lead.customer, lead.converted_at) == ("qualified", None, None)


def test_of_a_customer_that_was_there_only_what_was_added_is_taken_back(ana):
    there = a_customer("听雨轩", owner=ana)
    a_contact_point(there)
    lead = a_lead(owner=ana, phone="138 0000 1234")
    convert(lead, by=ana, customer=there)

    unconvert(lead, by=ana)

    assert (Customer.objects.get(), ContactPoint.objects.get().value) == (there, "0571 8888 0000")
    assert (Contact.objects.count(), Deal.objects.count()) == (0, 0)


def test_what_somebody_went_on_with_stays(ana, clock):
    first, second, third = (a_lead(owner=ana, company=f"听雨轩{nth}") for nth in range(3))
    for lead in (first, second, third):
        convert(lead, by=ana)
    a_task(owner=ana, customer=first.fresh().customer)
    plan_next(second.fresh().deal, by=ana, step="Call", on=timezone.localdate())
    customer = third.fresh().customer
    customer.note = "Pays first."
    customer.save()

    for lead, why in ((first, "went on with the customer"), (second, "went on with the deal"), (third, "the customer")):
        with refused(why):
            unconvert(lead, by=ana)
    assert Deal.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "-5"}, "greater than or equal to 0"),
        ({"amount": "1e30"}, "no more than 19 digits"),
        ({"deal": "x" * 200}, "120"),
    ],
)
def test_what_is_wrong_with_the_deal_is_said_in_the_form(typed, sentence, ana):
    lead = a_lead(owner=ana)
    before = digest()

    answer = at_the_screen(ana).post(f"/leads/{lead.pk}/do/convert/", typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert (digest(), Customer.objects.count()) == (before, 0)


def test_the_amount_of_the_deal_has_a_currency_the_firm_s_where_none_is_said(ana):
    first, second = a_lead(owner=ana, name="林晓"), a_lead(owner=ana, name="王芳", phone="138 0000 9999")
    screen = at_the_screen(ana)

    form = screen.get(f"/leads/{first.pk}/do/convert/").context["form"]
    screen.post(f"/leads/{first.pk}/do/convert/", {"amount": "500", "currency": "USD"})
    convert(second, by=ana, amount=Decimal(500))

    assert form["currency"].field.choices[0][0] == "CNY"
    assert list(Deal.objects.order_by("pk").values_list("amount", "currency")) == [(500, "USD"), (500, "CNY")]


def test_a_program_is_told_what_is_wrong_with_the_deal(ana):
    lead = a_lead(owner=ana)

    answer = Program(ana).post(f"/leads/{lead.pk}/convert", {"amount": "1e30"})

    assert answer.status_code == 422
    assert "amount" in answer.content.decode()
    assert Customer.objects.count() == 0


def test_what_was_not_kept_is_not_taken_back(ana):
    lead = a_lead(owner=ana)
    convert(lead, by=ana)
    Lead.objects.filter(pk=lead.pk).update(made={})

    with refused("was not kept"):
        unconvert(lead.fresh(), by=ana)
    assert not unconvert.offered_for(lead.fresh())
    assert (lead.fresh().status, Deal.objects.count()) == ("converted", 1)
