"""A receipt that is assigned after its month was settled: the next statement pays it, once, and says of which month."""

import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tests.cast import a_commission_plan, a_commission_rate, a_customer, a_person, a_receipt, a_target
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.receivables.actions.receiving import assign, withdraw_receipt
from zhike.targets.actions import approve, reopen
from zhike.targets.tests.test_taking_back import APRIL, JUNE, MARCH, MAY, lines, plan, settled, today

__all__ = ["plan", "today"]
pytestmark = pytest.mark.django_db
IN_APRIL = date(2026, 4, 20)


@pytest.fixture
def nobodys(plan, mei, ana, today):
    """Money of March that is nobody's when the statements of March are approved."""
    today(date(2026, 4, 6))
    a_receipt(owner=ana, amount=900, received_on=MARCH)
    found = a_receipt(owner=ana, customer=None, amount=300, received_on=MARCH)
    approve(settled(plan, MARCH, by=mei)["Ana"], by=mei)
    today(IN_APRIL)
    return found


def test_the_next_statement_pays_it_at_the_rate_its_own_month_reached(nobodys, plan, mei, ana):
    a_target(person=ana, measure="receipts", starts_on=date(2026, 3, 1), amount=Decimal(1000), category="", region="")
    april = a_receipt(owner=ana, amount=500, received_on=date(2026, 4, 2))
    assign(nobodys, by=mei, customer=a_customer(owner=ana))

    march, then = settled(plan, MARCH, by=mei)["Ana"], settled(plan, APRIL, by=mei)["Ana"]

    assert (march.base, march.earned) == (900, 18), "what was approved stays as it is"
    assert lines(then) == [
        (april.number, date(2026, 4, 2), 500, 2, 10, ""),
        (nobodys.number, MARCH, 300, 3, 9, ""),  # March had reached 120 % with it
    ]
    assert (then.base, then.earned) == (800, 19)


def test_the_page_and_the_workbook_say_of_which_month(nobodys, plan, mei, ana):
    assign(nobodys, by=mei, customer=a_customer(owner=ana))
    then = settled(plan, APRIL, by=mei)["Ana"]

    page = at_the_screen(ana).get(f"/statements/{then.pk}/").text
    file = at_the_screen(ana).get(f"/statements/{then.pk}/xlsx/")

    assert "Of 2026-03: credited when that period was settled already" in page
    _heads, line, _total = CalamineWorkbook.from_object(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert (line[1], line[-1]) == (nobodys.number, "2026-03")


def test_it_is_paid_once_and_taken_back_when_it_is_withdrawn(nobodys, plan, mei, ana, today):
    assign(nobodys, by=mei, customer=a_customer(owner=ana))
    drafted = [settled(plan, APRIL, by=mei)["Ana"].earned for _again in range(2)]
    today(date(2026, 6, 5))
    assert settled(plan, MAY, by=mei) == {}, "the draft of April pays it"
    approve(settled(plan, APRIL, by=mei)["Ana"], by=mei)
    assert settled(plan, MAY, by=mei) == {}
    withdraw_receipt(nobodys.fresh(), by=mei, reason="Twice.")

    assert drafted == [6, 6]
    assert settled(plan, JUNE, by=mei)["Ana"].earned == -6


def test_a_statement_that_is_opened_again_does_not_pay_it_a_second_time(nobodys, plan, mei, ana, today):
    assign(nobodys, by=mei, customer=a_customer(owner=ana))
    today(date(2026, 5, 5))
    approve(settled(plan, APRIL, by=mei)["Ana"], by=mei)
    march = settled(plan, MARCH, by=mei)["Ana"]
    reopen(march, by=mei)

    assert settled(plan, MARCH, by=mei)["Ana"].earned == 18


def test_who_had_no_statement_of_that_month_is_paid_too(nobodys, plan, mei):
    kai = a_person("Kai")
    assign(nobodys, by=mei, customer=a_customer(owner=kai))

    assert settled(plan, APRIL, by=mei)["Kai"].earned == 6


def test_a_month_that_is_not_settled_yet_pays_it_itself(plan, mei, ana, today):
    today(IN_APRIL)
    kept = a_receipt(owner=ana, customer=None, amount=300, received_on=MARCH)
    assign(kept, by=mei, customer=a_customer(owner=ana))

    assert settled(plan, APRIL, by=mei) == {}
    assert settled(plan, MARCH, by=mei)["Ana"].earned == 6


def test_who_comes_into_the_team_brings_nothing_of_the_time_before(nobodys, plan, mei, ada, bo, today):
    """What was entered in March is of the old team; what came later was paid by the plan of that team."""
    theirs = a_commission_plan(name="Theirs", basis="receipts", team=bo.team)
    a_commission_rate(plan=theirs, category="", percent=Decimal(5))
    a_receipt(owner=bo, amount=700, received_on=MARCH)
    settled(theirs, MARCH, by=ada)
    today(date(2026, 3, 20))
    a_receipt(owner=bo, amount=100, received_on=MARCH)
    today(IN_APRIL)
    bo.team = mei.team
    bo.save()

    assert settled(plan, APRIL, by=mei) == {}


def test_a_plan_that_is_over_is_settled_for_what_came_late_alone(nobodys, plan, mei, ana):
    plan.ends_on = date(2026, 3, 31)
    plan.save()
    with pytest.raises(Refusal, match="does not run"):
        settled(plan, APRIL, by=mei)

    assign(nobodys, by=mei, customer=a_customer(owner=ana))

    assert settled(plan, APRIL, by=mei)["Ana"].earned == 6
