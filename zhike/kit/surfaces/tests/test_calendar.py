"""A calendar at the screen: whole weeks from Monday on, the first few rows of each day, the rest a click away."""

import re
from datetime import UTC, date, datetime

import pytest

from tests.cast import a_customer, a_plant, a_task, an_order
from zhike.kit.surfaces import calendar
from zhike.kit.surfaces.calendar import Span
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db


def days(page):
    """The days that hold something, with what they show."""
    parts = re.findall(r'data-to="([^"]*)">(.*?)</section>', page.content.decode(), re.DOTALL)
    shown = {day: re.findall(r'draggable="false">(?:<time>([^<]*)</time> )?([^<]*)<', part) for day, part in parts}
    return {day: [" ".join(filter(None, row)) for row in rows] for day, rows in shown.items() if rows}


@pytest.mark.parametrize(
    ("span", "first", "last", "weeks"),
    [
        (Span("month", date(2026, 3, 1)), date(2026, 2, 23), date(2026, 4, 5), 6),
        (Span("month", date(2026, 2, 1)), date(2026, 1, 26), date(2026, 3, 1), 5),
        (Span("month", date(2027, 2, 1)), date(2027, 2, 1), date(2027, 2, 28), 4),
        (Span("month", date(2025, 12, 1)), date(2025, 12, 1), date(2026, 1, 4), 5),
        (Span("week", date(2026, 3, 9)), date(2026, 3, 9), date(2026, 3, 15), 1),
    ],
)
def test_a_page_holds_whole_weeks(span, first, last, weeks):
    assert (span.days[0], span.days[-1], len(span.days)) == (first, last, weeks * 7)
    assert span.days[0].isoweekday() == 1


@pytest.mark.parametrize(
    ("span", "before", "after"),
    [
        (Span("month", date(2026, 1, 1)), date(2025, 12, 1), date(2026, 2, 1)),
        (Span("month", date(2026, 12, 1)), date(2026, 11, 1), date(2027, 1, 1)),
        (Span("week", date(2026, 3, 2)), date(2026, 2, 23), date(2026, 3, 9)),
    ],
)
def test_the_neighbours_of_a_span(span, before, after):
    assert (span.beside(-1).first, span.beside(1).first) == (before, after)


def test_rows_stand_on_their_day(ana, clock):
    a_task(owner=ana, title="Kettle", due_on="2026-03-13"), a_task(owner=ana, title="Samples", due_on="2026-04-01")
    a_task(owner=ana, title="Whenever", due_on=None)
    screen = at_the_screen(ana)

    assert days(screen.get("/tasks/calendar/")) == {"2026-03-13": ["Kettle"], "2026-04-01": ["Samples"]}
    assert days(screen.get("/tasks/calendar/?month=2026-05")) == {}
    assert days(screen.get("/tasks/calendar/?week=2026-03-11")) == {"2026-03-13": ["Kettle"]}
    assert days(screen.get("/tasks/calendar/?q=Samples")) == {"2026-04-01": ["Samples"]}


def test_a_moment_stands_on_its_day_in_the_business_zone(ana):
    late = datetime(2026, 3, 8, 16, 30, tzinfo=UTC)  # half past midnight of the ninth in Shanghai
    order = an_order(customer=a_customer(owner=ana), placed_at=late)

    page = at_the_screen(ana).get("/orders/calendar/?on=placed_at&week=2026-03-09")

    assert days(page) == {"2026-03-09": [f"00:30 {order.number}"]}


def test_a_full_day_leads_to_the_list_of_it(ana, clock):
    for nth in range(5):
        a_task(owner=ana, title=f"Call {nth}", due_on="2026-03-13")
    screen = at_the_screen(ana)

    page = screen.get("/tasks/calendar/?month=2026-03&status=open&due_on.min=2026-03-01")
    link, more = re.search(r'<a class="all" href="([^"]*)">([^<]*)<', page.content.decode()).groups()

    assert days(page) == {"2026-03-13": ["Call 0", "Call 1", "Call 2"]}
    assert (link, more) == (
        "/tasks/?status=open&amp;due_on.min=2026-03-13&amp;due_on.max=2026-03-13",
        "+2",
    )
    assert screen.get(link.replace("&amp;", "&")).content.decode().count('class="title"') == 5


def test_a_day_is_counted_only_so_far(ana, clock, monkeypatch):
    monkeypatch.setattr(calendar, "COUNTED", 4)
    for _nth in range(6):
        a_task(owner=ana, due_on="2026-03-13")

    page = at_the_screen(ana).get("/tasks/calendar/").content.decode()

    assert re.search(r'<a class="all"[^>]*>([^<]*)<', page)[1] == "1+"


def test_today_and_the_neighbours_are_a_click_away(ana, clock):
    def links(asked):
        page = at_the_screen(ana).get(f"/plants/calendar/?{asked}").content.decode()
        part = re.search(r'<nav class="span".*?</nav>', page, re.DOTALL)[0]
        return [link.partition("?")[2].replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', part)]

    a_plant(owner=ana)
    assert links("light=sun&month=2026-01") == [
        "light=sun&month=2025-12",
        "light=sun&month=2026-03",
        "light=sun&month=2026-02",
        "light=sun&month=2026-01",
        "light=sun&week=2025-12-29",
    ]
    assert links("week=2026-03-12")[:3] == ["week=2026-03-02", "week=2026-03-09", "week=2026-03-16"]


@pytest.mark.parametrize("asked", ["month=2026-13", "month=nonsense", "week=2026-02-30", "month=9999-12", "on=title"])
def test_an_address_that_makes_no_sense_is_refused(ana, asked):
    assert at_the_screen(ana).get(f"/tasks/calendar/?{asked}").status_code == 400


def test_a_noun_without_a_date_has_no_calendar(ana):
    assert at_the_screen(ana).get("/households/calendar/").status_code == 404
