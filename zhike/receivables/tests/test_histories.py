"""Random histories of orders, contracts, plans, invoices, returns, money and rates: after each act the books hold.

What should be owed is counted beside it from documents alone (`histories`), and every figure is held against the others
(`oracle`). `HISTORIES=1000 FIRST=5000` takes a thousand others than usual.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.cast import a_customer
from zhike.catalog.models import ExchangeRate
from zhike.kit.refusal import Refusal
from zhike.receivables.rules.settling import CENT, exchanged, share_of, taken_in_turn
from zhike.receivables.tests.histories import BEGIN
from zhike.receivables.tests.oracle import check, finish, remember
from zhike.receivables.tests.undoing import EVERY, Undoing

RULES = 10_000
HISTORIES = int(os.environ.get("HISTORIES", "8"))  # through the database
FIRST = int(os.environ.get("FIRST", "0"))
ACTS = int(os.environ.get("ACTS", "40"))  # of one history
CURRENCIES = {"USD": Decimal("7.1234"), "EUR": Decimal("7.8"), "JPY": Decimal("0.047")}
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


@pytest.fixture
def rates(db):
    """What currencies were worth in the year, changing every nine days."""
    for currency, usual in CURRENCIES.items():
        for day in range(0, 365, 9):
            worth = usual * (100 + (day * 7) % 11) / 100
            ExchangeRate.objects.create(
                from_currency=currency, to_currency="CNY", day=BEGIN + timedelta(day), rate=worth
            )


@pytest.mark.usefixtures("rates")
def test_histories_through_the_database_hold_to_the_model(ada, clock):
    for seed in range(FIRST, FIRST + HISTORIES):
        chance = Random(seed)
        names = ["buy", *(chance.choice(EVERY) for _act in range(ACTS))]
        acts = [(name, *(chance.randrange(1000) for _n in range(7))) for name in names]
        failed = partial(_failed, by=ada, clock=clock)
        if what := failed(acts):
            raise AssertionError(f"history {seed}: {what}\n{_shortest(acts, failed)}") from what


def _failed(acts: list[Any], *, by: Any, clock: Any) -> Exception | None:
    """What does not hold after some acts, nothing of which is kept; an act that is refused is left out."""
    with transaction.atomic():
        clock.move_to(f"{BEGIN} 10:00")
        told = Undoing(clock, a_customer("客户"), by)
        try:
            for act in acts:
                with suppress(Refusal):
                    told.act(*act)
                    check(told)
                    remember(told, act[0])
            finish(told)
        except (AssertionError, DatabaseError) as what:
            return what
        finally:
            transaction.set_rollback(True)
    return None


def _shortest(acts: list[Any], failed: Any) -> list[Any]:
    """The acts that are enough to fail."""
    for act in reversed(acts):
        fewer = [one for one in acts if one is not act]
        acts = fewer if failed(fewer) else acts
    return acts


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
