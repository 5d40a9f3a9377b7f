"""The rail of places."""

from types import SimpleNamespace

import pytest

from zhike.look import nav
from zhike.look.nav import Place, Rail

MEI, ANA = SimpleNamespace(name="Mei"), SimpleNamespace(name="Ana")


@pytest.fixture
def rail_of(monkeypatch):
    monkeypatch.setattr(nav, "_places", {})
    for place in (
        Place("tasks", "Tasks", "kit:list", 30, args=("tasks",), counts=lambda by: 4),
        Place("customers", "Customers", "kit:list", 20, args=("customers",), shown_to=lambda by: by is MEI),
        Place("sales", "Sales", "kit:list", 40, args=("orders",)),
        Place("products", "Products", "kit:list", 41, args=("products",), under="sales"),
    ):
        nav.add(place)
    return lambda by, path: Rail(by=by, path=path)


def words(stops):
    return [stop.place.label for stop in stops]


def test_places_stand_in_order_and_only_where_a_person_may_go(rail_of):
    assert words(rail_of(MEI, "/").stops) == ["Customers", "Tasks", "Sales"]
    assert words(rail_of(ANA, "/").stops) == ["Tasks", "Sales"]


def test_a_page_below_a_place_is_in_that_place(rail_of):
    here = [stop.place.label for stop in rail_of(MEI, "/customers/12/edit/").stops if stop.is_here]

    assert here == ["Customers"]


def test_a_place_under_another_opens_it(rail_of):
    sales = rail_of(MEI, "/products/").stops[2]

    assert sales.is_open
    assert not sales.is_here
    assert [stop.is_here for stop in sales.stops] == [True]


def test_a_place_holds_the_pages_of_further_nouns(rail_of):
    nav.add(Place("desk", "Desk", "kit:board", 50, args=("tasks",), holds=("orders",)))
    nav.add(Place("sales", "Sales", "kit:list", 40, args=("products",)))

    here = [stop.place.label for stop in rail_of(MEI, "/orders/7/").stops if stop.is_here]

    assert here == ["Desk"]


def test_nobody_is_counted_for_before_the_figure_is_drawn(rail_of):
    asked = []
    nav.add(Place("inbox", "Inbox", "kit:list", 50, args=("tasks",), counts=lambda by: asked.append(by) or 7))

    rail = rail_of(MEI, "/")
    assert (rail.stops[-1].count, asked) == (0, [])
    assert rail.look[-1][3] == 7
    assert (rail.stops[-1].count, asked) == (7, [MEI])


def test_a_phone_shows_four_places_and_keeps_the_rest(rail_of):
    for number in range(3):
        nav.add(Place(f"more{number}", f"More {number}", "kit:list", 90, args=("tasks",)))
    rail = rail_of(MEI, "/")

    assert words(rail.rest) == ["More 1", "More 2"]


def test_a_part_is_drawn_anew_only_when_the_rail_looks_different(rail_of, monkeypatch):
    drawn = []
    monkeypatch.setattr(nav, "_drawn", {})
    monkeypatch.setattr(nav, "render_to_string", lambda name, context: drawn.append(context["nav"].path) or name)
    waiting = iter([3, 3, 4])
    nav.add(Place("inbox", "Inbox", "kit:list", 50, args=("tasks",), counts=lambda by: next(waiting)))

    for path in ("/customers/", "/customers/12/", "/customers/13/"):
        rail_of(MEI, path).drawn("places.html")

    assert drawn == ["/customers/", "/customers/13/"]
