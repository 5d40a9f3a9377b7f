"""Random histories of orders, returns, receipts, credit notes and rates: after each act the books hold.

What should be owed is counted by a model of plain Python beside it, which knows documents and nothing of the ledger.
"""

import os
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db.models import F, Sum

from tests.cast import a_customer, an_order
from zhike.catalog.currencies import rate, smallest
from zhike.catalog.models import ExchangeRate
from zhike.kit.refusal import Refusal
from zhike.receivables.actions import crediting, invoicing, issuing, planning, receiving, replanning
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.posting import balance, left_of
from zhike.receivables.models import Allocation, Instalment, Invoice, LedgerEntry, Receipt
from zhike.receivables.models.ledger import EntryKind
from zhike.receivables.rules.settling import CENT, exchanged, share_of, taken_in_turn
from zhike.sales.models import Kind, Order

RULES = 10_000
HISTORIES = int(os.environ.get("HISTORIES", "40"))  # through the database
ACTS = 10
BEGIN = date(2026, 1, 5)
CURRENCIES = {"CNY": Decimal(1), "USD": Decimal("7.1234"), "EUR": Decimal("7.8"), "JPY": Decimal("0.047")}
TERMS = ("100", "30/70 signing, 30 days", "30/40/30 signing, 2026-03-01, 90 days", "25/25/25/25")
ZERO = Decimal(0)


@dataclass
class Side:
    """An open amount with what it is worth to the firm, as the rules see it."""

    amount: Decimal
    firm: Decimal


def test_ten_thousand_histories_balance_by_the_rules():
    for seed in range(RULES):
        chance, won = Random(seed), ZERO
        debts, money = _sides(chance, 4), _sides(chance, 4)
        owed = sum(one.firm for one in debts) - sum(one.firm for one in money)
        for paid in money:
            for debt, part in zip(debts, taken_in_turn(paid.amount, [one.amount for one in debts]), strict=True):
                if part:
                    given, settled = share_of(paid.amount, paid.firm, part), share_of(debt.amount, debt.firm, part)
                    won += given - settled
                    paid.amount, paid.firm = paid.amount - part, paid.firm - given
                    debt.amount, debt.firm = debt.amount - part, debt.firm - settled

        _check(debts, money, owed + won, seed)
        assert not (any(one.amount for one in debts) and any(one.amount for one in money)), seed


def test_ten_thousand_histories_of_exchanges_balance_by_the_rules():
    for seed in range(RULES):
        chance, won = Random(seed), ZERO
        debts, money = _sides(chance, 4), _sides(chance, 4)
        owed = sum(one.firm for one in debts) - sum(one.firm for one in money)
        for paid in money:
            for debt in debts:
                worth = Decimal(chance.randrange(1, 300_000)) / 10_000
                if not paid.amount or not debt.amount:
                    continue
                taken, settled = exchanged(paid.amount, debt.amount, worth)
                assert taken == paid.amount or settled == debt.amount, seed
                assert abs(taken * worth - settled) <= max(CENT, CENT * worth), seed
                if settled:
                    given = share_of(paid.amount, paid.firm, taken)
                    part = share_of(debt.amount, debt.firm, settled)
                    won += given - part
                    paid.amount, paid.firm = paid.amount - taken, paid.firm - given
                    debt.amount, debt.firm = debt.amount - settled, debt.firm - part

        _check(debts, money, owed + won, seed)


@pytest.mark.django_db
def test_histories_through_the_database_hold_to_the_model(ada):
    for currency, usual in CURRENCIES.items():
        for day in range(0, 90, 9) if usual != 1 else ():
            worth = usual * (100 + (day * 7) % 11) / 100
            ExchangeRate.objects.create(
                from_currency=currency, to_currency="CNY", day=BEGIN + timedelta(day), rate=worth
            )
    for seed in range(HISTORIES):
        history = History(Random(seed), a_customer(f"客户{seed}"), ada)
        for _act in range(ACTS):
            history.act()
        history.check()
    brought = LedgerEntry.objects.filter(kind=EntryKind.EXCHANGED, document="receivables.allocation")
    assert brought.count() > HISTORIES / 4
    numbers = sorted(Receipt.objects.filter(kind="receipt").values_list("number", flat=True))
    assert numbers == [f"SK2026-{nth:06}" for nth in range(1, len(numbers) + 1)]


