"""The page of a row and its forms, beyond what every noun promises."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.functional import Promise

from tests.cast import a_customer, a_person, a_plant, a_product, a_task, an_order
from tests.full_house.furnishing import a_reader, furnish
from zhike.customers.models import Customer
from zhike.kit import registry
from zhike.kit.attached import actions
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.surfaces import doubles, forms, offers
from zhike.kit.surfaces.detail import sections
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import trace

pytestmark = pytest.mark.django_db
PLANT = {"name": "文竹", "label": "X1", "light": "sun", "pots": 1}


@pytest.fixture(autouse=True)
def _results_of_its_own(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def test_every_field_is_called_by_a_word_that_can_be_translated(subtests):
    for entity in registry.entities():
        for field in entity.fields if entity.slug not in ("plants", "seeds") else ():
            with subtests.test(f"{entity.slug}.{field.name}"):
                assert isinstance(field.label, Promise)


def test_the_customer_page_takes_17_queries_however_much_is_attached():
    reader = a_reader("manager", "en")
    customer = Customer.objects.get(pk=furnish(reader)["customers"])
    browser, address = at_the_screen(reader), f"/customers/{customer.pk}/"
    browser.get(address)
    for nth in range(12):
        actions.note(customer, by=reader, text=f"Note {nth}")
        actions.tag(customer, by=reader, word=f"Tag {nth}")

    with CaptureQueriesContext(connection) as queries:
        browser.get(address)

    assert len(queries) <= 17


def test_rows_that_point_here_stand_below_with_the_way_to_all_of_them(ana, bo, teahouse):
    kettle = a_product()
    for _nth in range(7):
        an_order(customer=teahouse, product=kettle)
    a_task(owner=ana, customer=teahouse, title="Call back")
    an_order(customer=a_customer(owner=bo), product=kettle)

    page = at_the_screen(ana).get(f"/customers/{teahouse.pk}/related/")

    lists = {some.entity.slug: (some.count, len(some.rows)) for some in page.context["lists"]}
    assert lists == {"tasks": (1, 1), "orders": (7, 5)}
    assert f'href="/orders/?customer={teahouse.pk}"' in page.text


def test_an_amount_is_told_to_the_coin_on_its_page_and_in_short_in_the_list(ana):
    order = an_order(owner=ana, total=Decimal("28123.5"))
    abroad = an_order(owner=ana, total=Decimal("28123"), currency="JPY")
    browser = at_the_screen(ana)

    pages = [browser.get(f"/orders/{one.pk}/").text for one in (order, abroad)]
    listed = browser.get("/orders/").text

    assert "<dd>¥28,123.50</dd>" in pages[0]
    assert "<dd>JP¥28,123</dd>" in pages[1]
    assert ("¥28.1K" in listed, "28,123" in listed) == (True, False)


def test_fields_stand_in_the_sections_they_name_those_without_one_first(monkeypatch):
    monkeypatch.setattr(Field, "kind", "text")
    fields = [
        Field("a", section="How"),
        Field("b"),
        Field("c", section="Who"),
        Field("d", section="How"),
        Field("tags"),
    ]

    assert [(name, [field.name for field in some]) for name, some in sections(fields)] == [
        ("", ["b"]),
        ("How", ["a", "d"]),
        ("Who", ["c"]),
    ]


def test_a_form_shows_its_inputs_in_the_same_sections(ana, monkeypatch):
    monkeypatch.setattr(registry.entity_of(Plant).field("note"), "section", "About it")

    page = at_the_screen(ana).get("/plants/new/").text

    assert page.index('name="pots"') < page.index('<h2 class="section">About it</h2>') < page.index('name="note"')


class TestBeside:
    def test_a_related_row_is_made_with_what_it_needs_and_handed_to_the_input(self, ana):
        browser, address = at_the_screen(ana), "/customers/new/beside/?into=id_customer"
        form = browser.get(address).context["form"]
        assert list(form.fields) == ["name", "kind", "owner", "known_since", "version"]

        typed = {"name": "新茶馆", "kind": "enterprise", "owner": ana.pk, "known_since": "2026-03-12"}
        made = browser.post(address, typed)

        customer = Customer.objects.get()
        assert (made.status_code, trace(customer)) == (200, ["Ana created this"])
        assert f'data-into="id_customer" data-picked="新茶馆 #{customer.pk}"' in made.text

    def test_a_refusal_keeps_what_was_typed(self, ana):
        page = at_the_screen(ana).post("/customers/new/beside/?into=x", {"name": "新茶馆", "kind": "nonsense"})

        assert (page.status_code, Customer.objects.count()) == (422, 0)
        assert 'value="新茶馆"' in page.text

    def test_it_is_offered_to_who_may_create_only(self, ana, order):
        task_form = at_the_screen(ana).get("/tasks/new/").text
        refused = at_the_screen(ana).get("/products/new/beside/")

        assert 'hx-get="/customers/new/beside/?into=id_customer"' in task_form
        assert refused.status_code == 403


class TestWarnings:
    def warned(self, by, address="/plants/warnings/", **typed):
        return at_the_screen(by).post(address, PLANT | typed).context["warnings"]

    def test_a_value_that_tells_rows_apart_and_is_there_already(self, ana):
        plant = a_plant(owner=ana, name="君子兰", label="L77")

        assert self.warned(ana, label="L77") == [
            ("The plant “君子兰” has this label already.", f"/plants/{plant.pk}/"),
        ]
        assert self.warned(ana, label="L78") == []
        assert self.warned(ana, f"/plants/warnings/?row={plant.pk}", label="L77") == []

    def test_a_row_out_of_sight_is_not_named(self, ana, bo):
        a_plant(owner=bo, label="L77")

        assert self.warned(ana, label="L77") == []

    def test_others_offer_warnings_and_get_what_can_be_read_so_far(self, ana, monkeypatch):
        monkeypatch.setattr(doubles, "_finders", {})
        heard = []

        def finder(values, *, by, row):
            heard.append((values["name"], "pots" in values, by, row))
            return [("Looks like one you have.", "/plants/")]

        forms.offer_warning(Plant, finder)

        assert self.warned(ana, pots="many") == [("Looks like one you have.", "/plants/")]
        assert heard == [("文竹", False, ana, None)]
        assert 'hx-post="/plants/warnings/"' in at_the_screen(ana).get("/plants/new/").text

    def test_inputs_that_nobody_warns_about_do_not_ask(self, ana):
        assert doubles.watched(registry.entity_of(Plant)) == ["label"]


class TestStale:
    def sent(self, row, **typed):
        begun = {"name": row.name, "label": row.label, "pots": row.pots, "light": row.light, "keeper": row.keeper_id}
        before = {f"initial-{name}": value for name, value in begun.items()}
        return begun | before | {"version": row.version} | typed

    def test_what_one_side_changed_is_theirs_or_mine_by_default(self, ana, ada):
        plant = a_plant(owner=ana, height=None, bought_on=None, note="")
        address = f"/plants/{plant.pk}/edit/"
        at_the_screen(ada).post(address, self.sent(plant, pots=9, light="shade"))

        merge = at_the_screen(ana).post(address, self.sent(plant, name="新名字", light="sun"))

        assert {one.name: (one.before, one.theirs, one.mine, one.taken) for one in merge.context["differences"]} == {
            "name": (plant.name, plant.name, "新名字", "mine"),
            "light": ("Sun", "Shade", "Sun", "theirs"),
            "pots": ("3", "9", "3", "theirs"),
        }
        takes = {f"take-{one.name}": one.taken for one in merge.context["differences"]}
        chosen = dict(merge.context["sent"]) | takes | {"version": plant.fresh().version}
        at_the_screen(ana).post(address, chosen)
        fresh = plant.fresh()
        assert (fresh.name, fresh.light, fresh.pots) == ("新名字", "shade", 9)
        assert trace(plant) == ["Ada changed this", "Ana changed this"]

    def test_a_third_change_while_choosing_is_asked_again(self, ana, ada):
        plant = a_plant(owner=ana, height=None, bought_on=None, note="")
        browser, address = at_the_screen(ana), f"/plants/{plant.pk}/edit/"
        at_the_screen(ada).post(address, self.sent(plant, name="二"))
        merge = browser.post(address, self.sent(plant, name="一"))
        chosen = dict(merge.context["sent"]) | {"take-name": "mine", "version": plant.fresh().version}
        at_the_screen(ada).post(address, self.sent(plant.fresh(), name="三"))

        again = browser.post(address, chosen)

        assert [(one.mine, one.theirs, one.taken) for one in again.context["differences"]] == [("一", "三", "")]
        assert plant.fresh().name == "三"

    def test_a_wrong_input_is_said_first_and_nothing_is_lost(self, ana, ada):
        plant = a_plant(owner=ana)
        address = f"/plants/{plant.pk}/edit/"
        at_the_screen(ada).post(address, self.sent(plant, name="二"))

        page = at_the_screen(ana).post(address, self.sent(plant, name="一", pots="many"))

        assert (page.status_code, page.context["form"]["name"].value()) == (422, "一")
        assert list(page.context["form"].errors) == ["pots"]


class TestSessions:
    def test_a_part_of_a_page_sends_the_whole_page_to_the_door_and_back(self, teahouse):
        here = f"http://testserver/customers/{teahouse.pk}/?x=1"
        answer = Client().post(
            f"/customers/{teahouse.pk}/attached/note/",
            {"text": "x"},
            headers={"HX-Request": "true", "HX-Current-URL": here},
        )

        assert answer.status_code == 200
        assert answer.headers["HX-Redirect"] == f"/sign-in/?next=%2Fcustomers%2F{teahouse.pk}%2F%3Fx%3D1"

    def test_a_whole_page_is_sent_there_as_ever(self, teahouse):
        answer = Client().get(f"/customers/{teahouse.pk}/")

        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next=/customers/{teahouse.pk}/")


def test_a_noun_that_nobody_may_change_shows_no_way_to(ana, order):
    page = at_the_screen(ana).get(f"/orders/{order.pk}/").text

    assert issubclass(type(registry.entity_of(type(order))), Entity)
    assert [word for word in ("attached/tag/", "attached/attach/", "data-drop") if word in page] == []
    assert "attached/note/" in page


def test_the_people_of_a_timeline_are_those_who_did_something(ana, mei, teahouse):
    a_person("Kai")
    actions.note(teahouse, by=ana, text="x")
    actions.star(teahouse, by=mei)

    assert at_the_screen(ana).get(f"/customers/{teahouse.pk}/timeline/").context["people"] == [(ana.pk, "Ana")]


def test_the_timeline_is_fetched_when_it_is_looked_at_and_at_once_for_a_browser_without_scripts(ana, teahouse):
    screen, place = at_the_screen(ana), f"/customers/{teahouse.pk}/"
    actions.note(teahouse, by=ana, text="Damp tea")

    first = screen.get(place).text

    assert "Damp tea" not in first
    assert f'hx-get="{place}timeline/" hx-trigger="intersect once"' in first
    assert '<noscript><a href="?timeline">' in first
    assert "Damp tea" in screen.get(f"{place}?timeline").text
    assert "Damp tea" in screen.get(place, headers={"HX-Request": "true"}).text
    assert "Damp tea" in screen.get(f"{place}timeline/").text


def test_whom_a_timeline_can_be_narrowed_to_comes_with_it(ana, mei, teahouse):
    for person in (ana, mei):
        actions.note(teahouse, by=person, text="Damp tea")

    part = at_the_screen(ana).get(f"/customers/{teahouse.pk}/timeline/").text
    older = at_the_screen(ana).get(f"/customers/{teahouse.pk}/timeline/", {"kind": "note"}).text

    assert '<span id="people" hx-swap-oob="true"><select name="person"' in part
    assert "hx-swap-oob" not in older


class TestLatePanels:
    @pytest.fixture(autouse=True)
    def _offered(self, monkeypatch):
        panels = [
            offers.Panel("kit/parts/empty.html", lambda row, *, by: {"title": "At once"}, "right", 10),
            offers.Panel("kit/parts/empty.html", lambda row, *, by: {"title": "Later"}, "right", 20, late=True),
            offers.Panel("kit/parts/empty.html", lambda row, *, by: {"title": 1 / 0}, "right", 30, late=True),
            offers.Panel("kit/parts/empty.html", lambda row, *, by: None, "right", 40, late=True),
            offers.Panel("kit/parts/empty.html", lambda row, *, by: {"title": "Last"}, "main", 50, late=True),
        ]
        monkeypatch.setattr(offers, "_panels", {**offers._panels, Plant: panels})

    def test_one_place_waits_for_them_all_with_a_way_without_scripts(self, ana):
        plant = a_plant(owner=ana)

        page = at_the_screen(ana).get(f"/plants/{plant.pk}/").text

        assert "At once" in page
        assert [word for word in ("Later", "Last") if word in page] == []
        assert page.count(f'aria-busy="true" hx-get="/plants/{plant.pk}/panels/" hx-trigger="load"') == 1
        assert '<noscript><a href="?timeline">' in page

    def test_they_come_in_their_order_and_one_that_fails_takes_no_other_with_it(self, ana, caplog):
        plant = a_plant(owner=ana)

        part = at_the_screen(ana).get(f"/plants/{plant.pk}/panels/").text

        assert part.index("Later") < part.index("cannot be shown") < part.index("Last")
        assert (part.count("undrawn"), "At once" in part) == (1, False)
        assert [record.exc_info[0] for record in caplog.records if "drawn" in record.message] == [ZeroDivisionError]

    def test_they_stand_in_the_whole_page_at_their_places(self, ana, monkeypatch):
        plant = a_plant(owner=ana)
        monkeypatch.setitem(offers._panels, Plant, [one for one in offers._panels[Plant] if one.order != 30])

        page = at_the_screen(ana).get(f"/plants/{plant.pk}/?timeline").text

        assert page.index("Last") < page.index("At once") < page.index("Later")
        assert "aria-busy" not in page

    def test_of_a_row_out_of_sight_there_are_none(self, ana, bo):
        assert at_the_screen(ana).get(f"/plants/{a_plant(owner=bo).pk}/panels/").status_code == 404
