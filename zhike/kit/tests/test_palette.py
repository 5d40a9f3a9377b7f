"""What the search box offers beside rows."""

import pytest

from tests.cast import a_task


@pytest.fixture
def offered(client):
    def part(person, typed="", *, on="/today/"):
        client.force_login(person)
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{on}"}
        return client.get("/search/", {"q": typed}, headers=headers).content.decode()

    return part


def test_with_nothing_typed_it_offers_places(offered, ana):
    assert 'href="/customers/"' in offered(ana)


def test_a_few_letters_of_a_place_are_enough(offered, ana):
    page = offered(ana, "produ")

    assert 'href="/products/"' in page
    assert 'href="/today/"' not in page


def test_it_begins_new_rows(offered, ana):
    assert 'href="/tasks/new/"' in offered(ana, "new task")


def test_it_runs_the_verbs_of_the_row_on_screen(offered, ana):
    task = a_task(owner=ana)

    assert f'href="/tasks/{task.pk}/do/complete/"' in offered(ana, "mark done", on=f"/tasks/{task.pk}/")
    assert "/do/complete/" not in offered(ana, "mark done")


def test_it_knows_nothing_of_rows_out_of_reach(offered, ana, bo):
    task = a_task(owner=bo)

    assert "/do/" not in offered(ana, on=f"/tasks/{task.pk}/")


@pytest.mark.parametrize("place", ["", "/nothing/7/", "/tasks/999999/", "/tasks/x/", "//[/"])
def test_any_address_may_be_on_screen(offered, ana, place):
    assert 'href="/customers/"' in offered(ana, on=place)


def test_what_may_not_be_made_is_not_offered(offered, ana):
    assert "/orders/new/" not in offered(ana, "new")
