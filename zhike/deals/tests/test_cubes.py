"""Deals and their steps in the cube explorer."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_deal, a_lost_deal
from zhike.deals.actions import move
from zhike.deals.models import Stage
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers

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


def test_people_count_their_own_deals_alone(ana, bo):
    a_deal(owner=ana, opened_on=date(2026, 3, 2))
    a_deal(owner=bo, opened_on=date(2026, 3, 2))
    at = built()

    assert numbers(ask("cube=deals&rows=status&columns=-&measures=deals&window=all", by=bo, at=at))[(ALL,)] == 1
