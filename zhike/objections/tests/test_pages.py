"""Two clicks to note an objection, the advice beside it, and figures that open their rows."""

import re
from datetime import date, timedelta

import pytest

from tests.cast import a_customer, a_decided_objection, a_person, an_answer, an_objection, an_objection_kind
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.objections.actions import take_back
from zhike.objections.advising import advice, methods, usual_at
from zhike.objections.models import Objection


@pytest.fixture
def price(db):
    return an_objection_kind(name="Price")


def some(kind, method, timing, won, lost, **fields):
    for place in range(won + lost):
        a_decided_objection("overcome" if place < won else "lost", kind=kind, method=method, timing=timing, **fields)


@pytest.fixture
def history(ana, bo, price, teahouse, dealer):
    """Nine asked at once (eight helped), ten refuted (three did), two ignored; two of the ten are Bo's."""
    lin = a_person("Lin", joined_on=date(2021, 5, 1))
    some(price, "ask", "at_once", 8, 1, customer=teahouse, seller=lin)
    some(price, "refute", "at_once", 2, 6, customer=teahouse)
    some(price, "refute", "at_once", 1, 1, customer=dealer)
    some(price, "ignore", "later", 2, 0, customer=teahouse)


def test_two_clicks_note_it(ana, teahouse, price, history):
    screen = at_the_screen(ana)
    page = screen.get(f"/customers/{teahouse.pk}/?timeline").text
    form = page[page.index("data-capture") :]
    assert f'name="kind" value="{price.pk}"' in form

    first = screen.get("/objections/methods/", {"kind": price.pk})
    second = screen.post(
        "/objections/capture/",
        {"customer": teahouse.pk, "kind": price.pk, "method": "ask", "timing": "at_once", "number": "0"},
    )

    assert re.findall(r'name="method" value="(\w+)"', first.text) == [
        "ask",
        "refute",
        "compensate",
        "ignore",
        "turn",
        "yes_if",
    ]
    assert second.status_code == 302
    made = Objection.objects.latest("pk")
    assert (made.customer, made.kind, made.method, made.seller) == (teahouse, price, "ask", ana)


def test_without_a_kind_or_for_a_customer_out_of_sight_nothing_is_noted(ana, dealer, teahouse, price):
    screen = at_the_screen(ana)

    bare = screen.post("/objections/capture/", {"customer": teahouse.pk, "method": "ask"})
    theirs = screen.post("/objections/capture/", {"customer": dealer.pk, "kind": price.pk, "method": "ask"})

    assert (bare.status_code, theirs.status_code, Objection.objects.count()) == (400, 404, 0)


def test_what_was_noted_by_mistake_is_taken_back(ana, bo, mei, teahouse, price, clock):
    sent = {"customer": teahouse.pk, "kind": price.pk, "method": "ask"}
    page = at_the_screen(ana).post("/objections/capture/", sent, follow=True).text
    noted = Objection.objects.get()
    place = f"/objections/{noted.pk}/take-back/"
    assert f'action="{place}"' in page

    assert at_the_screen(bo).post(place).status_code == 404
    assert at_the_screen(mei).post(place).status_code == 403, "hers alone to take back"
    assert at_the_screen(ana).post(place).status_code == 302
    assert (list(Objection.objects.all()), trace(noted)[-1]) == ([], "Ana deleted this")


def test_what_is_decided_or_older_than_an_hour_stays(ana, teahouse, clock):
    decided, old = a_decided_objection(customer=teahouse, seller=ana), an_objection(customer=teahouse, seller=ana)
    clock.shift(timedelta(minutes=61))

    for one in (decided, old):
        with refused("within the hour"):
            take_back(one, by=ana)


def test_advice_draws_on_the_whole_house_and_says_where_it_knows_too_little(ana, price, history):
    (told,) = advice([price.pk], by=ana)

    assert [(way.method, way.share.won, way.share.tried) for way in told.ways] == [
        ("ask", 8, 9),
        ("refute", 3, 10),
        ("ignore", 2, 2),
    ]
    assert ([way.method for way in told.sure], told.untold) == (["ask", "refute"], 1)


def test_advice_brings_the_answers_those_for_the_product_first(ana, price, kettle):
    general, special = an_answer(kind=price, method="ask"), an_answer(kind=price, method="ask", product=kettle)
    an_answer(kind=price, method="ask", active=False)

    ways = {way.method: way.answers for way in methods(price, by=ana, timing="at_once", product=kettle.pk)}
    without = {way.method: way.answers for way in methods(price, by=ana, timing="at_once")}

    assert (ways["ask"], without["ask"]) == ([special, general], [general])


def test_an_open_objection_brings_its_advice_to_the_page(ana, teahouse, price, history):
    an_objection(customer=teahouse, kind=price, wording="Too dear")

    page = at_the_screen(ana).get(f"/customers/{teahouse.pk}/?timeline").text

    assert "What helped against “Price”" in page
    assert re.search(r"<strong>89%</strong>\s*57%–98%\s*· 9 cases", page)


def test_what_is_usual_in_a_stage_is_learned_from_where_it_was_raised(price, ana):
    need = an_objection_kind(name="Need")
    for kind, times in ((price, 7), (need, 2)):
        for _nth in range(times):
            an_objection(kind=kind, stage="Quote", owner=ana)

    assert (usual_at("Quote"), usual_at("Elsewhere"), usual_at("")) == ([price.pk], [], [])


def test_figures_are_of_what_is_in_sight_and_each_opens_its_rows(ana, mei, ada, price, history):
    mine, every = at_the_screen(ana).get("/objections/statistics/"), at_the_screen(ada).get("/objections/statistics/")

    def cell(page, title, row, column):
        table = next(one for one in page.context["tables"] if one.title == title)
        cells = next(cells for name, cells in table.rows if name == row)
        return cells[[*table.heads].index(column)]

    refuted = cell(every, "Method and time", "Refute", "On the spot")
    assert (refuted.share.won, refuted.share.tried) == (3, 10)
    assert cell(mine, "Method and time", "Refute", "On the spot").share.tried == 8
    assert (
        cell(every, "Method and seller", "Ask", "over 3 years").share
        == cell(every, "Kind and method", "Price", "Ask").share
    )
    listed = at_the_screen(ada).get(refuted.url)
    assert listed.status_code == 200
    assert listed.text.count("<tr data-href") == 10


def test_figures_are_narrowed_by_kind_tenure_and_day(ada, price, history):
    old = a_customer()
    some(price, "ask", "at_once", 1, 0, customer=old, raised_on=date(2024, 1, 1))
    screen = at_the_screen(ada)

    def decided(**asked):
        return screen.get("/objections/statistics/", asked).context["decided"].tried

    assert (decided(), decided(kind=price.pk), decided(kind=price.pk + 99)) == (22, 22, 0)
    assert (decided(tenure="over_3"), decided(since="2026-01-01"), decided(since="no day")) == (9, 21, 22)


def test_the_files_hold_every_combination(ada, price, history):
    screen = at_the_screen(ada)

    told = screen.get("/objections/statistics/csv/").content.decode("utf-8-sig").splitlines()
    book = screen.get("/objections/statistics/xlsx/")

    assert told[0] == "Kind,Method,When,Seller with the firm,Overcome,Decided,Share,Low end (95%),High end (95%)"
    assert "Price,Ask,On the spot,over 3 years,8,9,0.8889,0.5650,0.9801" in told
    assert (len(told), book.content[:2]) == (4, b"PK")
