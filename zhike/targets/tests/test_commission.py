"""Commission: each line explained, what is approved stays."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from python_calamine import CalamineWorkbook

from tests.cast import (
    SHANGHAI,
    a_commission_plan,
    a_commission_rate,
    a_customer,
    a_person,
    a_product,
    a_receipt,
    a_target,
    an_order,
)
from zhike.customers.actions import hand_over
from zhike.kit import search
from zhike.kit.access.rows import rows
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.search.models import SearchDoc
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import deliver_events
from zhike.kit.writing import change, create
from zhike.notices.models import Notice
from zhike.notices.told import told
from zhike.receivables.actions.receiving import assign
from zhike.targets.actions import approve, pay, reopen, settle
from zhike.targets.models import CommissionRate, Statement

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 15)


@pytest.fixture
def plan(mei):
    plan = a_commission_plan(name="Sales", team=mei.team)
    a_commission_rate(plan=plan, category="", percent=Decimal(2))
    a_commission_rate(plan=plan, category="", above=Decimal(100), percent=Decimal(3))
    a_commission_rate(plan=plan, category="礼盒", percent=Decimal(5))
    return plan


def sold(owner, amount, *, category="茶具", **fields):
    product = a_product(price=Decimal(amount), category=category)
    at = datetime(2026, 3, 5, 10, tzinfo=SHANGHAI)
    placed = {"placed_at": at, "placed_on": at.date()}
    return an_order(customer=a_customer(owner=owner), product=product, quantity=1, **placed | fields)


def settled(plan, by):
    settle(plan, by=by, day=MARCH)
    return {one.person.name: one for one in Statement.objects.all()}


def test_a_statement_names_each_document_its_rate_and_the_reason(plan, mei, ana):
    a_target(person=ana, amount=Decimal(1000), category="", region="")
    first = sold(ana, 800, number="S-1")
    sold(ana, 400, number="S-2", category="礼盒")

    statement = settled(plan, mei)["Ana"]

    lines = [(one.document, one.amount, one.percent, one.share, one.earned) for one in statement.lines.all()]
    assert lines == [("S-1", 800, 3, 120, 24), ("S-2", 400, 5, 120, 20)]
    assert (statement.asked, statement.base, statement.earned) == (1000, 1200, 44)
    assert statement.lines.first().url == f"/orders/{first.pk}/"


def test_who_sold_nothing_or_stands_in_another_team_gets_none(plan, mei, ana, bo):
    a_person("Kai")
    sold(bo, 500)
    sold(ana, 100)

    assert list(settled(plan, mei)) == ["Ana"]


def test_the_page_sums_up_by_rate_and_folds_many_lines_away(plan, mei, ana):
    for number in range(20):
        sold(ana, 100 + number)
    sold(ana, 400, category="礼盒")

    page = at_the_screen(mei).get(f"/statements/{settled(plan, mei)['Ana'].pk}/")

    sums = next(context["sums"] for context in page.context if "sums" in context)
    assert [(one["percent"], one["count"], one["amount"], one["earned"]) for one in sums] == [
        (2, 20, 2190, Decimal("43.80")),
        (5, 1, 400, 20),
    ]
    assert '<details class="every"><summary>' in page.text


def test_whoever_earned_it_is_told_that_a_statement_was_approved_and_paid(plan, mei, ana):
    sold(ana, 800)
    statement = settled(plan, mei)["Ana"]

    approve(statement, by=mei)
    deliver_events()
    pay(statement.fresh(), by=mei)
    deliver_events()

    (notice,) = Notice.objects.filter(to=ana)  # what nobody read makes room for the newer one
    (known,) = told([notice], by=ana)
    assert known.text == f"“{statement}”: Mei marked this statement as paid"


def test_drafts_are_made_anew_and_what_is_approved_stays(plan, mei, ana):
    kai = a_person("Kai")
    sold(ana, 100)
    sold(kai, 100)
    approve(settled(plan, mei)["Ana"], by=mei)
    sold(ana, 900)
    sold(kai, 900)

    drafted = Statement.objects.get(person=kai)
    earned = {name: one.earned for name, one in settled(plan, mei).items()}

    assert earned == {"Ana": 2, "Kai": 20}
    assert Statement.objects.get(person=kai).pk == drafted.pk, "what was said of the draft stays with it"
    assert list(search.find(rows(Statement, by=mei), "Kai")) == [drafted]


def test_a_draft_of_who_earned_nothing_after_all_is_gone(mei, ana):
    plan = a_commission_plan(basis="receipts", team=mei.team)
    a_commission_rate(plan=plan, category="", percent=Decimal(2))
    receipt = a_receipt(owner=ana, received_on=MARCH)
    settled(plan, mei)
    assign(receipt, by=mei, customer=a_customer(owner=a_person("Kai")))

    assert list(settled(plan, mei)) == ["Kai"]
    assert not SearchDoc.objects.filter(noun="targets.statement").exclude(object_id=Statement.objects.get().pk)


def test_a_document_is_paid_once_whoever_looks_after_the_customer_since(plan, mei, ana):
    order = sold(ana, 100)
    approve(settled(plan, mei)["Ana"], by=mei)
    kai = a_person("Kai")
    hand_over(order.customer, by=mei, to=kai)
    sold(kai, 300)

    assert {name: one.earned for name, one in settled(plan, mei).items()} == {"Ana": 2, "Kai": 6}


def test_a_plan_pays_for_the_days_it_runs_and_the_next_one_for_those_after_it(mei, ana):
    first = a_commission_plan(name="Old", team=mei.team, ends_on=date(2026, 3, 5))
    second = a_commission_plan(name="New", team=mei.team, starts_on=date(2026, 3, 6))
    for plan in (first, second):
        a_commission_rate(plan=plan, category="", percent=Decimal(2))
    sold(ana, 100)
    sold(ana, 400, placed_on=date(2026, 3, 6))
    for plan in (first, second):
        settle(plan, by=mei, day=MARCH)

    assert [(str(one.plan), one.earned) for one in Statement.objects.order_by("plan__name")] == [("New", 8), ("Old", 2)]


def test_managers_settle_what_those_below_them_earned(ada, mei, ana, bo):
    plan = a_commission_plan(team=None)
    a_commission_rate(plan=plan, category="")
    sold(ana, 100)
    sold(bo, 100)

    assert list(settled(plan, mei)) == ["Ana"]
    assert sorted(settled(plan, ada)) == ["Ana", "Bo"]


def test_the_rates_somebody_is_paid_by_are_not_theirs_to_change(plan, mei, ada):
    rate = plan.rates.first()

    with pytest.raises(NotAllowed):
        change(rate, by=mei, values={"percent": Decimal(90)})
    change(rate, by=ada, values={"percent": Decimal(4)})

    assert rate.fresh().percent == 4


def test_a_category_is_paid_by_sales_alone(plan, ada):
    received = a_commission_plan(basis="receipts")

    with pytest.raises(ValidationError, match="of no product category"):
        create(CommissionRate, by=ada, values={"plan": received, "category": "礼盒", "percent": Decimal(5)})
    with pytest.raises(ValidationError, match="change those first"):
        change(plan, by=ada, values={"basis": "receipts"})

    assert (received.rates.count(), plan.fresh().basis) == (0, "sales")


def test_nothing_is_settled_before_its_period_or_approved_within_it(plan, mei, ana, clock):
    sold(ana, 100)
    with pytest.raises(Refusal, match="not begun"):
        settle(plan, by=mei, day=date(2026, 4, 1))
    draft = settled(plan, mei)["Ana"]

    with pytest.raises(Refusal, match="not over"):
        approve(draft, by=mei)

    assert [one.status for one in Statement.objects.all()] == ["draft"]


def test_a_statement_goes_along_as_a_workbook(plan, mei, ana, bo):
    sold(ana, 100, number="S-1")
    statement = settled(plan, mei)["Ana"]

    file = at_the_screen(ana).get(f"/statements/{statement.pk}/xlsx/")

    _heads, line, total = CalamineWorkbook.from_object(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert line == [date(2026, 3, 5), "S-1", "山月茶馆", "茶具", 100, 0.02, "", 2, "", ""]
    assert (total[1], total[4], total[7]) == ("Total", 100, 2)
    assert at_the_screen(bo).get(f"/statements/{statement.pk}/xlsx/").status_code == 404


def test_a_plan_leads_to_a_new_rate_and_to_its_statements(plan, ada, mei):
    page, theirs = (at_the_screen(one).get(f"/commissionplans/{plan.pk}/").text for one in (ada, mei))

    assert f"/commissionrates/new/?plan={plan.pk}" in page
    assert f"/commissionrates/new/?plan={plan.pk}" not in theirs
    assert f"/statements/?plan={plan.pk}" in theirs


def test_money_received_is_paid_for_when_it_comes_and_taken_back_when_it_goes(mei, ana):
    plan = a_commission_plan(basis="receipts", team=mei.team)
    a_commission_rate(plan=plan, category="", percent=Decimal(10))
    a_receipt(owner=ana, amount=300, received_on=MARCH)

    assert settled(plan, mei)["Ana"].earned == 30


@pytest.mark.parametrize(
    ("day", "sentence"), [(date(2025, 12, 31), "does not run"), (date(2031, 1, 1), "does not run")]
)
def test_a_period_outside_the_plan_is_refused(plan, mei, ana, day, sentence):
    with pytest.raises(Refusal, match=sentence):
        settle(plan, by=mei, day=day)

    assert not Statement.objects.exists()


def test_a_plan_without_rates_is_refused(mei):
    with pytest.raises(Refusal, match="no rates yet"):
        settle(a_commission_plan(), by=mei, day=MARCH)


def test_a_statement_goes_from_draft_to_paid_and_no_other_way(plan, mei, ana):
    sold(ana, 100)
    statement = settled(plan, mei)["Ana"]

    with pytest.raises(Refusal, match="Approve the statement"):
        pay(statement, by=mei)
    approve(statement, by=mei)
    reopen(statement, by=mei)
    approve(statement, by=mei)
    pay(statement, by=mei)
    with pytest.raises(Refusal, match="What is paid"):
        reopen(statement, by=mei)

    assert statement.fresh().status == "paid"


def test_nobody_approves_their_own(plan, mei):
    sold(mei, 100)
    statement = settled(plan, mei)["Mei"]

    with pytest.raises(Refusal, match="somebody above you"):
        approve(statement, by=mei)

    assert statement.fresh().status == "draft"


def test_people_read_their_own_statement_and_no_other(plan, mei, ana):
    kai = a_person("Kai")
    sold(ana, 100)
    sold(kai, 100)
    statements = settled(plan, mei)

    assert list(rows(Statement, by=ana)) == [statements["Ana"]]
    assert at_the_screen(ana).get(f"/statements/{statements['Kai'].pk}/").status_code == 404
    assert "¥2.00" in at_the_screen(ana).get(f"/statements/{statements['Ana'].pk}/").text
