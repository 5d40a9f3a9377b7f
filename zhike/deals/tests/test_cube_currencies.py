"""Amounts of deals in other currencies count at the rate of their day, or not at all, and that is said."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from tests.cast import a_deal, a_loss_reason, a_rate, a_stage
from zhike.deals.actions import lose, move, win
from zhike.deals.models import Deal
from zhike.insight.cubes import wording
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 2)
ASKED = "rows=status&columns=-&window=all"


@pytest.fixture(autouse=True)
def rates(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    a_rate(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=Decimal(7))
    a_rate(from_currency="USD", to_currency="CNY", day=date(2026, 4, 1), rate=Decimal(8))


def a_deal_of(amount, currency, *, owner, status="open", closed_on=APRIL):
    deal = a_deal(owner=owner, amount=Decimal(amount), currency=currency, opened_on=MARCH)
    if status == "won":
        win(deal, by=owner)
        Deal.objects.filter(pk=deal.pk).update(closed_on=closed_on)
    return deal


def test_an_open_deal_counts_at_the_rate_of_its_first_day_and_one_that_ended_at_that_of_its_last(ada, ana):
    a_deal_of(100, "USD", owner=ana)
    a_deal_of(100, "USD", owner=ana, status="won")
    a_deal_of(50, "CNY", owner=ana, status="won")

    found = ask(f"cube=deals&{ASKED}&measures=amount,won_amount,average_won", by=ada, at=built())

    assert numbers(found, "amount") == {("open",): 700, ("won",): 850, (ALL,): 1550}
    assert numbers(found, "won_amount")[(ALL,)] == 850
    assert numbers(found, "average_won")[(ALL,)] == 425


def test_a_deal_without_a_rate_counts_as_a_deal_and_its_amount_nowhere(ada, ana):
    a_deal_of(100, "GBP", owner=ana, status="won")
    a_deal_of(50, "CNY", owner=ana, status="won")

    found = ask(f"cube=deals&{ASKED}&measures=deals,won,won_amount,average_won", by=ada, at=built())

    total = [found.value(one, (ALL,)) for one in found.question.measures]
    assert total == [2, 2, 50, 50]
    assert wording.left_out(found.question).startswith("The amount of 1 deal (GBP) was left out")
    with translation.override("zh-hans"):
        assert wording.left_out(found.question) == "1 个商机（GBP）的金额未计入：当日没有汇率。请补录汇率后重新计算。"


def test_an_amount_opens_the_deals_it_is_made_of_and_a_number_all_of_them(ada, ana):
    a_deal_of(100, "GBP", owner=ana, status="won")
    a_deal_of(50, "CNY", owner=ana, status="won")
    browser = at_the_screen(ada)

    found = ask(f"cube=deals&{ASKED}&measures=won,won_amount", by=ada, at=built())

    links = [cell.link for cell in table(found).lines[-1].cells]
    assert [browser.get(link).context["count"] for link in links] == [2, 1]


def test_the_funnel_counts_them_the_same_way(ada, ana):
    lost = a_deal_of(10, "USD", owner=ana)
    move(lost, by=ana, stage=a_stage("Terms"))
    lose(lost.fresh(), by=ana, reason=a_loss_reason())
    Deal.objects.filter(pk=lost.pk).update(closed_on=APRIL)

    found = ask("cube=funnel&rows=became&columns=-&measures=fell_amount&window=all", by=ada, at=built())

    assert numbers(found)[("lost",)] == 80