@dataclass
class History:
    """What one customer does, and what it should owe: documents by currency, and nothing else."""

    chance: Random
    customer: Any
    by: Any
    owed: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    invoiced: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    orders: list[Order] = field(default_factory=list)
    day: date = BEGIN

    def act(self) -> None:
        """One thing that may happen; what is refused changes nothing."""
        self.day += timedelta(days=self.chance.randrange(6))
        acts = (self.buy, self.buy, self.pay, self.pay, self.settle, self.give_back, self.refund, self.let_off)
        with suppress(Refusal):
            self.chance.choice(
                (
                    *acts,
                    self.exchange,
                    self.exchange,
                    self.take_back,
                    self.plan_anew,
                    self.bill,
                    self.red,
                    self.withdraw,
                )
            )()

    def buy(self) -> None:
        currency, quantity = self.chance.choice(list(CURRENCIES)), self.chance.randrange(1, 9)
        placed = {"placed_on": self.day, "currency": currency, "total": Decimal(380 * quantity)}
        order = an_order(customer=self.customer, quantity=quantity, **placed)
        planning.plan(by=self.by, order=order, terms=self.chance.choice(TERMS))
        self.orders.append(order)
        self.owed[currency] += order.total

    def give_back(self) -> None:
        order = self.chance.choice(self.orders or [None])
        if order and not order.amendments.exists():
            change = self.chance.choice((-1, -1, 1))
            told = {"placed_on": self.day, "currency": order.currency, "total": Decimal(380 * change)}
            kind = Kind.RETURN if change < 0 else Kind.ADJUSTMENT
            enter(an_order(customer=self.customer, quantity=change, amends=order, kind=kind, **told), by=self.by)
            self.owed[order.currency] += 380 * change

    def pay(self) -> None:
        amount = Decimal(self.chance.randrange(1, 4000))
        currency = self.chance.choice([one.currency for one in self.orders] or ["CNY"])
        receiving.receive(by=self.by, received_on=self.day, amount=amount, currency=currency, customer=self.customer)
        self.owed[currency] -= amount

    def settle(self) -> None:
        receiving.allocate(self.chance.choice(self._receipts()), by=self.by)

    def exchange(self) -> None:
        receipt = self.chance.choice(self._receipts())
        abroad = Instalment.objects.filter(customer=self.customer).exclude(currency=receipt.currency)
        waiting = [one for one in abroad.order_by("pk") if one.open]
        if waiting:
            receiving.allocate(receipt, by=self.by, instalment=self.chance.choice(waiting))

    def take_back(self) -> None:
        receipt = self.chance.choice(self._receipts())
        made = Allocation.objects.filter(credit=receipt.entry, amount__gt=0, reversed_by=None).first()
        receiving.take_back(receipt, by=self.by, allocation=made.pk if made else 0)

    def refund(self) -> None:
        receipt = self.chance.choice(self._receipts())
        amount = (receipt.open / 2).quantize(Decimal(1))
        receiving.refund(receipt, by=self.by, amount=amount, on=self.day)
        self.owed[receipt.currency] += amount

    def withdraw(self) -> None:
        receipt = self.chance.choice(self._receipts())
        receiving.withdraw_receipt(receipt, by=self.by, reason="Twice.")
        self.owed[receipt.currency] += receipt.amount

    def let_off(self) -> None:
        currency, amount = self.chance.choice(list(CURRENCIES)), Decimal(self.chance.randrange(1, 300))
        crediting.credit_note(by=self.by, customer=self.customer, amount=amount, reason="Late.", currency=currency)
        self.owed[currency] -= amount

    def plan_anew(self) -> None:
        mine = [one for one in Instalment.objects.filter(customer=self.customer) if one.open]
        replanning.replan(self.chance.choice(mine), by=self.by, terms="60/40 10 days, 40 days") if mine else None

    def bill(self) -> None:
        order = self.chance.choice(self.orders or [None])
        if order:
            draft = invoicing.draft_of_order(by=self.by, order=order)
            issuing.issue(draft, by=self.by)
            self.invoiced[order.currency] += draft.gross

    def red(self) -> None:
        blue = Invoice.objects.filter(customer=self.customer, form="blue", gross__gt=F("countered")).first()
        if blue:
            amount = self.chance.choice((None, (blue.left / 3).quantize(Decimal(1))))
            issuing.red_letter(blue, by=self.by, reason="Wrong.", amount=amount)
            self.invoiced[blue.currency] -= blue.left if amount is None else amount

    def check(self) -> None:
        """Every balance is the model's, every sum is that of its parts, and nothing is worth anything when settled."""
        for currency, moved in self.exchanged().items():
            self.owed[currency] += moved
        assert balance(self.customer.pk) == {one: owed for one, owed in sorted(self.owed.items()) if owed}
        assert balance(self.customer.pk, account="invoiced") == {
            one: sum_ for one, sum_ in sorted(self.invoiced.items()) if sum_
        }
        entries = LedgerEntry.objects.filter(customer=self.customer, account="owed")
        left = {entry: left_of(entry) for entry in entries.exclude(kind=EntryKind.EXCHANGE)}
        for entry, rest in left.items():
            assert min(rest.amount, rest.firm) >= 0, entry
            assert rest.amount or not rest.firm, entry
        firm = entries.aggregate(owed=Sum("firm_debit") - Sum("firm_credit"))["owed"] or 0
        assert firm == sum(rest.firm if entry.debit else -rest.firm for entry, rest in left.items())
        for one in Instalment.objects.filter(customer=self.customer).select_related("entry"):
            assert one.open == left_of(one.entry).amount, one
        for one in Receipt.objects.filter(customer=self.customer, kind="receipt").select_related("entry"):
            assert one.open == left_of(one.entry).amount, one
        for one in Invoice.objects.filter(customer=self.customer, form="blue"):
            assert one.paid == (one.payments.aggregate(Sum("amount"))["amount__sum"] or 0), one
            assert 0 <= one.paid <= one.left, one

    def exchanged(self) -> dict[str, Decimal]:
        """What exchanges moved by currency: worth nothing together, settled whole, and at the rate of the day."""
        sides = LedgerEntry.objects.filter(customer=self.customer, kind=EntryKind.EXCHANGED)
        assert not sides.aggregate(worth=Sum("firm_debit") - Sum("firm_credit"))["worth"]
        assert not any(left_of(one).amount for one in sides)
        for come in sides.filter(document="receivables.allocation"):
            gone = Allocation.objects.get(pk=come.document_id)
            worth = rate(gone.debit.currency, come.currency, gone.credit.on)
            coins = smallest(come.currency) + smallest(gone.debit.currency) * worth
            assert abs(gone.amount * worth - come.credit) <= coins, come
        moved = sides.values("currency").annotate(moved=Sum("debit") - Sum("credit")).order_by()
        return {row["currency"]: row["moved"] for row in moved}

    def _receipts(self) -> list[Receipt]:
        found = Receipt.objects.filter(customer=self.customer, kind="receipt").select_related("entry")
        if not found:
            raise Refusal("nothing was paid yet")
        return list(found)


def _check(debts: list[Side], money: list[Side], firm: Decimal, seed: int) -> None:
    """Nothing is below zero, nothing settled is worth anything, and what is left is worth what the books say."""
    for one in (*debts, *money):
        assert min(one.amount, one.firm) >= 0, seed
        assert one.amount or not one.firm, seed
    assert sum(one.firm for one in debts) - sum(one.firm for one in money) == firm, seed


def _sides(chance: Random, most: int) -> list[Side]:
    """Amounts in one currency, each at the rate of its own day."""
    amounts = [Decimal(chance.randrange(1, 10_000_000)) / 100 for _nth in range(chance.randrange(1, most + 1))]
    rates = [Decimal(chance.randrange(60_000, 80_000)) / 10_000 for _amount in amounts]
    return [Side(one, (one * rate).quantize(Decimal("0.01"))) for one, rate in zip(amounts, rates, strict=True)]
