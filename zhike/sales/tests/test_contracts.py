"""Contracts: signed, ended, renewed, and their owners told in time."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.cast import a_contract, an_accepted_quote
from zhike.kit import writing
from zhike.kit.testing.observing import refused
from zhike.notices.models import Notice
from zhike.sales import daily
from zhike.sales.actions import make_contract, make_order, renew, sign, terminate
from zhike.sales.issuing import said
from zhike.sales.models import Contract
from zhike.work.models import Task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def active(**fields):
    return a_contract(status="active", **fields)


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_a_contract_is_made_of_what_the_customer_accepted(ana):
    quote = an_accepted_quote(owner=ana)
    make_order(quote, by=ana)

    make_contract(quote, by=ana, title="Kettles for a year")

    contract = quote.contracts.get()
    assert (contract.title, contract.amount, contract.status) == ("Kettles for a year", Decimal(760), "draft")
    assert [order.quote for order in contract.orders.all()] == [quote]
    with refused("was made of this quote already"):
        make_contract(quote, by=ana)


def test_a_signed_contract_holds_and_is_kept_as_it_was(ana):
    contract = a_contract(owner=ana, signed_on=None)

    sign(contract, by=ana, on=date(2025, 12, 30))
    contract = contract.fresh()

    assert (contract.status, contract.signed_on) == ("active", date(2025, 12, 30))
    assert said(contract)["gross"] == "120000"
    with pytest.raises(ValidationError, match="A signed contract is not changed"):
        writing.change(contract, by=ana, values={"amount": Decimal(1)})
    writing.change(contract, by=ana, values={"notice_days": 60})
    with refused("This contract is signed already."):
        sign(contract, by=ana)


@pytest.mark.parametrize(
    ("starts", "ends", "then"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 12, 31))),
        (date(2024, 2, 29), date(2025, 2, 27), (date(2025, 2, 28), date(2026, 2, 27))),
        (date(2026, 3, 1), date(2026, 5, 30), (date(2026, 5, 31), date(2026, 8, 29))),
        (date(2024, 7, 1), date(2026, 6, 30), (date(2026, 7, 1), date(2028, 6, 30))),
    ],
)
def test_a_renewal_lasts_as_long_as_the_term_before(ana, starts, ends, then):
    contract = active(owner=ana, starts_on=starts, ends_on=ends)

    renew(contract, by=ana)

    following = Contract.objects.get(predecessor=contract)
    assert (following.starts_on, following.ends_on) == then
    assert (following.status, following.amount) == ("draft", contract.amount)
    with refused("renews this one already"):
        renew(contract, by=ana)


def test_a_contract_without_end_is_not_renewed(ana):
    endless = active(owner=ana, ends_on=None)

    with refused("This contract has no end."):
        renew(endless, by=ana)


def test_a_terminated_contract_says_why(ana):
    contract = active(owner=ana)

    terminate(contract, by=ana, reason="He moved.", on=date(2026, 6, 30))

    contract = contract.fresh()
    told = (contract.status, contract.ends_on, contract.ended_because)
    assert told == ("terminated", date(2026, 6, 30), "He moved.")


def test_owners_are_told_once_and_have_a_task(ana):
    near = active(owner=ana, ends_on=in_days(20), notice_days=30)
    active(owner=ana, ends_on=in_days(40), notice_days=30)

    daily.look_after_papers()
    daily.look_after_papers()

    assert [notice.object_id for notice in Notice.objects.filter(kind="contract_ends")] == [near.pk]
    task = Task.objects.get()
    assert (task.assignee, task.due_on, task.customer) == (ana, near.ends_on, near.customer)


def test_contracts_end_by_themselves_or_renew_themselves(ana):
    ended = active(owner=ana, starts_on=in_days(-365), ends_on=in_days(-1))
    renewed = active(owner=ana, starts_on=in_days(-365), ends_on=in_days(-1), renewal="automatic")

    daily.look_after_papers()

    following = Contract.objects.get(predecessor=renewed)
    assert [one.fresh().status for one in (ended, renewed, following)] == ["ended", "renewed", "active"]
    assert following.starts_on == timezone.localdate()


def test_a_contract_is_not_worth_less_than_nothing(ana):
    with pytest.raises(ValidationError, match="The amount of a contract is not below zero."):
        writing.change(a_contract(owner=ana, status="draft"), by=ana, values={"amount": Decimal(-5)})
