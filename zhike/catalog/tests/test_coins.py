"""What somebody says is made of whole coins, whichever way it comes in."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tests.cast import (
    a_competitor,
    a_contract,
    a_customer,
    a_deal,
    a_plan,
    a_receipt,
    a_rule_of_approval,
    a_stage,
    a_target,
    an_account_plan,
)
from zhike.catalog.coins import in_parts, require_coins
from zhike.deals.actions import name_competitor
from zhike.deals.models import Deal
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.writing import change
from zhike.receivables.actions.credit import grant
from zhike.receivables.actions.receiving import allocate
from zhike.receivables.models import Allocation, CreditLimit
from zhike.targets.actions import judge
from zhike.targets.models import Judgement

pytestmark = pytest.mark.django_db
PART = "10.005 is no amount in CNY: that currency has 2 decimals; write 10.01."
HALF_A_YEN = "10.5 is no amount in JPY: that currency has no decimals; write 11."


@pytest.mark.parametrize(
    ("currency", "whole", "parts"),
    [
        ("CNY", ("10.01", "10.0100", "1E+3"), ("10.001", "0.0001")),
        ("KWD", ("0.001",), ("0.0001",)),
        ("JPY", ("10", "10.0"), ("10.5",)),
        ("", ("10.01",), ("10.001",)),
    ],
)
def test_a_currency_has_so_many_decimals(currency, whole, parts):
    assert [one for one in (*whole, *parts) if in_parts(Decimal(one), currency)] == [*parts]


def test_the_sentence_says_the_amount_and_the_currency():
    with pytest.raises(Refusal) as refused:
        require_coins(Decimal("10.50"), "JPY", field="price")

    assert (str(refused.value), refused.value.field) == (HALF_A_YEN, "price")


MADE = {
    "amount of a deal": (lambda: a_deal(amount=Decimal(5)), "amount"),
    "amount of a contract": (lambda: a_contract(amount=Decimal(5)), "amount"),
    "goal of a plan": (lambda: an_account_plan(goal=Decimal(5)), "goal"),
    "what a customer spends": (lambda: an_account_plan(wallet=Decimal(5)), "wallet"),
    "threshold of a step": (lambda: a_rule_of_approval(from_amount=Decimal(5)), "from_amount"),
    "target": (lambda: a_target(amount=Decimal(5)), "amount"),
}


@pytest.mark.parametrize("what", MADE)
def test_no_field_of_money_takes_a_part_of_a_coin(what, ada):
    make, name = MADE[what]
    row = make()

    with pytest.raises(ValidationError) as refused:
        change(row, by=ada, values={name: Decimal("10.005")})

    assert refused.value.message_dict[name][0] == PART
    assert getattr(row.fresh(), name) == 5
    assert getattr(change(row, by=ada, values={name: Decimal("10.05")}), name) == Decimal("10.05")


def test_the_decimals_are_those_of_the_rows_own_currency(ada):
    deal = a_deal(amount=Decimal("10.50"))

    with pytest.raises(ValidationError) as refused:
        change(deal, by=ada, values={"currency": "JPY"})

    assert refused.value.message_dict == {"amount": [HALF_A_YEN]}
    assert deal.fresh().currency == "CNY"


def test_the_form_and_programs_say_so_and_write_nothing(ada, teahouse):
    page = at_the_screen(ada)
    a_stage("First talks")
    said = {"name": "Spring", "customer": teahouse.pk, "amount": "10.005", "currency": "CNY"}
    days = {"opened_on": "2026-03-02", "stage_since": "2026-03-02"}

    form = page.post("/deals/new/", said | days | {"customer": f"#{teahouse.pk}"})
    answer = page.post("/api/v1/deals", json.dumps(said), content_type="application/json")

    assert (form.status_code, answer.status_code) == (422, 422)
    assert PART in form.text
    assert 'value="10.005"' in form.text
    assert PART in answer.text
    assert not Deal.objects.exists()


VERBS = {
    "price": lambda by: name_competitor(a_deal(), by=by, competitor=a_competitor(), price=Decimal("10.005")),
    "limit": lambda by: grant(by=by, customer=a_customer(), amount=Decimal("10.005")),
    "judgement": lambda by: judge(
        by=by, team=by.team_id or 0, month=date(2099, 1, 1), amount=Decimal("10.005"), reason="So."
    ),
}


@pytest.mark.parametrize("verb", VERBS)
def test_verbs_refuse_it_with_the_same_sentence(verb, ada):
    with pytest.raises(Refusal) as refused:
        VERBS[verb](ada)

    assert str(refused.value) == PART
    assert not CreditLimit.objects.exists()
    assert not Judgement.objects.exists()


def test_the_price_of_a_rival_is_one_in_the_currency_of_the_deal(ada):
    deal = a_deal(currency="JPY", amount=None)
    a_competitor(name="云雾茶业")

    with pytest.raises(Refusal) as refused:
        change(deal, by=ada, values={"competitors": "云雾茶业: ahead, 10.5"})

    assert str(refused.value) == f"Row 1: {HALF_A_YEN}"
    assert not deal.rivals.exists()


def test_nothing_is_settled_by_a_part_of_a_coin(ada):
    plan = a_plan(owner=ada)
    receipt = a_receipt(owner=ada, customer=plan[0].customer, amount=200)

    with pytest.raises(Refusal, match="that currency has 2 decimals"):
        allocate(receipt, by=ada, instalment=plan[0], amount=Decimal("10.005"))

    assert not Allocation.objects.exists()
