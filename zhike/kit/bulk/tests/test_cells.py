"""One cell of a list, changed in its place."""

import pytest

from tests.cast import a_customer, a_plant, a_product
from zhike.kit.batches.models import Batch
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import announced, trace

pytestmark = pytest.mark.django_db


def address(plant, field):
    return f"/plants/{plant.pk}/cell/{field}/"


def save(by, plant, field, value, *, version=1):
    return at_the_screen(by).post(address(plant, field), {field: value, "version": version})


def test_a_cell_opens_as_the_input_of_its_kind(ana):
    plant = a_plant(owner=ana, pots=4)

    shown = {
        field: at_the_screen(ana).get(address(plant, field)).content.decode()
        for field in ("pots", "light", "bought_on")
    }

    assert 'type="number" name="pots" value="4"' in shown["pots"]
    assert '<option value="sun" selected>' in shown["light"]
    assert 'type="date" name="bought_on" value="2025-04-05"' in shown["bought_on"]
    assert all('name="version" value="1"' in form for form in shown.values())


def test_it_is_saved_traced_announced_and_shown_as_the_list_shows_it(ana):
    plant = a_plant(owner=ana, height=None)

    answer = save(ana, plant, "height", "12.5")

    page = answer.content.decode()
    assert (answer.status_code, page.startswith("12.5 cm<div hx-swap-oob")) == (200, True)
    assert "Saved." in page
    assert (trace(plant), announced()) == (["Ana changed this"], ["example.plant_changed"])


def test_it_is_taken_back_exactly(ana):
    plant = a_plant(owner=ana, note="By the window.")
    save(ana, plant, "note", "")

    answer = at_the_screen(ana).post(f"/batches/{Batch.objects.get().pk}/undo/", {"next": "/plants/?q=x"})

    assert answer.headers["Location"] == "/plants/?q=x"
    assert plant.fresh().note == "By the window."
    assert at_the_screen(ana).get("/batches/").context["batches"].count() == 0


def test_what_somebody_changed_since_is_not_taken_back(ana):
    plant = a_plant(owner=ana, pots=1)
    save(ana, plant, "pots", 2)
    save(ana, plant, "pots", 3, version=2)

    at_the_screen(ana).post(f"/batches/{Batch.objects.order_by('pk')[0].pk}/undo/")

    assert plant.fresh().pots == 3


def test_the_same_value_again_is_no_change_and_offers_nothing_to_take_back(ana):
    plant = a_plant(owner=ana, pots=4)

    answer = save(ana, plant, "pots", 4)

    assert answer.content.decode().strip() == "4"
    assert (plant.fresh().version, Batch.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("pots", "many", "Enter a whole number."),
        ("pots", "-1", "plant_in_a_pot"),
        ("label", "", "This field is required."),
        ("keeper", "0", "Select a valid choice."),
    ],
)
def test_a_refusal_stands_at_the_cell_and_what_was_typed_stays(field, typed, sentence, ana):
    plant = a_plant(owner=ana, pots=4)

    answer = save(ana, plant, field, typed)

    assert (answer.status_code, plant.fresh().version) == (422, 1)
    page = answer.content.decode()
    assert sentence in page
    assert field == "keeper" or not typed or f'value="{typed}"' in page


def test_a_row_that_would_leave_sight_is_refused_at_the_cell(ana, bo):
    plant = a_plant(owner=ana)

    answer = save(ana, plant, "keeper", bo.pk)

    assert answer.status_code == 422
    assert "That would put the record out of your own sight." in answer.content.decode()
    assert plant.fresh().keeper == ana


def test_a_stale_cell_shows_the_new_value_and_keeps_the_typed_one(ana):
    plant = a_plant(owner=ana, pots=1)
    save(ana, plant, "pots", 2)

    stale = save(ana, plant, "pots", 7, version=1)

    page = stale.content.decode()
    assert (stale.status_code, plant.fresh().pots) == (422, 2)
    assert "Changed meanwhile to “2”." in page
    assert {'value="7"', 'value="2"'} <= set(page.replace(">", " ").split())
    assert save(ana, plant, "pots", 7, version=2).status_code == 200
    assert plant.fresh().pots == 7


@pytest.mark.parametrize("field", ["watered_at", "id", "version", "custom", "nonsense"])
def test_what_cannot_be_edited_has_no_cell(field, ana):
    plant = a_plant(owner=ana)

    assert at_the_screen(ana).get(address(plant, field)).status_code == 404
    assert save(ana, plant, field, "1").status_code == 404


def test_a_cell_of_somebody_elses_row_is_not_there(ana, bo):
    plant = a_plant(owner=bo)

    assert at_the_screen(ana).get(address(plant, "pots")).status_code == 404
    assert save(ana, plant, "pots", 9).status_code == 404
    assert plant.fresh().pots == 3


def test_nor_is_one_that_points_at_something_hidden(ana, bo):
    mine = a_plant(owner=ana, mother=a_plant(owner=bo))

    assert at_the_screen(ana).get(address(mine, "mother")).status_code == 404
    assert save(ana, mine, "mother", "").status_code == 404


def test_who_may_not_change_the_noun_has_no_cells(ana):
    product = a_product()

    assert at_the_screen(ana).get(f"/products/{product.pk}/cell/name/").status_code == 404


def test_a_list_marks_the_cells_that_can_be_changed(ana):
    a_customer("山月茶馆", owner=ana)

    page = at_the_screen(ana).get("/customers/").content.decode()

    assert [f'data-edit="{field}"' in page for field in ("name", "owner", "tier", "clv")] == [True, True, False, False]
