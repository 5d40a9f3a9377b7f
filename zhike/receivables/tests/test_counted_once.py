"""What happened in an unusual order: every amount is owed, paid and asked for once."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_contract, a_credit_limit, a_plan, a_receipt, an_invoice, an_order, an_order_under_way
from zhike.kit.refusal import Refusal
from zhike.kit.testing.observing import refused
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.issuing import red_letter
from zhike.receivables.actions.limits import credit_of
from zhike.receivables.actions.planning import plan
from zhike.receivables.actions.posting import balance
from zhike.receivables.actions.receiving import allocate, take_back
from zhike.receivables.actions.replanning import replan
from zhike.receivables.ageing import open_items, report, trend
from zhike.receivables.models import Allocation, Instalment, Invoice
from zhike.receivables.rules.ageing import Thresholds
from zhike.receivables.statements import statement
from zhike.sales.actions import cancel, change_order, deliver
from zhike.sales.models import Kind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 12)


def amended(order, pieces):
    """So many kettles more, or fewer by a return."""
    told = {"customer": order.customer, "amends": order, "contract": order.contract, "placed_on": TODAY}
    kind = Kind.ADJUSTMENT if pieces > 0 else Kind.RETURN
    return an_order(quantity=pieces, total=Decimal(380 * pieces), kind=kind, **told)


def half(order, ana):
    """An invoice over one of two kettles."""
    return an_invoice(owner=ana, order=order, lines=json.dumps({str(order.lines.get().pk): "1"}))


def test_goods_that_came_back_before_the_plan_changed_pay_no_invoice_of_the_rest(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    enter(amended(order, -1), by=ana)
    replan(Instalment.objects.get(), by=ana, terms="100 2026-05-01")

    invoice = half(order, ana)

    assert (invoice.paid, invoice.open) == (0, 380)


def test_goods_that_came_back_pay_no_invoice_once_others_are_ordered_in_their_place(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    invoice = an_invoice(owner=ana, order=order)
    enter(amended(order, -1), by=ana)
    assert invoice.fresh().open == 380

    enter(amended(order, 1), by=ana)

    assert invoice.fresh().open == 760


def test_money_that_a_red_letter_frees_pays_the_other_invoice(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    first, second = half(order, ana), half(order, ana)
    allocate(a_receipt(owner=ana, customer=order.customer, amount=380), by=ana)
    assert [one.fresh().open for one in (first, second)] == [0, 380]

    red_letter(first, by=ana, reason="Wrong title.")

    assert [one.fresh().open for one in (first, second)] == [0, 0]


def test_money_that_waited_pays_the_invoice_when_other_money_is_taken_back(order, ana, clock):
    plan(by=ana, order=order, terms="100")
    receipts = [a_receipt(owner=ana, customer=order.customer, amount=380) for _half in range(2)]
    for one in receipts:
        allocate(one, by=ana)
    invoice = half(order, ana)

    take_back(receipts[0].fresh(), by=ana, allocation=Allocation.objects.get(credit=receipts[0].entry).pk)

    assert (invoice.fresh().paid, invoice.fresh().open) == (380, 0)


def test_a_contract_is_planned_with_what_changed_its_orders_before(teahouse, ana, clock):
    frame = a_contract(owner=ana, customer=teahouse, amount=Decimal(5000), status="active", signed_on=date(2026, 3, 1))
    order = an_order(customer=teahouse, contract=frame)
    early = amended(order, -1)

    plan(by=ana, contract=frame, terms="100")
    assert balance(teahouse.pk) == {"CNY": 4620}
    enter(early, by=ana)
    enter(amended(order, 1), by=ana)

    assert balance(teahouse.pk) == {"CNY": 5000}


def test_a_contract_is_not_planned_where_invoices_of_its_orders_are_owed(teahouse, ana, clock):
    frame = a_contract(owner=ana, customer=teahouse, amount=Decimal(760), status="active", signed_on=date(2026, 3, 1))
    an_invoice(owner=ana, order=an_order(customer=teahouse, contract=frame))

    with refused("owed by its invoices already"):
        plan(by=ana, contract=frame, terms="100")

    assert balance(teahouse.pk) == {"CNY": 760}


def test_a_plan_that_changes_asks_for_nothing_twice(teahouse, ana, clock):
    _first, second = a_plan(owner=ana, customer=teahouse)
    days = report(TODAY, by=ana, thresholds=Thresholds()).dso

    replan(second, by=ana, terms="50/50 10 days, 40 days")

    assert [claimed for _month, claimed, *_rest in trend(TODAY, by=ana)][-1] == 760
    assert report(TODAY, by=ana, thresholds=Thresholds()).dso == days == 90


def test_a_statement_tells_what_was_ordered_between_two_changes_of_a_plan(teahouse, ana, clock):
    order = an_order(customer=teahouse, placed_on=TODAY)
    plan(by=ana, order=order, terms="100")
    replan(Instalment.objects.get(), by=ana, terms="60/40 10 days, 40 days")
    enter(amended(order, 1), by=ana)
    replan(Instalment.objects.latest("pk"), by=ana, terms="60/40 10 days, 40 days")

    (sheet,) = statement(teahouse, since=TODAY, until=TODAY)

    assert [(one.entry.debit, one.balance) for one in sheet.lines] == [(760, 760), (380, 1140)]
    assert sheet.closing == 1140


def test_money_that_came_free_on_a_day_pays_something_else_from_that_day_on(teahouse, ana, clock):
    for _order in range(2):
        an_invoice(owner=ana, order=an_order(customer=teahouse))
    first, second = Instalment.objects.order_by("pk")
    receipt = a_receipt(owner=ana, customer=teahouse, amount=760)
    allocate(receipt, by=ana, instalment=first)
    red_letter(first.invoice, by=ana, reason="Back.", on=TODAY)

    allocate(receipt.fresh(), by=ana, instalment=second)

    assert [(one.number, one.open) for one in open_items(date(2026, 3, 11))] == [(second.name, 760)]
    assert open_items(TODAY) == []


def test_an_order_that_changes_takes_of_the_credit_limit_what_changes(teahouse, ana, clock):
    order = an_order_under_way(owner=ana, customer=teahouse)
    plan(by=ana, order=order, terms="100")
    a_credit_limit(customer=teahouse, amount=1200)
    line = str(order.lines.get().pk)

    change_order(order, by=ana, lines=json.dumps({line: "3"}))

    assert credit_of(teahouse, on=TODAY).used == 1140
    with pytest.raises(Refusal, match=r"¥1,140\.00 are open and this order is ¥380\.00"):
        change_order(order.fresh(), by=ana, lines=json.dumps({line: "4"}))
    a_credit_limit(customer=teahouse, amount=100, since=TODAY)
    change_order(order.fresh(), by=ana, lines=json.dumps({line: "1"}))
    assert credit_of(teahouse, on=TODAY).used == 380


def test_what_of_an_order_is_under_way_is_what_nobody_cancelled_or_billed(teahouse, ana, clock):
    order = an_order_under_way(owner=ana, customer=teahouse, quantity=5)
    line = str(order.lines.get().pk)
    deliver(order, by=ana, lines=json.dumps({line: "2"}))
    assert (credit_of(teahouse, on=TODAY).under_way, credit_of(teahouse, on=TODAY).owed) == (1900, 0)

    invoice = an_invoice(owner=ana, order=order, lines=json.dumps({line: "1"}))
    assert (credit_of(teahouse, on=TODAY).under_way, credit_of(teahouse, on=TODAY).owed) == (1520, 380)
    cancel(order.fresh(), by=ana, reason="No more.")

    assert (credit_of(teahouse, on=TODAY).under_way, credit_of(teahouse, on=TODAY).owed) == (380, 380)
    red_letter(Invoice.objects.get(pk=invoice.pk), by=ana, reason="Wrong title.")
    assert (credit_of(teahouse, on=TODAY).under_way, credit_of(teahouse, on=TODAY).owed) == (760, 0)
