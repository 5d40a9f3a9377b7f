"""A board at the screen: columns in the order of the choices, counted and added up, read page by page."""

import re
from decimal import Decimal

import pytest
from django.db.models import Q
from django.http import QueryDict

from tests.cast import a_customer, a_finished_task, a_plant, a_task, a_view, an_order
from zhike.kit.registry import entity_of
from zhike.kit.surfaces import board, query, tallies
from zhike.kit.surfaces.query import Query
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.work.models import Priority, Task

pytestmark = pytest.mark.django_db


def heads(page):
    """The columns: what they are called, how many they hold, what it comes to."""
    found = re.findall(r"<h2>(.*?)</h2> <i>(.*?)</i>(?:<b[^>]*>(.*?)</b>)?</header>", page.content.decode())
    return [re.sub(r"<[^>]*>", "", " ".join(filter(None, head))) for head in found]


def titles(page):
    return re.findall(r'class="title" href="[^"]*" draggable="false">([^<]*)<', page.content.decode())


def test_the_columns_are_the_choices_in_their_order(ana):
    a_task(owner=ana), a_task(owner=ana), a_finished_task(owner=ana)

    assert heads(at_the_screen(ana).get("/tasks/board/")) == ["Open 2", "Done 1", "Dropped 0"]
    assert heads(at_the_screen(ana).get("/tasks/board/?by=priority")) == ["High 0", "Normal 3", "Low 0"]


def test_a_board_obeys_the_conditions_the_search_and_the_view_of_the_list(ana):
    a_task(owner=ana, title="Kettle", priority=Priority.HIGH), a_task(owner=ana, title="Samples")
    view, screen = a_view(ana, noun="work.task", state={"priority": ["1"]}), at_the_screen(ana)

    for asked in ("priority=1", "q=Kettle", f"view={view.pk}", "filter=priority+in+(1)"):
        assert titles(screen.get(f"/tasks/board/?{asked}")) == ["Kettle"], asked
    assert screen.get("/tasks/board/?colour=red").status_code == 400
    assert screen.get("/tasks/board/?by=title").status_code == 400
    assert screen.get("/households/board/").status_code == 404


def test_amounts_of_a_column_are_added_up_in_each_of_their_currencies(ana):
    tea_house = a_customer(owner=ana)
    an_order(customer=tea_house, total=Decimal(300)), an_order(customer=tea_house, total=Decimal(80))
    an_order(customer=tea_house, kind="return", total=Decimal(-20))
    screen = at_the_screen(ana)
    assert heads(screen.get("/orders/board/")) == ["Sale 2 Total ¥380", "Return 1 Total −¥20", "Adjustment 0"]

    an_order(customer=tea_house, total=Decimal(5), currency="USD")
    assert heads(screen.get("/orders/board/")) == ["Sale 3 Total ¥380 + US$5", "Return 1 Total −¥20", "Adjustment 0"]


def test_a_full_column_is_counted_to_the_cap_and_has_no_total(ana, monkeypatch):
    tea_house = a_customer(owner=ana)
    for module in (query, board, tallies):
        monkeypatch.setattr(module, "CAP", 2)
    for _nth in range(3):
        an_order(customer=tea_house, total=Decimal(100))

    assert heads(at_the_screen(ana).get("/orders/board/"))[0] == "Sale 2+"


def test_a_column_goes_on_where_it_ended(ana, monkeypatch):
    monkeypatch.setattr(board, "SIZE", 2)
    for name in ("Aloe", "Basil", "Cress", "Dill", "Elder"):
        a_plant(owner=ana, name=name)
    a_plant(owner=ana, name="Fern", light="shade")
    screen, seen = at_the_screen(ana), []

    page = screen.get("/plants/board/?by=light&sort=name")
    seen += titles(page)
    while more := re.search(r'hx-get="(/plants/board/[^"]*)"', page.content.decode()):
        page = screen.get(more[1].replace("&amp;", "&"))
        seen += titles(page)
        assert page.content.decode().count('class="to"') == len(titles(page)), "what comes later can be moved as well"

    assert seen == ["Aloe", "Basil", "Fern", "Cress", "Dill", "Elder"]


def test_rows_without_a_value_have_a_column_of_their_own(ana):
    a_customer("山月茶馆", owner=ana, tier="gold"), a_customer("云栖酒店", owner=ana)

    told = heads(at_the_screen(ana).get("/customers/board/?by=tier"))

    assert (told[0], told[-1]) == ("Gold 1", "(none) 1")


def test_a_card_says_a_few_things_and_who_looks_after_it(ana, clock):
    a_task(owner=ana, title="Kettle", customer=None, due_on="2026-03-11")
    page = at_the_screen(ana).get("/tasks/board/").content.decode()

    card = re.search(r"<article.*?</article>", page, re.DOTALL)[0]

    assert re.findall(r"<(?:span|em)[^>]*>([^<]+)<", card) == ["11 Mar", "Normal", "Overdue", "Ana"]


def test_a_finished_card_is_never_overdue(ana, clock):
    a_finished_task(owner=ana, due_on="2026-03-01")

    assert "Overdue" not in at_the_screen(ana).get("/tasks/board/").content.decode()


def test_where_nobody_may_change_anything_no_card_moves(ana):
    an_order(customer=a_customer(owner=ana))
    screen = at_the_screen(ana)

    assert "data-movable" in screen.get("/tasks/board/").content.decode()
    assert "data-movable" not in screen.get("/orders/board/").content.decode()
    assert "data-movable" not in screen.get("/customers/board/?by=tier").content.decode()


def test_a_view_kept_on_the_board_opens_as_a_board(ana):
    view = a_view(ana, noun="work.task", state={"by": ["priority"], "status": ["open"]})
    screen = at_the_screen(ana)

    answer = screen.get(f"/tasks/?view={view.pk}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/tasks/board/?view={view.pk}")
    assert heads(screen.get(answer.headers["Location"])) == ["High 0", "Normal 0", "Low 0"]
    assert screen.get(f"/tasks/?view={view.pk}&by=").status_code == 200


def test_the_switch_carries_the_conditions_over(ana):
    def switch(address):
        page = at_the_screen(ana).get(address).content.decode()
        links = re.findall(r'href="([^"]*)"', re.search(r'<nav class="shapes".*?</nav>', page)[0])
        return [link.replace("&amp;", "&") for link in links]

    assert switch("/tasks/board/?by=priority&status=open&q=tea") == [
        "/tasks/?status=open&q=tea",
        "/tasks/board/?status=open&q=tea&by=status",
        "/tasks/calendar/?status=open&q=tea&on=due_on",
    ]
    assert "shapes" not in at_the_screen(ana).get("/households/").content.decode().replace("shapes.css", "")


def test_nothing_is_counted_where_nothing_can_be(ana):
    found = Query.read(entity_of(Plant), QueryDict(), by=ana).found

    assert tallies.tallies(found, [Q(pk__in=[]), Q()], None) == [tallies.Tally(0), tallies.Tally(0)]
    assert Task.objects.count() == 0
