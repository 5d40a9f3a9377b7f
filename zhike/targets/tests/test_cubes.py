"""Targets in the cube explorer: reached is what the page of targets says, wholes never count parts."""

from decimal import Decimal

import pytest

from tests.cast import a_person, a_target
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers
from zhike.kit.testing.acting import at_the_screen
from zhike.targets.attaining import attained
from zhike.targets.models import Target
from zhike.targets.tests.test_targets import WHOLE, sold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


@pytest.fixture
def targets(mei, ana):
    """The firm, a team and two people of it; Ana has sold a quarter of hers."""
    sold(ana, 1500)
    for whose, amount in (({}, 20_000), ({"team": mei.team}, 12_000), ({"person": ana}, 6000), ({"person": mei}, 3000)):
        a_target(**whose, amount=Decimal(amount), **WHOLE)
    return built()


def told(address, *, by, at, measure=""):
    return numbers(ask(f"cube=targets&columns=-&window=all&{address}", by=by, at=at), measure)


def test_each_level_stands_by_itself_and_their_sum_is_nothing(targets, ada):
    assert told("rows=level&measures=asked", by=ada, at=targets) == {
        ("firm",): 20_000, ("team",): 12_000, ("person",): 9000, (ALL,): None,
    }  # fmt: skip


def test_attainment_is_that_of_the_page_of_targets(targets, ada, ana, mei):
    page = attained(list(Target.objects.filter(person__isnull=False)), on=targets.end)

    found = ask(
        "cube=targets&rows=person&columns=-&measures=reached,attained&window=all&level=person", by=ada, at=targets
    )

    assert numbers(found, "reached") == {(ana.pk,): 1500, (mei.pk,): 0, (ALL,): 1500}
    assert numbers(found, "attained") == {(ana.pk,): Decimal("0.25"), (mei.pk,): 0, (ALL,): Decimal("0.166667")}
    assert {one.target.person_id: one.progress.reached for one in page.standings} == {ana.pk: 1500, mei.pk: 0}


def test_heads_are_not_added_to_money(targets, ada, ana):
    a_target(owner=ana, measure="customers", amount=Decimal(4), **WHOLE)
    at = built()

    found = told("rows=person&measures=asked&level=person", by=ada, at=at)

    assert found[(ana.pk,)] is None
    assert told("rows=measure&measures=asked&level=person", by=ada, at=at) == {
        ("sales",): 9000, ("customers",): 4, (ALL,): None,
    }  # fmt: skip


def test_people_see_their_own_and_their_team_s_leads_see_those_below(targets, ana, mei):
    kai = a_person("Kai", team=ana.team)
    a_target(person=kai, amount=Decimal(100), **WHOLE)
    at = built()

    assert told("rows=level&measures=targets", by=ana, at=at) == {("team",): 1, ("person",): 1, (ALL,): 2}
    assert told("rows=level&measures=targets", by=mei, at=at) == {("team",): 1, ("person",): 3, (ALL,): 4}


def test_targets_that_were_reached_are_opened_without_those_that_were_not(ada, ana, mei):
    sold(ana, 1500)
    reached = a_target(person=ana, amount=Decimal(500), **WHOLE)
    a_target(person=mei, amount=Decimal(3000), **WHOLE)
    found = ask("cube=targets&rows=person&columns=-&measures=hit&window=all", by=ada, at=built())

    total = table(found).lines[-1].cells[0]
    page = at_the_screen(ada).get(total.link).context["found"]

    assert [row[0] for row in page.rows] == [reached.pk]
    assert (total.text, page.value, page.page.paginator.count) == ("1", "1", 1)
    assert page.sums == [("Target", ""), ("Reached", "")]
