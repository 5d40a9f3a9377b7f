"""Plans, receipts and what settles what: every sum is exact, and nothing that was written is written over."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection
from django.db.models import Sum

from tests.cast import a_plan, a_receipt, an_order
from zhike.kit.refusal import Refusal
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.planning import plan
from zhike.receivables.actions.posting import balance
from zhike.receivables.actions.receiving import allocate, assign, receive, refund, take_back, withdraw_receipt
from zhike.receivables.actions.replanning import replan
from zhike.receivables.models import Allocation, Instalment, LedgerEntry, Receipt
from zhike.sales.models import Kind

pytestmark = pytest.mark.django_db


def test_a_plan_sums_up_and_is_owed_from_the_day_of_the_order(order, ana):
    first = plan(by=ana, order=order, terms="30/40/30 signing, 90 days, 2026-12-31")

    rows = list(order.instalments.order_by("pk"))
    assert first == rows[0]
    assert [row.amount for row in rows] == [Decimal(228), Decimal(304), Decimal(228)]
    assert [row.due_on for row in rows] == [date(2026, 3, 2), date(2026, 5, 31), date(2026, 12, 31)]
    assert [row.name for row in rows] == ["S-1001-1", "S-1001-2", "S-1001-3"]
    assert balance(order.customer_id) == {"CNY": Decimal(760)}
    assert balance(order.customer_id, on=date(2026, 3, 1)) == {}


def test_a_year_that_was_mistyped_is_refused(order, ana):
    with pytest.raises(Refusal, match="more than a year before"):
        plan(by=ana, order=order, terms="50/50 signing, 2016-06-30")

    assert not order.instalments.exists()


def test_money_settles_the_oldest_due_first_and_the_rest_is_credit(teahouse, ana):
    first, second = a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=800)

    allocate(receipt, by=ana)

    assert [row.fresh().paid for row in (first, second)] == [Decimal(228), Decimal(532)]
    assert receipt.fresh().open == Decimal(40)
    assert balance(teahouse.pk) == {"CNY": Decimal(-40)}


def test_an_allocation_taken_back_stays_written(teahouse, ana):
    first, _second = a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=100)
    allocate(receipt, by=ana, instalment=first)

    take_back(receipt, by=ana, allocation=receipt.entry.given.get().pk)

    assert [row.amount for row in Allocation.objects.order_by("pk")] == [Decimal(100), Decimal(-100)]
    assert (first.fresh().paid, receipt.fresh().allocated) == (0, 0)
    with pytest.raises(Refusal, match="already"):
        take_back(receipt, by=ana, allocation=Allocation.objects.order_by("pk").first().pk)


def test_a_plan_that_changes_keeps_what_was_paid(teahouse, ana):
    _first, second = a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=328)
    allocate(receipt, by=ana)

    replan(second, by=ana, terms="50/50 2026-06-01, 2026-07-01")

    assert [(row.amount, row.paid) for row in Instalment.objects.order_by("pk")] == [
        (Decimal(228), Decimal(228)),
        (Decimal(100), Decimal(100)),
        (Decimal(216), 0),
        (Decimal(216), 0),
    ]
    assert balance(teahouse.pk) == {"CNY": Decimal(432)}


def test_money_of_nobody_is_owed_by_nobody_until_it_is_assigned(teahouse, dealer, ada):
    receipt = receive(by=ada, received_on=date(2026, 3, 5), amount=Decimal(90))
    assert LedgerEntry.objects.count() == 0

    assign(receipt, by=ada, customer=dealer)
    assign(receipt, by=ada, customer=teahouse)

    assert balance(dealer.pk) == {}
    assert balance(teahouse.pk) == {"CNY": Decimal(-90)}
    assert receipt.fresh().open == Decimal(90)


def test_a_refund_gives_back_what_settled_nothing(teahouse, ana):
    receipt = a_receipt(owner=ana, customer=teahouse, amount=100)

    refund(receipt, by=ana, amount=Decimal(30), on=date(2026, 3, 6))

    back = Receipt.objects.get(kind="refund")
    assert (back.number[:6], back.amount, back.open) == ("TK2026", Decimal(30), 0)
    assert balance(teahouse.pk) == {"CNY": Decimal(-70)}
    with pytest.raises(Refusal, match="70"):
        refund(receipt, by=ana, amount=Decimal(71), on=date(2026, 3, 6))


def test_a_withdrawn_receipt_never_counted(teahouse, ana):
    first, _second = a_plan(owner=ana, customer=teahouse)
    receipt = a_receipt(owner=ana, customer=teahouse, amount=100)
    allocate(receipt, by=ana)

    withdraw_receipt(receipt, by=ana, reason="Read in twice.")

    assert (first.fresh().paid, receipt.fresh().open) == (0, 0)
    assert balance(teahouse.pk) == {"CNY": Decimal(760)}
    assert LedgerEntry.objects.aggregate(Sum("firm_debit"))["firm_debit__sum"] == Decimal(860)
    with pytest.raises(Refusal, match="still counts"):
        take_back(receipt, by=ana, allocation=Allocation.objects.latest("pk").pk)


@pytest.mark.parametrize(
    "sql",
    [
        "update receivables_ledgerentry set debit = debit + 1",
        'update receivables_ledgerentry set "on" = current_date',
        "delete from receivables_ledgerentry",
        "truncate receivables_ledgerentry cascade",
        "update receivables_allocation set amount = 1",
        "delete from receivables_allocation",
    ],
)
def test_the_database_refuses_to_change_the_ledger(sql, teahouse, ana):
    a_receipt(owner=ana, customer=teahouse)

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        with pytest.raises(ProgrammingError, match="only ever added to"):
            cursor.execute(sql)


def test_a_return_gives_back_what_is_open_and_the_rest_as_credit(teahouse, ana):
    order = an_order(customer=teahouse)
    first, second = a_plan(owner=ana, order=order)
    allocate(a_receipt(owner=ana, customer=teahouse, amount=700), by=ana)
    an_order(customer=teahouse, kind=Kind.RETURN, quantity=-1, amends=order)

    amending = order.amendments.get()
    assert [enter(amending, by=ana) for _twice in range(2)] == [True, False]

    assert [row.fresh().open for row in (first, second)] == [0, 0]
    assert balance(teahouse.pk) == {"CNY": Decimal(-320)}
