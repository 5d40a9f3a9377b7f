"""Favourites: the page of what one starred, and the condition that finds it in any list."""

import pytest

from tests.cast import a_customer, a_person, a_plant
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.kit.attached import actions
from zhike.kit.filters import read, where
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.work import favourites

pytestmark = pytest.mark.django_db


def found(text, *, by):
    entity = entity_of(Customer)
    return {row.name for row in rows(Customer, by=by).filter(where(read(text, entity, by=by), entity, by=by))}


def named(by):
    return [(some.entity.slug, [str(row) for row, _at in some.rows]) for some in favourites.favourites(by)]


def test_the_page_holds_what_one_starred_by_noun_the_newest_first(ana, bo, teahouse):
    dealer = a_customer("茶商", owner=ana)
    plant = a_plant(name="Fern", owner=ana)
    for row in (teahouse, plant, dealer):
        actions.star(row, by=ana)
    actions.star(a_customer("别人的", owner=bo), by=bo)

    assert named(ana) == [("customers", ["茶商", "山月茶馆"]), ("plants", ["Fern"])]
    page = at_the_screen(ana).get("/favourites/").text
    assert f'href="/customers/{dealer.pk}/"' in page
    assert "别人的" not in page
    assert "?starred=1" not in page


def test_a_noun_with_many_leads_on_to_its_list(ana):
    for number in range(favourites.SHOWN + 1):
        actions.star(a_customer(f"茶馆{number}", owner=ana), by=ana)

    page = at_the_screen(ana).get("/favourites/").text

    assert page.count('class="star on"') == favourites.SHOWN
    assert 'href="/customers/?starred=1"' in page


def test_what_went_out_of_sight_is_told_of_nowhere(ana, bo, teahouse):
    actions.star(teahouse, by=ana)
    Customer.objects.update(owner=bo)

    assert named(ana) == []
    assert found("starred = yes", by=ana) == set()


def test_whoever_starred_nothing_is_told_how(ana):
    page = at_the_screen(ana).get("/favourites/").text

    assert "press ☆ beside its name" in page


def test_a_star_taken_off_there_leads_back_there(ana, teahouse):
    actions.star(teahouse, by=ana)

    answer = at_the_screen(ana).post(f"/customers/{teahouse.pk}/attached/unstar/", {"next": "/favourites/"})

    assert (answer.status_code, answer["Location"]) == (302, "/favourites/")
    assert named(ana) == []


def test_no_star_leads_to_another_site(ana, teahouse):
    elsewhere = {"next": "https://example.com/"}

    answer = at_the_screen(ana).post(f"/customers/{teahouse.pk}/attached/star/", elsewhere)

    assert answer["Location"] == f"/customers/{teahouse.pk}/"


def test_the_condition_means_the_stars_of_whoever_asks(ana, teahouse):
    cho = a_person("Cho", role="admin")
    a_customer("茶商", owner=ana)
    actions.star(teahouse, by=ana)

    assert found("starred = yes", by=ana) == {"山月茶馆"}
    assert found("starred = no", by=ana) == {"茶商"}
    assert found("not starred = yes", by=ana) == {"茶商"}
    assert found("starred is empty", by=ana) == {"茶商"}
    assert found("starred = yes", by=cho) == set()


def test_a_list_shows_the_star_and_is_narrowed_by_it(ana, teahouse):
    a_customer("茶商", owner=ana)
    actions.star(teahouse, by=ana)

    page = at_the_screen(ana).get("/customers/?starred=1&columns=name,starred").text

    assert "山月茶馆" in page
    assert "茶商" not in page
    assert "★</td>" in page


def test_programs_read_the_stars_of_their_person(ana, teahouse):
    actions.star(teahouse, by=ana)
    dealer = a_customer("茶商", owner=ana)
    screen = at_the_screen(ana)

    told = screen.get("/api/v1/customers?fields=name,starred&sort=name").json()["items"]

    assert {row["name"]: row["starred"] for row in told} == {"山月茶馆": True, "茶商": False}
    assert screen.get(f"/api/v1/customers/{dealer.pk}").json()["starred"] is False
