"""Money in one currency for a debt in another: the rate of its day, the difference in the ledger, and the way back."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from tests.cast import a_plan, a_rate, a_receipt, an_invoice
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused
from zhike.receivables.actions.issuing import red_letter
from zhike.receivables.actions.posting import balance
from zhike.receivables.actions.receiving import allocate, take_back, withdraw_receipt
from zhike.receivables.exchanges import settled
from zhike.receivables.models import Allocation, LedgerEntry
from zhike.receivables.statements import statement

pytestmark = pytest.mark.django_db
USD = {"from_currency": "USD", "to_currency": "CNY"}


@pytest.fixture
def rates():
    """A dollar was worth 7 when it was ordered on the second of March, and 7.6 when it was paid on the fifth."""
    a_rate(**USD, day=date(2026, 3, 1), rate=Decimal(7))
    a_rate(**USD, day=date(2026, 3, 5), rate=Decimal("7.6"))


def firm():
    sums = LedgerEntry.objects.filter(account="owed").aggregate(Sum("firm_debit"), Sum("firm_credit"))
    return sums["firm_debit__sum"] - sums["firm_credit__sum"]


def test_dollars_settle_an_instalment_in_yuan_at_the_rate_of_their_day(teahouse, ana, rates):
    first, second = a_plan(owner=ana, customer=teahouse)  # 228 and 532 yuan
    receipt = a_receipt(owner=ana, customer=teahouse, amount=100, currency="USD")

    allocate(receipt, by=ana, instalment=second)

    assert (second.fresh().paid, receipt.fresh().allocated) == (Decimal(532), Decimal(70))
    assert balance(teahouse.pk) == {"CNY": Decimal(228), "USD": Decimal(-30)}
    assert LedgerEntry.objects.filter(kind="exchange").count() == 0  # seventy dollars are 532 yuan to the cent
    assert firm() == Decimal(228) - 30 * Decimal("7.6")
    with refused(r"At most US\$30.00"):
        allocate(receipt.fresh(), by=ana, instalment=first, amount=Decimal(31))


def test_what_the_rate_won_since_the_order_stands_in_the_ledger(teahouse, ana, rates):
    [only] = a_plan(owner=ana, customer=teahouse, terms="100", currency="USD")  # 760 dollars, entered at 7
    receipt = a_receipt(owner=ana, customer=teahouse, amount=5776)  # yuan, 760 dollars at 7.6

    allocate(receipt, by=ana, instalment=only)

    assert (only.fresh().open, receipt.fresh().open, balance(teahouse.pk)) == (0, 0, {})
    [difference] = LedgerEntry.objects.filter(kind="exchange")
    assert (difference.firm_debit, difference.on, firm()) == (Decimal(456), date(2026, 3, 5), 0)
    sheets = {sheet.currency: (sheet.closing, len(sheet.lines)) for sheet in _statement(teahouse)}
    assert sheets == {"CNY": (0, 2), "USD": (0, 2)}
    page = at_the_screen(ana).get(f"/receipts/{receipt.pk}/").text
    assert "US$760.00" in page
    assert "exchange gain ¥456.00" in page


def test_without_a_rate_of_the_day_nothing_is_exchanged(teahouse, ana):
    a_rate(from_currency="EUR", to_currency="CNY", day=date(2026, 3, 10), rate=Decimal(8))
    [later] = a_plan(owner=ana, customer=teahouse, terms="100", currency="EUR", placed_on=date(2026, 3, 12))
    receipt = a_receipt(owner=ana, customer=teahouse, amount=100)

    with refused("No exchange rate from CNY to EUR is known on 2026-03-05"):
        allocate(receipt, by=ana, instalment=later)


def test_an_exchange_taken_back_leaves_all_as_it_was(teahouse, ana, rates):
    [only] = a_plan(owner=ana, customer=teahouse, terms="100", currency="USD")
    receipt = a_receipt(owner=ana, customer=teahouse, amount=760)
    before, worth = balance(teahouse.pk), firm()
    allocate(receipt, by=ana, instalment=only)
    assert only.fresh().paid == Decimal(100)

    take_back(receipt.fresh(), by=ana, allocation=Allocation.objects.get(credit=receipt.entry).pk)

    assert (only.fresh().paid, receipt.fresh().allocated, balance(teahouse.pk), firm()) == (0, 0, before, worth)
    with refused("already"):
        take_back(receipt.fresh(), by=ana, allocation=Allocation.objects.filter(credit=receipt.entry).first().pk)
    allocate(receipt.fresh(), by=ana, instalment=only.fresh())
    withdraw_receipt(receipt.fresh(), by=ana, reason="Twice.")
    assert (only.fresh().paid, balance(teahouse.pk)) == (0, {"USD": Decimal(760)})


def test_a_red_letter_gives_dollars_back_that_paid_in_yuan(ana, rates):
    invoice = an_invoice(owner=ana)
    [claim] = invoice.instalments.all()
    receipt = a_receipt(owner=ana, customer=invoice.customer, amount=100, currency="USD")
    allocate(receipt, by=ana, instalment=claim)
    assert invoice.fresh().paid == Decimal(760)

    red_letter(invoice.fresh(), by=ana, reason="One kettle broken.", amount=Decimal(380))

    assert (invoice.fresh().paid, claim.fresh().open, receipt.fresh().open) == (Decimal(380), 0, Decimal(50))
    assert balance(invoice.customer_id) == {"USD": Decimal(-50)}


def _statement(customer):
    return statement(customer, since=date(2026, 1, 1), until=date(2026, 12, 31))


def test_the_page_of_the_instalment_tells_what_was_given_for_it(teahouse, ana, rates):
    [only] = a_plan(owner=ana, customer=teahouse, terms="100", currency="USD")
    receipt = a_receipt(owner=ana, customer=teahouse, amount=760)
    allocate(receipt, by=ana, instalment=only)
    take_back(receipt.fresh(), by=ana, allocation=Allocation.objects.get(credit=receipt.entry).pk)

    told = settled(Allocation.objects.filter(debit=only.entry).order_by("pk"))
    received = settled(Allocation.objects.filter(credit=receipt.entry).order_by("pk"))

    assert [(one.made.amount, *one.other) for one in told] == [(100, 760, "CNY"), (-100, -760, "CNY")]
    assert [(one.made.amount, *one.other) for one in received] == [(760, 100, "USD"), (-760, -100, "USD")]
    assert [one.won for one in told] == [60, -60]
    assert "= ¥760.00" in at_the_screen(ana).get(f"/instalments/{only.pk}/").text
