"""A receipt that is withdrawn after somebody was paid for it: the next statement takes back what it earned."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from tests.cast import a_commission_plan, a_commission_rate, a_customer, a_person, a_receipt, a_target
from zhike.customers.actions import hand_over
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.receivables.actions.receiving import assign, withdraw_receipt
from zhike.receivables.models import Receipt
from zhike.targets.actions import approve, pay, reopen, settle
from zhike.targets.models import Statement, StatementLine

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY, JUNE = (date(2026, month, 15) for month in (3, 4, 5, 6))


@pytest.fixture
def plan(mei):
    plan = a_commission_plan(name="Sales", basis="receipts", team=mei.team)
    a_commission_rate(plan=plan, category="", percent=Decimal(2))
    a_commission_rate(plan=plan, category="", above=Decimal(100), percent=Decimal(3))
    return plan


@pytest.fixture
def today(clock):
    return lambda day: clock.move_to(f"{day} 10:00")


def settled(plan, day, *, by):
    settle(plan, by=by, day=day)
    return {one.person.name: one for one in Statement.objects.filter(starts_on=day.replace(day=1))}


def lines(statement):
    return [(one.document, one.on, one.amount, one.percent, one.earned, one.paid_in) for one in statement.lines.all()]


def paid_in_march(plan, *, by, owner, amounts=(300,)):
    some = [a_receipt(owner=owner, amount=amount, received_on=MARCH) for amount in amounts]
    for statement in settled(plan, MARCH, by=by).values():
        approve(statement, by=by)
        pay(statement.fresh(), by=by)
    return some


def test_the_next_statement_takes_back_what_a_withdrawn_receipt_earned(plan, mei, ana, today):
    today(date(2026, 4, 6))
    a_target(person=ana, measure="receipts", starts_on=date(2026, 3, 1), amount=Decimal(1000), category="", region="")
    _kept, wrong = paid_in_march(plan, by=mei, owner=ana, amounts=(900, 300))
    withdraw_receipt(wrong, by=ana, reason="Of somebody else.")
    april = a_receipt(owner=ana, amount=500, received_on=date(2026, 4, 2))

    march, then = settled(plan, MARCH, by=mei)["Ana"], settled(plan, APRIL, by=mei)["Ana"]

    assert (march.earned, march.base) == (36, 1200), "what was paid stays as it is"
    assert lines(then) == [
        (april.number, date(2026, 4, 2), 500, 2, 10, ""),
        (wrong.number, date(2026, 4, 6), -300, 3, -9, march.number),
    ]
    assert (then.base, then.earned) == (200, 1)


def test_the_page_and_the_workbook_say_of_which_statement(plan, mei, ana, today):
    today(date(2026, 4, 6))
    (wrong,) = paid_in_march(plan, by=mei, owner=ana)
    withdraw_receipt(wrong, by=ana, reason="Of somebody else.")
    then = settled(plan, APRIL, by=mei)["Ana"]

    page = at_the_screen(ana).get(f"/statements/{then.pk}/").text

    assert "Withdrawn: takes back what “Sales 2026-03 Ana” counted for it" in page
    assert f'href="/receipts/{wrong.pk}/"' in page
    assert "−¥6.00" in page


def test_it_is_taken_back_once(plan, mei, ana, today):
    today(date(2026, 4, 6))
    (wrong,) = paid_in_march(plan, by=mei, owner=ana)
    withdraw_receipt(wrong, by=ana, reason="Twice.")

    drafted = [settled(plan, APRIL, by=mei)["Ana"].earned for _again in range(2)]
    today(date(2026, 6, 5))
    assert settled(plan, MAY, by=mei) == {}, "a draft of April takes it back"
    approve(Statement.objects.get(starts_on=date(2026, 4, 1)), by=mei)

    assert drafted == [-6, -6]
    assert settled(plan, MAY, by=mei) == {}


def test_it_is_theirs_who_was_paid_whoever_looks_after_the_customer_since(plan, mei, ana, today):
    today(date(2026, 4, 6))
    (wrong,) = paid_in_march(plan, by=mei, owner=ana)
    hand_over(wrong.customer, by=mei, to=a_person("Kai"))
    withdraw_receipt(wrong.fresh(), by=mei, reason="Twice.")

    assert {name: one.earned for name, one in settled(plan, APRIL, by=mei).items()} == {"Ana": -6}


def test_a_draft_that_was_approved_without_being_made_anew_is_mended_by_the_next(plan, mei, ana, today):
    today(date(2026, 4, 6))
    wrong = a_receipt(owner=ana, amount=300, received_on=MARCH)
    draft = settled(plan, MARCH, by=mei)["Ana"]
    withdraw_receipt(wrong, by=ana, reason="Twice.")
    approve(draft, by=mei)

    assert settled(plan, APRIL, by=mei)["Ana"].earned == -6


def test_a_plan_that_is_over_is_settled_for_what_it_takes_back_alone(plan, mei, ana, today):
    today(date(2026, 4, 6))
    (wrong,) = paid_in_march(plan, by=mei, owner=ana)
    plan.ends_on = date(2026, 3, 31)
    plan.save()
    a_receipt(owner=ana, amount=500, received_on=date(2026, 4, 2))
    with pytest.raises(Refusal, match="does not run"):
        settle(plan, by=mei, day=APRIL)

    withdraw_receipt(wrong, by=ana, reason="Twice.")

    assert settled(plan, APRIL, by=mei)["Ana"].earned == -6


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_withdrawn_and_reopened_nobody_keeps_pay_for_it(plan, mei, ana, today, seed):
    """In any order of receipts, assignments, withdrawals, settlements and approvals one that is withdrawn pays nothing
    in the end, and every other one is paid once."""
    chance, kai = random.Random(seed), a_person("Kai")
    customers = [a_customer(owner=one) for one in (ana, kai)]
    for month in (3, 4, 5, 6):
        today(date(2026, month + 1, 5))
        for customer in customers:
            a_receipt(owner=ana, customer=customer, amount=chance.randint(1, 99) * 10, received_on=date(2026, month, 9))
            a_receipt(owner=ana, customer=None, amount=chance.randint(1, 99) * 10, received_on=date(2026, month, 9))
        for _step in range(8):
            _something(plan, date(2026, chance.randint(3, month), 15), chance, by=mei, among=customers)
    _approve_all(plan, by=mei)
    today(date(2026, 8, 5))
    for one in settled(plan, date(2026, 7, 15), by=mei).values():
        approve(one, by=mei)

    by_receipt = StatementLine.objects.values("url", "statement__person").annotate(
        amount=Sum("amount"), earned=Sum("earned")
    )
    withdrawn = {f"/receipts/{pk}/" for pk in Receipt.objects.exclude(withdrawn_on=None).values_list("pk", flat=True)}
    assert withdrawn
    assert [one for one in by_receipt if one["url"] in withdrawn and (one["amount"] or one["earned"])] == []
    for one in Statement.objects.annotate(sum=Sum("lines__earned"), counted=Sum("lines__amount")):
        assert (one.earned, one.base) == (one.sum, one.counted)
    kept = sum(one["earned"] for one in by_receipt)
    counting = Receipt.objects.filter(withdrawn_on=None, customer__isnull=False)
    assert kept == sum(one.amount for one in counting) * Decimal("0.02")


def _something(plan, day, chance, *, by, among):
    act = chance.choice(("withdraw", "assign", "settle", "settle", "approve", "reopen"))
    some = list(Statement.objects.filter(status="draft" if act == "approve" else "approved").order_by("pk"))
    statement = chance.choice(some) if some else None
    counting = list(Receipt.objects.filter(withdrawn_on=None).order_by("pk"))
    if act == "withdraw" and counting:
        withdraw_receipt(chance.choice(counting), by=by, reason="Wrong.")
    elif act == "assign" and (nobodys := [one for one in counting if one.customer_id is None]):
        assign(chance.choice(nobodys), by=by, customer=chance.choice(among))
    elif act == "settle":
        settle(plan, by=by, day=day)
    elif statement and act in ("approve", "reopen"):
        (approve if act == "approve" else reopen)(statement, by=by)


def _approve_all(plan, *, by):
    for month in (3, 4, 5, 6):
        settle(plan, by=by, day=date(2026, month, 15))
        for one in Statement.objects.filter(starts_on=date(2026, month, 1), status="draft"):
            approve(one, by=by)
