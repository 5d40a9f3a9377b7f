"""What was booked counts for who looked after the customer then, whoever claims them since."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_commission_plan, a_commission_rate, a_customer, a_person, a_pool, a_receipt, a_target
from tests.cast.papers import an_order_delivered, of_first_line
from zhike.customers.actions import hand_over
from zhike.kit.audit.trace import trace_of
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.surfaces.history import said
from zhike.kit.testing.acting import at_the_screen
from zhike.pool.actions import claim, give_back
from zhike.receivables.actions.earning import credit as credit_receipt
from zhike.receivables.actions.receiving import refund
from zhike.receivables.models import Receipt
from zhike.sales.actions import credit, take_back
from zhike.sales.models import Order
from zhike.targets.actions import approve, settle
from zhike.targets.attaining import attained
from zhike.targets.foreseeing import came
from zhike.targets.models import Statement
from zhike.targets.tests.test_targets import WHOLE, sold

pytestmark = pytest.mark.django_db
MARCH, END = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def kai(ana):
    return a_person("Kai", team=ana.team)


@pytest.fixture
def claimed(mei, ana, kai, clock):
    """Ana's customer bought and paid, fell back into the pool, and is Kai's since; to him they pay 50 more."""
    clock.move_to("2026-03-05 10:00")
    customer, pool = a_customer(owner=ana), a_pool()
    sold(ana, 400, customer=customer)
    a_receipt(owner=ana, customer=customer, amount=300, received_on=date(2026, 3, 5))
    clock.move_to("2026-03-20 10:00")
    give_back(customer, by=ana, reason="Moves away.", pool=pool)
    claim(customer.fresh(), by=kai)
    customer = customer.fresh()
    sold(kai, 70, customer=customer, on=date(2026, 3, 20))
    a_receipt(owner=kai, customer=customer, amount=50, received_on=date(2026, 3, 20))
    clock.move_to("2026-04-02 10:00")
    return customer


def reached(measure, *people):
    some = [a_target(person=one, measure=measure, amount=Decimal(1000), **WHOLE) for one in people]
    return {one.target.person.name: one.progress.reached for one in attained(some, on=END).standings}


def earned(basis, mei):
    plan = a_commission_plan(name=basis, basis=basis, team=mei.team)
    a_commission_rate(plan=plan, category="", percent=Decimal(10))
    settle(plan, by=mei, day=MARCH)
    return {one.person.name: one.base for one in Statement.objects.filter(plan=plan)}


@pytest.mark.parametrize(
    ("measure", "told"), [("sales", {"Ana": 400, "Kai": 70}), ("receipts", {"Ana": 300, "Kai": 50})]
)
def test_who_claims_a_customer_begins_at_nothing_in_targets_and_commission_alike(claimed, measure, told, mei, ana, kai):
    assert reached(measure, ana, kai) == earned(measure, mei) == told


def test_the_first_order_of_a_customer_stays_with_who_won_them(claimed, ana, kai):
    assert reached("customers", ana, kai) == {"Ana": 1, "Kai": 0}


def test_the_forecast_counts_what_came_in_the_same_way(claimed, ana, kai):
    assert [came([MARCH], owners=[one.pk], on=END)[MARCH] for one in (ana, kai)] == [400, 70]


def test_what_is_given_back_lowers_who_sold_it(ana, kai, mei):
    order = an_order_delivered(owner=ana)
    hand_over(order.customer, by=mei, to=kai)

    take_back(order.fresh(), by=kai, lines=of_first_line(order, 1))

    assert order.fresh().amendments.get().credited_to == ana


def test_money_given_back_lowers_who_brought_it(ana, kai, mei):
    receipt = a_receipt(owner=ana)
    hand_over(receipt.customer, by=mei, to=kai)

    refund(receipt.fresh(), by=kai, amount=Decimal(100), on=receipt.received_on)

    assert Receipt.objects.get(kind="refund").credited_to == ana


def test_the_page_and_the_list_say_whom_an_order_counts_for(claimed, mei, ana):
    first = Order.objects.order_by("placed_on").first()
    screen = at_the_screen(mei)

    found = screen.get(f"/orders/?credited_to={ana.pk}").text

    assert "credited to" in screen.get(f"/orders/{first.pk}/").text.lower()
    assert first.number in found
    assert Order.objects.order_by("placed_on").last().number not in found


def test_a_manager_credits_an_order_to_somebody_else_with_what_came_back_of_it(ana, kai, mei):
    order = an_order_delivered(owner=ana)
    take_back(order.fresh(), by=ana, lines=of_first_line(order, 1))
    with pytest.raises(NotAllowed):
        credit(order.fresh(), by=ana, to=kai, reason="Mine.")

    credit(order.fresh(), by=mei, to=kai, reason="He won them.")

    assert {one.credited_to for one in Order.family([order.pk])} == {kai}
    entry = trace_of(order).latest("pk")
    assert entry.changes["credited_to_id"] == [str(ana.pk), str(kai.pk)]
    assert said(entry) == "Mei credited this order to somebody else: “He won them.”"
    with pytest.raises(Refusal, match="credit the order"):
        credit(order.fresh().amendments.get(), by=mei, to=ana, reason="Back.")


def test_what_is_credited_to_somebody_else_is_theirs_unless_it_was_paid_for(claimed, mei, ana, kai):
    first, second = Receipt.objects.order_by("received_on")

    credit_receipt(first, by=mei, to=kai, reason="Agreed.")
    assert earned("receipts", mei) == {"Kai": 350}
    approve(Statement.objects.get(person=kai), by=mei)
    credit_receipt(second, by=mei, to=ana, reason="Agreed.")
    settle(Statement.objects.get(person=kai).plan, by=mei, day=MARCH)

    assert {one.person.name: one.base for one in Statement.objects.all()} == {"Kai": 350}
    assert reached("receipts", ana, kai) == {"Ana": 50, "Kai": 300}


def test_nobody_s_money_counts_for_nobody(mei, ana):
    receipt = a_receipt(owner=ana, customer=None)

    with pytest.raises(Refusal, match="a customer paid"):
        credit_receipt(receipt, by=mei, to=ana, reason="Mine.")

    assert receipt.fresh().credited_to is None
