"""Every point of the twelve months opens what it counts."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_customer, a_plan, a_receipt, an_order
from zhike.catalog.models import ExchangeRate
from zhike.kit.testing.acting import at_the_screen
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.receiving import allocate, refund, withdraw_receipt
from zhike.receivables.ageing import trend
from zhike.sales.models import Kind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)


@pytest.fixture
def story(ana, clock):
    """Claims, money, a refund, goods that came back and another currency, from March to May."""
    clock.move_to(f"{TODAY} 10:00")
    ExchangeRate.objects.create(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=Decimal("7.6"))
    first, _second = a_plan(owner=ana, customer=a_customer(owner=ana))
    paid = a_receipt(owner=ana, customer=first.customer, amount=800, received_on=date(2026, 4, 10))
    allocate(paid, by=ana)
    refund(paid.fresh(), by=ana, amount=Decimal(30), on=date(2026, 5, 4))
    told = {"customer": first.customer, "amends": first.order, "currency": "CNY", "placed_on": date(2026, 5, 6)}
    enter(an_order(quantity=-1, total=Decimal(-60), kind=Kind.RETURN, **told), by=ana)
    abroad = a_receipt(owner=ana, customer=a_customer(owner=ana), amount=100, currency="USD")
    withdraw_receipt(a_receipt(owner=ana, amount=5), by=ana, reason="Twice.")
    return paid, abroad


def points(page):
    """Owed, claimed and received: month by month what the line says and where it leads."""
    return [
        [(Decimal(str(value)), link) for (_at, value), link in zip(one.points, one.links, strict=True)]
        for one in page.context["trend"].series
    ]


@pytest.mark.usefixtures("story")
def test_every_point_leads_to_a_page_that_comes_to_as_much(ana):
    browser = at_the_screen(ana)

    owed, claimed, received = points(browser.get(f"/receivables/?on={TODAY}"))

    assert [value for value, _link in claimed[-3:]] == [760, 0, 0]
    assert [value for value, _link in received[-3:]] == [760, 800, -30]
    for value, link in [*owed, *claimed, *received]:
        assert bool(link) == bool(value), "nothing opens nothing"
        assert not link or browser.get(link).context["total"] == value, link
    assert owed[-1][1] == f"/receivables/open/?on={TODAY}", "the last month ends on the day it is counted"


def test_the_page_lists_the_documents_of_the_month_and_no_others(story, ana):
    paid, abroad = story
    browser = at_the_screen(ana)

    page = browser.get("/receivables/posted/?what=received&since=2026-04-01&until=2026-04-30")

    assert (page.context["count"], page.context["total"]) == (1, 800)
    assert f'href="/receipts/{paid.pk}/"' in page.text
    assert f"/receipts/{abroad.pk}/" not in page.text
    march = browser.get("/receivables/posted/?what=received&since=2026-03-01&until=2026-03-31")
    assert "US$100.00" in march.text


@pytest.mark.usefixtures("story")
def test_the_points_of_the_line_are_links_in_the_picture(ana):
    page = at_the_screen(ana).get(f"/receivables/?on={TODAY}").text

    assert 'href="/receivables/posted/?what=claimed&amp;since=2026-03-01&amp;until=2026-03-31"' in page


@pytest.mark.usefixtures("story")
def test_people_see_what_their_own_customers_owe_alone(ana, bo):
    asked = "/receivables/posted/?what=claimed&since=2026-03-01&until=2026-03-31"

    assert [at_the_screen(one).get(asked).context["count"] for one in (ana, bo)] == [2, 0]
    assert sum(claimed for _month, claimed, *_rest in trend(TODAY, by=bo)) == 0
