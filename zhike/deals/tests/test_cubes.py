"""Deals and their steps in the cube explorer."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from tests.cast import a_customer, a_deal, a_loss_reason, a_lost_deal
from zhike.deals.actions import lose, move, move_back, win
from zhike.deals.models import Deal, Stage
from zhike.insight.cubes import drilling
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers
from zhike.kit import registry
from zhike.kit.surfaces.query import Query

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def test_deals_are_counted_by_how_they_stand(ada, ana):
    a_deal(owner=ana, amount=Decimal(1000), next_step_on=None)
    a_lost_deal(owner=ana, amount=Decimal(300))
    at = built()

    def told(measure):
        return numbers(ask(f"cube=deals&rows=status&columns=-&measures={measure}&window=all", by=ada, at=at))

    assert told("deals") == {("open",): 1, ("lost",): 1, (ALL,): 2}
    assert told("lost_amount")[(ALL,)] == 300
    assert told("without_step")[(ALL,)] == 1
    assert told("win_rate")[(ALL,)] == 0


def test_a_step_taken_is_one_in_the_cube_of_steps(ada, ana):
    deal = a_deal(owner=ana)
    move(deal, by=ana, stage=Stage.objects.get(name="Terms"))
    at = built()

    found = numbers(ask("cube=steps&rows=stage&columns=-&measures=steps&window=all", by=ada, at=at))

    assert found == {("Terms",): 1, (ALL,): 1}


def test_a_step_taken_back_is_none(ada, ana):
    deal = a_deal(owner=ana)
    move(deal, by=ana, stage=Stage.objects.get(name="Terms"))
    move_back(deal.fresh(), by=ana)
    at = built()

    assert numbers(ask("cube=steps&rows=stage&columns=-&measures=steps&window=all", by=ada, at=at)).get((ALL,)) in (
        None,
        0,
    )


def test_the_funnel_says_how_far_deals_came_and_where_they_fell(ada, ana):
    lost = a_deal(owner=ana, amount=Decimal(300))
    move(lost, by=ana, stage=Stage.objects.get(name="Terms"))
    lose(lost.fresh(), by=ana, reason=a_loss_reason())
    won = a_deal(owner=ana, amount=Decimal(500))
    win(won, by=ana)
    a_deal(owner=ana, amount=Decimal(50))
    at = built()

    def told(measure):
        found = numbers(ask(f"cube=funnel&rows=stage&columns=-&measures={measure}&window=all", by=ada, at=at))
        return [found.get((stage,)) for stage in ("First talks", "Talks", "Terms")]

    assert told("reached") == [3, 3, 2]
    assert told("came_amount") == [850, 850, 800]
    assert told("fell_amount") == [0, 0, 300]
    assert told("passed") == [1, 1, Decimal("0.5")]
    assert told("win_rate_from") == [Decimal("0.5")] * 3


def test_a_deal_counts_for_who_sells_it_and_not_for_who_looks_after_the_customer(ada, ana, bo):
    a_deal(owner=bo, customer=a_customer(owner=ana))
    at = built()

    assert numbers(ask("cube=deals&rows=owner&columns=-&measures=deals&window=all", by=ada, at=at)) == {
        (bo.pk,): 1,
        (ALL,): 1,
    }


def test_a_cell_of_a_loss_reason_opens_its_deals(ada, ana):
    a_lost_deal(owner=ana)
    at = built()
    found = ask("cube=deals&rows=loss_reason&columns=-&measures=lost&window=all", by=ada, at=at)
    key = next(key for key in found.cells if key != (ALL,))

    link = drilling.address(found, key, found.question.measures[0])

    assert Query.read(registry.entity_of(Deal), QueryDict(urlsplit(link).query), by=ada).found.count() == 1


def test_people_count_their_own_deals_alone(ana, bo):
    a_deal(owner=ana, opened_on=date(2026, 3, 2))
    a_deal(owner=bo, opened_on=date(2026, 3, 2))
    at = built()

    assert numbers(ask("cube=deals&rows=status&columns=-&measures=deals&window=all", by=bo, at=at))[(ALL,)] == 1
