"""The pages of deals tell what somebody may see, and nothing else."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.cast import a_deal, a_loss_reason, a_lost_deal, a_stage
from zhike.deals import figures, learning
from zhike.deals.actions import lose, move, move_back, win
from zhike.deals.day import due
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db


def test_a_card_is_dropped_on_a_stage_and_goes_back_with_the_sentence(ana):
    deal, terms = a_deal(owner=ana), a_stage("Terms")
    terms.to_enter = ["decider"]
    terms.save()
    sent = {"field": f"pipeline_{deal.pipeline_id}", "to": terms.pk, "version": deal.version}

    answer = at_the_screen(ana).post(f"/deals/{deal.pk}/move/", sent, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "Not ready for “Terms”. Missing: a contact who decides." in answer.content.decode()
    assert deal.fresh().stage == deal.stage


def test_a_card_moved_fetches_what_it_shows_and_no_more(ana, django_assert_max_num_queries):
    deal, terms = a_deal(owner=ana), a_stage("Terms")
    screen = at_the_screen(ana)
    sent = {"field": f"pipeline_{deal.pipeline_id}", "to": terms.pk, "version": deal.version}

    with django_assert_max_num_queries(26):
        answer = screen.post(f"/deals/{deal.pk}/move/", sent, headers={"HX-Request": "true"})

    assert (answer.status_code, deal.fresh().stage) == (200, terms)


def test_the_days_in_a_stage_are_told_of_open_deals_alone(ana):
    today = timezone.localdate()
    a_deal(owner=ana, name="Talked about", stage_since=today)
    won = a_deal(owner=ana, name="Decided", opened_on=today, stage_since=today)
    win(won, by=ana)
    browser = at_the_screen(ana)

    page = browser.get("/deals/?columns=name,stage_since&view=").content.decode()
    path = re.search(r'<li class="won">(.*?)</li>', browser.get(f"/deals/{won.pk}/").content.decode(), re.DOTALL)

    assert page.count("0 days") == 1
    assert re.search(r"Decided</a></td><td[^>]*><span class=.faint none.>—</span>", page)
    assert path
    assert "day" not in path[1]


@pytest.mark.parametrize("end", ["Won", "Lost"])
def test_a_card_dropped_on_an_end_asks_how_it_ended(ana, end):
    deal = a_deal(owner=ana)
    sent = {"field": f"pipeline_{deal.pipeline_id}", "to": a_stage(end).pk, "version": deal.version}

    answer = at_the_screen(ana).post(f"/deals/{deal.pk}/move/", sent, headers={"HX-Request": "true"})

    verb = {"Won": "win", "Lost": "lose"}[end]
    assert answer.headers["HX-Redirect"].startswith(f"/deals/{deal.pk}/do/{verb}/")


def test_the_next_step_is_asked_for_where_none_lies_ahead(ana):
    lies_ahead = timezone.localdate() + timedelta(days=3)
    without, late = a_deal(owner=ana, next_step="", next_step_on=None), a_deal(owner=ana)
    planned = a_deal(owner=ana, next_step_on=lies_ahead)
    browser = at_the_screen(ana)

    codes = [browser.get(f"/deals/{deal.pk}/asking/").status_code for deal in (without, late, planned)]

    assert codes == [200, 200, 204]


def test_the_figures_of_a_pipeline_lead_to_the_deals_they_count(ana, bo):
    deal, today = a_deal(owner=ana, next_step="", next_step_on=None), timezone.localdate()
    a_deal(owner=ana, next_step_on=today + timedelta(days=3), expected_on=today + timedelta(days=9))
    a_deal(owner=bo)
    browser = at_the_screen(ana)

    page = browser.get(f"/deals/pipelines/{deal.pipeline_id}/")

    told = {str(words): (count, url) for words, count, url, _warns in page.context["counts"]}
    assert [count for count, _url in told.values()] == [2, 1, 0, 1]
    for count, url in told.values():
        assert browser.get(url).content.decode().count("data-href") == count, url


def test_every_row_behind_a_picture_leads_to_as_many_deals_as_it_counts(ana):
    today = timezone.localdate()
    moved, lost, won = (a_deal(owner=ana, opened_on=today) for _nth in range(3))
    move(moved, by=ana, stage=a_stage("Terms"))
    lose(lost, by=ana, reason=a_loss_reason())
    win(won, by=ana)
    a_deal(owner=ana, opened_on=today, expected_on=None)
    a_deal(owner=ana, opened_on=today, currency="EUR", expected_on=today.replace(day=1))
    browser = at_the_screen(ana)

    for address, cards in ((f"/deals/pipelines/{won.pipeline_id}/", 4), ("/deals/outcomes/", 4)):
        found = [table for card in browser.get(address).context["cards"] for table in card.figures if table.links]
        assert len(found) == cards
        for table in found:
            for nth, row in enumerate(table.rows):
                counted = row.get("deals", row.get("reached", row.get("won", 0) + row.get("lost", 0)))
                assert browser.get(table.links[nth]).context["count"] == counted, (table.title, row)


def test_deals_are_asked_for_by_how_far_they_came_and_what_they_left_last(ana):
    moved, lost, talks = a_deal(owner=ana), a_deal(owner=ana), a_stage("Talks")
    move(moved, by=ana, stage=a_stage("Terms"))
    lose(lost, by=ana, reason=a_loss_reason())
    browser = at_the_screen(ana)

    counts = [
        browser.get(f"/deals/?{asked}={stage.pk}").context["count"]
        for asked in ("came_to", "left_last")
        for stage in (talks, a_stage("Terms"))
    ]

    assert counts == [2, 1, 2, 0]
    assert browser.get("/deals/?came_to=99999999").context["count"] == 0


def test_how_far_deals_came_counts_those_that_jumped_a_stage(ana):
    won, lost = a_deal(owner=ana), a_deal(owner=ana)
    move_back(move(lost, by=ana, stage=a_stage("Terms")), by=ana)
    lose(lost, by=ana, reason=a_loss_reason())
    move(won, by=ana, stage=a_stage("Terms"))

    steps = figures.funnel(won.pipeline, by=ana, since=won.opened_on)

    assert [(stage.name, reached) for stage, reached, _won in steps] == [("First talks", 2), ("Talks", 2), ("Terms", 1)]


def test_ended_deals_teach_their_stages(ana):
    today = timezone.localdate()
    for nth in range(6):
        deal = a_deal(owner=ana, stage_since=today - timedelta(days=4 + nth))
        lose(deal, by=ana, reason=a_loss_reason())
    tomorrow = today + timedelta(days=1)

    learned = {one.stage.name: one for one in learning.learn(tomorrow)}

    talks, terms = learned["Talks"], learned["Terms"]
    assert (talks.reached, talks.won, talks.probability) == (6, 0, Decimal("15.38"))
    assert (talks.median_days, talks.slow_days) == (6, 8)
    assert (terms.reached, terms.probability) == (0, 50)
    assert learning.learn(tomorrow)[0].as_of == tomorrow  # once more replaces it


def test_how_deals_ended_comes_as_tables(ana):
    deal = a_lost_deal(owner=ana, opened_on=timezone.localdate())
    deal.closed_on = timezone.localdate()
    deal.save()
    browser = at_the_screen(ana)

    page = browser.get("/deals/outcomes/").content.decode()
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get("/deals/outcomes/xlsx/").content))

    assert str(deal.loss_reason) in page
    rows = book.get_sheet_by_index(1).to_python()
    assert rows[1][:3] == [str(deal.loss_reason), 0, 1]


def test_only_those_who_may_change_a_stage_set_its_rules(ana, mei):
    stage = a_stage()

    assert at_the_screen(ana).post(f"/deals/stages/{stage.pk}/rules/", {"enter": "amount"}).status_code == 403
    assert at_the_screen(mei).post(f"/deals/stages/{stage.pk}/rules/", {"enter": "amount"}).status_code == 302
    assert stage.fresh().to_enter == ["amount"]
    assert at_the_screen(ana).get(f"/deals/pipelines/{stage.pipeline_id}/").status_code == 200


def test_the_customer_page_tells_its_deals(ana):
    deal = a_deal(owner=ana)
    browser = at_the_screen(ana)

    page = browser.get(f"/customers/{deal.customer_id}/?timeline").content.decode()
    told = browser.get(f"/customers/{deal.customer_id}/timeline/").content.decode()

    assert f'<a href="/deals/{deal.pk}/">年度用茶</a>' in page
    assert "Deal opened: 年度用茶" in told


def test_a_day_holds_the_deals_whose_next_step_is_due_or_unknown(ana, bo):
    today = timezone.localdate()
    late, lost = a_deal(owner=ana, name="Late", next_step_on=today - timedelta(days=2)), a_lost_deal(owner=ana)
    a_deal(owner=ana, name="Unknown", next_step="", next_step_on=None)
    a_deal(owner=ana, name="Ahead", next_step_on=today + timedelta(days=1))
    a_deal(owner=bo, name="Of another")

    items = {item.title: item for item in due(by=ana, today=today)}

    assert list(items) == ["Send samples · Late", "Unknown"]
    assert (items["Unknown"].reason, items["Send samples · Late"].reason) == ("No next step", "2 days late")
    assert (items["Send samples · Late"].amount, lost.status) == (late.weighted, "lost")


def test_amounts_in_other_currencies_are_told_beside_and_never_added(ana):
    deal = a_deal(owner=ana, amount=Decimal(1000))
    a_deal(owner=ana, amount=Decimal(50), currency="USD")
    a_deal(owner=ana, amount=Decimal(2000))

    page = at_the_screen(ana).get(f"/deals/pipelines/{deal.pipeline_id}/")
    board = at_the_screen(ana).get(f"/deals/board/?by=pipeline_{deal.pipeline_id}")

    assert page.context["beside"] == [("USD", 1, 50.0)]
    assert "Amounts are those in CNY; nothing is converted." in page.text
    assert "US$50.00 in 1 deal" in page.text
    totals = [lane.tally.totals for lane in board.context["lanes"] if lane.count]
    assert [[(currency, amount) for amount, currency in some] for some in totals] == [
        [("CNY", Decimal(600)), ("USD", Decimal(10))]
    ]


def test_a_new_deal_is_asked_nothing_of_its_end_before_it_has_one(ana):
    deal, screen = a_deal(owner=ana), at_the_screen(ana)

    assert 'name="loss_reason"' not in screen.get("/deals/new/").text
    edit = screen.get(f"/deals/{deal.pk}/edit/").text
    assert 'name="loss_reason"' in edit
    assert 'value="38000.00"' in edit
    typed = {
        "name": "Tea",
        "customer": f"x #{deal.customer_id}",
        "stage": f"x #{a_stage('Lost').pk}",
        "currency": "CNY",
    }
    refused = screen.post("/deals/new/", typed | {"opened_on": "2026-03-02", "stage_since": "2026-03-02"})

    assert refused.status_code == 422
    assert 'name="loss_reason"' in refused.text


def test_a_step_that_is_refused_names_the_stage_in_the_form(ana):
    deal, terms = a_deal(owner=ana), a_stage("Terms")
    terms.to_enter = ["decider"]
    terms.save()
    screen = at_the_screen(ana)
    (sent,) = re.findall(r'name="stage" value="(Terms #\d+)"', screen.get(f"/deals/{deal.pk}/").text)

    answer = screen.post(f"/deals/{deal.pk}/do/move/", {"stage": sent})

    assert answer.status_code == 422
    assert f'value="{sent}"' in answer.text
