"""Deals and their steps in the cube explorer."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from tests.cast import a_customer, a_deal, a_loss_reason, a_lost_deal, a_stage
from zhike.deals.actions import lose, move, move_back, win
from zhike.deals.models import Deal, Stage
from zhike.insight.cubes import drilling, lines
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ALL, REST, ask, built, numbers
from zhike.kit import registry
from zhike.kit.surfaces.query import Query
from zhike.kit.testing.acting import at_the_screen

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


def test_where_nothing_is_largest_the_rest_opens_everything(ada, ana):
    a_deal(owner=ana)
    found = ask("cube=deals&rows=region&columns=-&measures=win_rate,deals&top=5&window=all", by=ada, at=built())

    link = drilling.address(found, (REST,), found.question.measures[1])

    assert Query.read(registry.entity_of(Deal), QueryDict(urlsplit(link).query), by=ada).found.count() == 1


def test_the_rest_of_the_funnel_opens_the_stages_that_are_none_of_the_largest(ada, ana, monkeypatch):
    monkeypatch.setattr("zhike.insight.cubes.asking.TOPS", (1,))
    lost = a_deal(owner=ana, amount=Decimal(300))
    move(lost, by=ana, stage=a_stage("Terms"))
    lose(lost.fresh(), by=ana, reason=a_loss_reason())
    at = built()
    found = ask("cube=funnel&rows=stage&columns=-&measures=reached,fell&by=fell&top=1&window=all", by=ada, at=at)

    links = [lines.address(found, (REST,), one) for one in found.question.measures]

    page = at_the_screen(ada).get(links[0])
    assert [found.value(one, (REST,)) for one in found.question.measures] == [1, 0]
    assert page.context["page"].paginator.count == 2
    assert {row[3][0][1] for row in page.context["found"].rows} == {"First talks", "Talks"}


def test_people_count_their_own_deals_alone(ana, bo):
    a_deal(owner=ana, opened_on=date(2026, 3, 2))
    a_deal(owner=bo, opened_on=date(2026, 3, 2))
    at = built()

    assert numbers(ask("cube=deals&rows=status&columns=-&measures=deals&window=all", by=bo, at=at))[(ALL,)] == 1


def leads(found, browser):
    """How many records each cell of a row leads to, by its row; nothing where it leads nowhere."""
    told = {}
    for line in table(found).lines:
        link = line.cells[0].link
        told[line.words] = browser.get(link).context["count"] if link else None
    return told


def test_every_cell_of_steps_opens_the_steps_it_counts(ada, ana):
    first, second = a_deal(owner=ana), a_deal(owner=ana)
    for deal in (first, second):
        move(deal, by=ana, stage=a_stage("Terms"))
    move_back(second.fresh(), by=ana)
    lose(first.fresh(), by=ana, reason=a_loss_reason())
    at, browser = built(), at_the_screen(ada)

    for rows in ("stage", "stage_before", "region", "owner", "month"):
        found = ask(f"cube=steps&rows={rows}&columns=-&measures=steps&window=all", by=ada, at=at)
        counted = {line.words: int(line.cells[0].value) for line in table(found).lines}
        assert leads(found, browser) == counted
        assert counted["Total"] == 2
    shown = browser.get("/deals/steps/?stage=Terms").text
    assert f"/deals/{first.pk}/" in shown
    assert f"/deals/{second.pk}/" not in shown


def test_people_see_the_steps_of_their_own_deals_alone(ana, bo):
    move(a_deal(owner=ana), by=ana, stage=a_stage("Terms"))

    assert [at_the_screen(one).get("/deals/steps/").context["count"] for one in (ana, bo)] == [1, 0]


def test_a_stage_of_the_funnel_opens_the_deals_that_came_so_far(ada, ana):
    moved, lost = a_deal(owner=ana), a_deal(owner=ana)
    move(moved, by=ana, stage=a_stage("Terms"))
    lose(lost, by=ana, reason=a_loss_reason())
    at, browser = built(), at_the_screen(ada)

    found = ask("cube=funnel&rows=pipeline,stage&columns=-&measures=reached&window=all", by=ada, at=at)

    counted = {line.words: int(line.cells[0].value) for line in table(found).lines if line.depth == 1}
    assert counted == {"First talks": 2, "Talks": 2, "Terms": 1}
    told = leads(found, browser)
    assert {words: told[words] for words in counted} == counted


@pytest.fixture
def three_ends(ada, ana):
    """One deal that was lost late, one that was won, one that is open and waits for no step."""
    lost = a_deal(owner=ana, amount=Decimal(300))
    move(lost, by=ana, stage=a_stage("Terms"))
    lose(lost.fresh(), by=ana, reason=a_loss_reason())
    win(a_deal(owner=ana, amount=Decimal(500)), by=ana)
    a_deal(owner=ana, amount=Decimal(50), next_step_on=None)
    return built()


@pytest.mark.parametrize("measure", ["won", "lost", "without_step", "won_amount", "lost_amount", "weighted"])
def test_cells_of_deals_open_the_deals_they_are_made_of_and_no_others(three_ends, ada, measure):
    found = ask(f"cube=deals&rows=stage&columns=-&measures={measure}&window=all", by=ada, at=three_ends)

    assert leads(found, at_the_screen(ada))["Total"] == 1


def test_a_deal_counts_once_in_a_total_of_the_funnel_however_many_stages_it_came_to(three_ends, ada):
    def total(measure):
        asked = f"cube=funnel&rows=stage&columns=-&measures={measure}&window=all"
        return numbers(ask(asked, by=ada, at=three_ends))[(ALL,)]

    assert total("reached") == 3
    assert total("win_rate_from") == Decimal("0.5")
    assert total("came_amount") is None
    assert total("fell_amount") == 300


@pytest.mark.parametrize("rows", ["stage", "became", "stage,became", "pipeline,stage"])
@pytest.mark.parametrize("measure", ["fell", "reached"])
def test_every_cell_of_the_funnel_opens_as_many_deals_as_it_counts(three_ends, ada, rows, measure):
    browser = at_the_screen(ada)
    found = ask(f"cube=funnel&rows={rows}&columns=-&measures={measure}&window=all", by=ada, at=three_ends)

    for line in table(found).lines:
        page = browser.get(line.cells[0].link).context
        told = len({row[0] for row in page["found"].rows}) if "found" in page else page["count"]
        assert told == line.cells[0].value, line.words


def test_numbers_asked_for_together_are_those_asked_for_alone(three_ends, ada):
    measures = ["reached", "passed", "fell", "fell_amount", "stay", "win_rate_from"]

    def told(names, measure):
        asked = f"cube=funnel&rows=stage&columns=-&measures={','.join(names)}&window=all"
        return numbers(ask(asked, by=ada, at=three_ends), measure)

    assert [told(measures, one) for one in measures] == [told([one], one) for one in measures]
    assert told(measures, "fell_amount")[("Terms",)] == 300
