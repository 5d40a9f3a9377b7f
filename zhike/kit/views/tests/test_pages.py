"""Lists and views at the screen: what an address shows, what a form keeps, what is refused."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import a_plant
from tests.cast import a_view as a_kept_view
from zhike.kit.audit.models import Trace
from zhike.kit.surfaces import query
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.views import grouping
from zhike.kit.views.models import View

pytestmark = pytest.mark.django_db


def a_view(by, **fields):
    return a_kept_view(by, **{"noun": "example.plant", "name": "Sunny", "state": {"light": ["sun"]}} | fields)


def names(page):
    return re.findall(r'class="title" href="[^"]*">([^<]*)<', page.content.decode())


def headings(page):
    return re.findall(r'data-column="([^"]*)"', page.content.decode())


def test_a_view_brings_its_conditions_and_the_address_may_say_others(ana):
    a_plant(owner=ana, name="Aloe", light="sun"), a_plant(owner=ana, name="Fern", light="shade")
    view, screen = a_view(ana), at_the_screen(ana)

    assert names(screen.get(f"/plants/?view={view.pk}")) == ["Aloe"]
    assert names(screen.get(f"/plants/?view={view.pk}&light=shade")) == ["Fern"]
    assert names(screen.get(f"/plants/?view={view.pk}&light=&sort=-name")) == ["Fern", "Aloe"]


def test_a_shared_view_shows_everybody_their_own_rows(ana, bo, mei):
    a_plant(owner=ana, name="Aloe"), a_plant(owner=bo, name="Fern")
    view = a_view(mei, audience="everyone", state={"keeper": ["me"]})

    assert names(at_the_screen(ana).get(f"/plants/?view={view.pk}")) == ["Aloe"]
    assert names(at_the_screen(bo).get(f"/plants/?view={view.pk}")) == ["Fern"]
    assert [row["name"] for row in Program(bo).get("/plants", view=view.pk).json()["items"]] == ["Fern"]


def test_a_view_of_others_is_not_found(ana, bo):
    view = a_view(bo)

    assert at_the_screen(ana).get(f"/plants/?view={view.pk}").status_code == 404
    assert at_the_screen(ana).get("/plants/?view=nonsense").status_code == 400
    assert (
        Program(ana).get("/plants", view=view.pk).status_code,
        Program(ana).get("/plants", view="x").status_code,
    ) == (
        404,
        400,
    )
    assert at_the_screen(ana).post(f"/plants/views/{view.pk}/delete/").status_code == 404
    assert at_the_screen(bo).post(f"/plants/views/{view.pk}/nonsense/").status_code == 404


def test_what_a_view_names_in_vain_is_left_out_and_told(ana):
    a_plant(owner=ana, name="Aloe", light="sun")
    state = {"light": ["sun"], "colour": ["green"], "sort": ["smell,-name"], "columns": ["name,age"], "group": ["age"]}
    view = a_view(ana, state=state)

    page = at_the_screen(ana).get(f"/plants/?view={view.pk}")

    assert names(page) == ["Aloe"]
    assert headings(page) == ["name"]
    for sentence in ("no filter called “colour”", "sorted by “smell”", "no column called “age”", "grouped by “age”"):
        assert sentence in page.text


def test_the_same_in_the_address_itself_is_refused(ana):
    for said in ("colour=green", "sort=smell", "columns=age", "columns=name:wide", "group=age", "group=pots"):
        assert at_the_screen(ana).get(f"/plants/?{said}").status_code == 400


def test_a_changed_view_is_marked_and_its_maker_may_save_it(ana):
    view, screen = a_view(ana), at_the_screen(ana)
    assert "Save changes" not in screen.get(f"/plants/?view={view.pk}").text
    assert "Save changes" in screen.get(f"/plants/?view={view.pk}&light=shade&columns=name:120").text

    answer = screen.post(f"/plants/views/{view.pk}/save/?view={view.pk}&light=shade&columns=name:120&open=sun")

    view.refresh_from_db()
    assert answer.headers["Location"] == f"/plants/?view={view.pk}"
    assert view.state == {"light": ["shade"], "columns": ["name:120"]}


def test_a_list_is_kept_by_form_and_then_shown(ana):
    typed = {"name": "Shade", "audience": "team", "team": ana.team_id, "pinned": "on"}

    answer = at_the_screen(ana).post("/plants/views/?light=shade&sort=name", typed)

    view = View.objects.get()
    assert answer.headers["Location"] == f"/plants/?view={view.pk}"
    assert (view.name, view.state) == ("Shade", {"light": ["shade"], "sort": ["name"]})
    assert "Shade" in at_the_screen(ana).get("/plants/").text


def test_a_refused_form_keeps_what_was_typed(ana):
    typed = {"name": "Shade", "audience": "everyone"}

    answer = at_the_screen(ana).post("/plants/views/?light=shade", typed)

    assert answer.status_code == 422
    assert "share this one with your team" in answer.text
    assert 'value="Shade"' in answer.text
    assert not Trace.objects.exists()


def test_what_makes_no_sense_is_not_kept(ana):
    typed = {"name": "Shade", "audience": "private"}

    answer = at_the_screen(ana).post("/plants/views/?pots.min=many", typed)

    assert (answer.status_code, "“many” is not a value of “pots”" in answer.text) == (422, True)
    assert not View.objects.exists()


def test_a_list_opens_with_the_chosen_view_and_all_is_one_click_away(ana):
    view, screen = a_view(ana), at_the_screen(ana)
    told = screen.post(f"/plants/views/{view.pk}/open/", follow=True).text

    assert "The list now opens with “Sunny”." in told
    assert screen.get("/plants/").headers["Location"] == f"/plants/?view={view.pk}"
    assert screen.get("/plants/?view=").status_code == 200


def test_deleting_offers_to_bring_back(ana):
    view, screen = a_view(ana), at_the_screen(ana)

    page = screen.post(f"/plants/views/{view.pk}/delete/", follow=True)
    assert f'action="/plants/views/{view.pk}/restore/"' in page.text

    screen.post(f"/plants/views/{view.pk}/restore/")
    assert screen.get(f"/plants/?view={view.pk}").status_code == 200


def test_columns_stand_as_asked_with_their_width(ana):
    a_plant(owner=ana, name="Aloe")

    page = at_the_screen(ana).get("/plants/?columns=pots:120,name&columns=note")

    assert headings(page) == ["pots", "name", "note"]
    assert '<col width="120"><col><col>' in page.text
    assert "By the window." in page.text


def test_long_texts_are_fetched_only_where_they_are_shown(ana):
    a_plant(owner=ana)
    screen = at_the_screen(ana)

    assert '"note"' not in rows_asked_for(screen, "/plants/")
    assert '"note"' in rows_asked_for(screen, "/plants/?columns=name,note")


def rows_asked_for(screen, address):
    with CaptureQueriesContext(connection) as asked:
        screen.get(address)
    return next(one["sql"] for one in asked.captured_queries if '"example_plant"."label"' in one["sql"])


def test_a_further_key_is_added_to_the_order_or_turned_in_its_place(ana):
    a_plant(owner=ana)

    page = at_the_screen(ana).get("/plants/?sort=light,-name").text

    added = re.findall(r'class="added" hx-get="\?sort=([^"]*)"', page)
    assert "light%2C-name%2C-pots" in added
    assert "light%2Cname" in added
    assert "-light%2C-name" in added


def test_a_count_is_capped_and_exact_when_asked(ana, monkeypatch):
    for _nth in range(4):
        a_plant(owner=ana)
    monkeypatch.setattr(query, "CAP", 3)
    monkeypatch.setattr("zhike.kit.surfaces.listing.CAP", 3)

    assert "3+ records" in at_the_screen(ana).get("/plants/").text
    assert at_the_screen(ana).get("/plants/count/?light=sun").text.strip() == "4 records"


def test_a_list_that_fits_on_its_page_is_not_counted_apart(ana):
    a_plant(owner=ana), a_plant(owner=ana)

    with CaptureQueriesContext(connection) as queries:
        page = at_the_screen(ana).get("/plants/").text

    assert "2 records" in page
    assert [one["sql"] for one in queries if "COUNT" in one["sql"].upper() and "plant" in one["sql"]] == []


def test_a_count_that_takes_too_long_is_given_up(ana, monkeypatch):
    a_plant(owner=ana)
    monkeypatch.setattr("zhike.kit.surfaces.listing.PATIENCE", 1)
    slow = "(select count(*) from generate_series(1, 3000000)) > 0"
    found = query.Query.found.func
    monkeypatch.setattr(query.Query, "found", property(lambda self: found(self).extra(where=[slow])))

    answer = at_the_screen(ana).get("/plants/count/")

    assert answer.status_code == 200
    assert "Add a condition and try again" in answer.text


def groups(screen, address):
    page = screen.get(address).text
    found = re.findall(r'aria-expanded="(true|false)">([^<]*) <i>([^<]*)</i>', page)
    return [(words.strip(), int(count), opened == "true") for opened, words, count in found]


def test_rows_stand_under_their_groups_with_the_first_one_open(ana):
    a_plant(owner=ana, name="Fern", light="shade", height=Decimal(10))
    a_plant(owner=ana, name="Palm", light="shade", height=Decimal(30))
    a_plant(owner=ana, name="Aloe", light="sun", height=Decimal(5))
    screen = at_the_screen(ana)

    page = screen.get("/plants/?group=light")

    assert groups(screen, "/plants/?group=light") == [("Sun", 1, True), ("Shade", 2, False)]
    assert names(page) == ["Aloe"]
    assert re.search(r'<td class="n">⌀ 20 cm</td>', page.text)
    assert names(screen.get("/plants/?group=light&open=shade&sort=-height")) == ["Palm", "Fern"]
    assert names(screen.get("/plants/?group=light&open=")) == []


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("flowers", [("No", 2, True), ("Yes", 1, False)]),
        ("name", [("Fern", 2, True), ("Aloe", 1, False)]),
        ("bought_on", [("February 2026", 2, True), ("(none)", 1, False)]),
        ("watered_at", [("March 2026", 2, True), ("February 2026", 1, False)]),
        ("keeper", [("Ana", 3, True)]),
    ],
)
def test_every_kind_of_field_makes_groups(ana, field, expected):
    march = datetime(2026, 2, 28, 16, tzinfo=UTC)  # already March in the business zone
    a_plant(owner=ana, name="Fern", bought_on=date(2026, 2, 1), watered_at=march)
    a_plant(owner=ana, name="Fern", bought_on=date(2026, 2, 28), watered_at=march)
    a_plant(owner=ana, name="Aloe", bought_on=None, watered_at=datetime(2026, 2, 28, 15, tzinfo=UTC), flowers=True)
    screen = at_the_screen(ana)

    assert groups(screen, f"/plants/?group={field}") == expected
    for words, count, _opened in expected:
        address = next(link for link, said in links(screen, field) if said == words)
        assert len(names(screen.get(f"/plants/{address}"))) == count


def links(screen, field):
    page = screen.get(f"/plants/?group={field}&open=").text
    return [
        (link.replace("&amp;", "&"), words.strip())
        for link, words in re.findall(r'<a href="([^"]*)"[^>]*aria-expanded="false">([^<]*) <i>', page)
    ]


def test_a_group_goes_on_page_by_page(ana):
    for nth in range(60):
        a_plant(owner=ana, name=f"Fern {nth:02}", light="shade")
    screen = at_the_screen(ana)

    first = screen.get("/plants/?group=light")
    link = re.search(r'rel="next" href="([^"]*)"', first.text)[1].replace("&amp;", "&")

    assert names(first)[-1] == "Fern 49"
    assert names(screen.get(f"/plants/{link}")) == [f"Fern {nth}" for nth in range(50, 60)]


def test_a_hidden_row_makes_no_group_of_its_own(ana, bo):
    hidden, seen = a_plant(owner=bo, name="Hidden"), a_plant(owner=ana, name="Seen")
    a_plant(owner=ana, mother=hidden), a_plant(owner=ana, mother=seen)
    screen = at_the_screen(ana)

    assert groups(screen, "/plants/?group=mother") == [("Seen", 1, True), ("(none)", 2, False)]
    assert names(screen.get(f"/plants/?group=mother&open={hidden.pk}")) == []


def test_amounts_in_several_currencies_have_no_sum(ana):
    row = {"group_key": 1, "total_0": Decimal(5), "least_currency": "CNY", "most_currency": "USD"}

    class Amount:
        name, money = "total", True

    assert grouping._totals(row, [Amount]) == {}
    assert grouping._totals(row | {"most_currency": "CNY"}, [Amount]) == {"total": Decimal(5)}


def test_of_very_many_rows_the_first_are_counted_and_told(ana, monkeypatch):
    monkeypatch.setattr(grouping, "MOST_ROWS", 2)
    monkeypatch.setattr("zhike.kit.surfaces.listing.CAP", 1)
    for _nth in range(3):
        a_plant(owner=ana)

    page = at_the_screen(ana).get("/plants/?group=light").text

    assert "the first 50,000 were counted" in page
    assert "<i>2+</i>" in page
    assert "⌀" not in page


def test_of_very_many_groups_the_largest_are_shown_and_told(ana, monkeypatch):
    monkeypatch.setattr(grouping, "MOST_GROUPS", 1)
    a_plant(owner=ana, name="Fern"), a_plant(owner=ana, name="Fern"), a_plant(owner=ana, name="Aloe")

    screen = at_the_screen(ana)

    assert groups(screen, "/plants/?group=name") == [("Fern", 2, True)]
    assert "largest groups are shown" in screen.get("/plants/?group=name").text


@pytest.mark.parametrize("value", ["nonsense", "0001-01-01", "9999-12-31", "\x00", "99999999999999999999"])
@pytest.mark.parametrize("field", ["light", "mother", "keeper", "flowers", "name", "bought_on", "watered_at"])
def test_no_group_in_an_address_breaks_the_list(ana, field, value):
    a_plant(owner=ana)

    assert at_the_screen(ana).get("/plants/", {"group": field, "open": value}).status_code in (200, 400)


def test_a_tree_of_conditions_is_kept_too(ana):
    a_plant(owner=ana, name="Aloe", pots=5), a_plant(owner=ana, name="Fern", pots=1)
    tree = json.dumps({"not": {"field": "pots", "op": "max", "values": ["2"]}})
    view = a_view(ana, state={"filter": [tree]})

    assert names(at_the_screen(ana).get(f"/plants/?view={view.pk}")) == ["Aloe"]


def test_pinned_views_are_tabs_and_those_of_other_teams_wait_in_the_menu(ana, ada):
    a_view(ana, name="Ours", audience="team", team=ana.team, pinned=True)
    a_view(ana, name="Loose", audience="everyone")

    assert [tab in tabs_of(ana) for tab in ("Ours", "Loose")] == [True, False]
    assert [tab in tabs_of(ada) for tab in ("Ours", "Loose")] == [False, False]
    assert "Ours" in at_the_screen(ada).get("/plants/").text


def tabs_of(by):
    return re.search(r'<nav class="tabs".*?</nav>', at_the_screen(by).get("/plants/").text, re.DOTALL)[0]
