"""What somebody sends who means harm: nothing breaks, nothing is told of rows out of sight, nothing is written."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import a_customer, a_plant, a_task, an_added_field
from zhike.customers.models import Customer
from zhike.exchange.testing.transferring import a_file, bring_in, counts, take_out
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.example.models import Plant

pytestmark = pytest.mark.django_db
SECRET = "绝密盆栽"
LONG = "1" * 5000
NASTY = ("\0", "²", LONG, f"#{LONG}", "-1")


def _hidden_mother(ana, bo):
    """A plant of Ana's with a link that people added, to one of Bo's."""
    definition = an_added_field("link", in_list=True)
    hidden, mine = a_plant(name=SECRET, owner=bo), a_plant(name="Mine", owner=ana)
    mine.custom = {str(definition.pk): hidden.pk}
    mine.save()
    return definition, hidden, mine


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/plants/duplicates/", "later"),
        ("/mention/", "q"),
        ("/plants/{pk}/do/merge/", "other"),
        ("/plants/pick/", "mother"),
        ("/plants/new/", "mother"),
        ("/plants/{pk}/timeline/", "person"),
        ("/plants/", "mother"),
        ("/plants/", "q"),
        ("/search/", "q"),
        ("/api/v1/plants", "limit"),
    ],
)
def test_no_value_of_a_parameter_breaks_a_page(address, name, ada):
    browser, place = at_the_screen(ada), address.format(pk=a_plant(owner=ada).pk)

    assert {
        value[:3]: answer for value in NASTY if (answer := browser.get(place, {name: value}).status_code) >= 500
    } == {}


@pytest.mark.parametrize("value", NASTY)
def test_no_typed_value_breaks_a_post(value, ada):
    browser, plant = at_the_screen(ada), a_plant(owner=ada)
    posts = {
        "/plants/duplicates/": {"picked": "1", "pair": value},
        f"/plants/{plant.pk}/do/merge/": {"other": value},
        f"/plants/{plant.pk}/cell/mother/": {"mother": value, "version": value},
        f"/plants/{plant.pk}/edit/": {"mother": value, "initial-mother": value, "version": value},
        "/plants/warnings/": {"mother": value, "label": value, "name": value},
        "/plants/bulk/edit/": {"rows": [str(plant.pk), value], "address": value, "go": "1", "set": value},
        "/plants/bulk/do/water/": {"rows": [str(plant.pk)], "address": value, "go": "1"},
        f"/plants/views/?density={quote(value)}": {"name": "V", "audience": "private"},
        f"/plants/{plant.pk}/attached/rewrite/": {"note": value, "text": value},
        f"/plants/{plant.pk}/attached/tag/": {"word": value},
        f"/plants/{plant.pk}/attached/note/": {"text": value},
    }

    assert {
        place: told for place, sent in posts.items() if (told := browser.post(place, sent).status_code) >= 500
    } == {}


@pytest.mark.parametrize("version", ["²", LONG, "-1", "W/", "*"])
def test_no_version_breaks_a_change(version, ada):
    plant = a_plant(owner=ada)

    answer = Program(ada).patch(f"/plants/{plant.pk}", {"pots": 2}, **{"If-Match": version})

    assert answer.status_code < 500


def test_a_damaged_page_on_screen_breaks_no_search(ada, client):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[/"}

    assert at_the_screen(ada).get("/search/?q=x", headers=headers).status_code == 200
    assert client.get("/plants/", headers=headers).headers["HX-Redirect"] == "/sign-in/?next=%2F"


@pytest.mark.parametrize("match", ["x", "keeper", "id", "tags", "\0"])
def test_rows_of_a_batch_are_matched_by_columns_alone(match, ada):
    name = an_added_field("text").name if match == "x" else match
    row = {"name": "Fern", "label": "F", name: 1 if match in ("id", "keeper") else "F"}

    assert Program(ada).post("/plants/batch", {"mode": "upsert", "match": [name], "rows": [row]}).status_code < 500


def test_an_export_does_not_name_a_hidden_row_that_an_added_link_points_at(ana, bo, tmp_path):
    _hidden_mother(ana, bo)

    for whole in (True, False):
        told = take_out(entity_of(Plant), tmp_path, by=ana, whole=whole).read_text("utf-8-sig")
        assert "Mine" in told
        assert SECRET not in told


def test_no_surface_names_a_hidden_row_that_an_added_link_points_at(ana, bo, ada):
    definition, hidden, mine = _hidden_mother(ana, bo)
    Program(ada).patch(f"/plants/{mine.pk}", {definition.name: None})
    Program(ada).patch(f"/plants/{mine.pk}", {definition.name: hidden.pk})
    browser = at_the_screen(ana)
    parts = ("", "edit/", "timeline/", "related/", f"cell/{definition.name}/")
    pages = ["/plants/", f"/plants/?group={definition.name}", f"/plants/?q={SECRET}", "/search/?q=Mine"]

    for place in [*(f"/plants/{mine.pk}/{part}" for part in parts), *pages]:
        told = browser.get(place).content.decode().replace(f"q={SECRET}", "").replace(f'value="{SECRET}"', "")
        assert SECRET not in told, place
    for place in ("/plants", f"/plants?expand={definition.name}", f"/plants/{mine.pk}?expand={definition.name}"):
        assert SECRET not in Program(ana).get(place).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"), [("{x} is empty", ["Mine"]), ("{x} is not empty", []), ("{x} = none", ["Mine"])]
)
def test_a_hidden_row_that_an_added_link_points_at_is_as_good_as_none(ana, bo, ada, asked, found):
    definition, _hidden, _mine = _hidden_mother(ana, bo)
    asked = asked.format(x=definition.name)

    assert [item["name"] for item in Program(ana).get("/plants", filter=asked).json()["items"]] == found
    assert (
        "Mine" not in [item["name"] for item in Program(ada).get("/plants", filter=asked).json()["items"]] or not found
    )


def test_what_is_computed_of_a_personal_field_is_masked_like_it(ana, tmp_path):
    an_added_field("formula", noun=Customer, formula="name", in_list=True, label="抄录")
    a_customer("山月茶馆", owner=ana)

    assert "山月茶馆" not in take_out(entity_of(Customer), tmp_path, by=ana, whole=False).read_text("utf-8-sig")


@pytest.mark.parametrize("match", ["name", "name+pots"])
def test_an_import_does_not_tell_that_a_hidden_row_agrees(ana, bo, tmp_path, match):
    a_plant(name=SECRET, owner=bo, pots=3)
    file = a_file(
        tmp_path, ["name", "label", "pots", "keeper"], [SECRET, "N1", "3", "ana"], ["Nothing", "N2", "3", "ana"]
    )

    run = bring_in(file, entity_of(Plant), by=ana, match=match)

    assert counts(run) == {"created": 2}


def test_a_search_among_tasks_does_not_tell_the_name_of_a_hidden_customer(ana, bo):
    hidden = a_customer(SECRET, owner=bo)
    a_task(title="Errand", owner=ana, customer=hidden)

    assert Program(ana).get("/tasks", q="Errand").json()["items"] != []
    assert Program(ana).get("/tasks", q=SECRET).json()["items"] == []
    assert "Errand" not in at_the_screen(ana).get(f"/search/?q={SECRET}").content.decode()


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"name":' * 50_000, '{"custom": {"a": "b"}}', "\0", '"x"', "[]", "1e400"]
)
@pytest.mark.parametrize("place", ["/plants", "/plants/batch", "/tasks/1/complete"])
def test_no_body_breaks_the_interface(body, place, ada):
    browser = at_the_screen(ada)

    answer = browser.post(f"/api/v1{place}", body, content_type="application/json")

    assert 400 <= answer.status_code < 500, answer.content


@pytest.mark.parametrize("value", [{"a": {"b": []}}, [[1]], "\0", 10**400, "x" * 20_000, "\ud83d", True, 1.5e308])
def test_no_value_of_an_added_field_breaks_the_interface(value, ada):
    plant = a_plant(owner=ada)
    for kind in ("text", "number", "date", "yesno", "choice", "choices", "link", "longtext", "money"):
        name = an_added_field(kind).name
        assert Program(ada).patch(f"/plants/{plant.pk}", {name: value}).status_code in (200, 422), kind


@pytest.mark.parametrize("cell", ["\0", "=1+1", "<i>x", LONG])
def test_a_mended_cell_of_an_import_may_hold_anything(cell, ada, tmp_path):
    run = bring_in(a_file(tmp_path, ["name", "label", "pots"], ["Fern", "F1", "many"]), entity_of(Plant), by=ada)
    reject = run.rejects.get()

    answer = at_the_screen(ada).post(f"/import/run/{run.pk}/repair/", {f"cell-{reject.pk}-2": cell})

    assert answer.status_code == 302
    assert "<i>x" not in at_the_screen(ada).get(f"/import/run/{run.pk}/").content.decode()


def test_the_header_of_a_file_is_only_text(ada):
    evil = "<img src=x onerror=p>"
    file = SimpleUploadedFile(f"{evil}.csv", f"{evil},name\r\n{evil},{evil}\r\n".encode())
    browser = at_the_screen(ada)

    page = browser.post("/import/plants/", {"file": file}, follow=True)

    assert page.status_code == 200
    assert "<img src=x" not in page.content.decode()
    looked = browser.post(page.redirect_chain[-1][0], {"name": evil, "label": "name", "look": "1"})
    assert "<img src=x" not in looked.content.decode()


@pytest.mark.parametrize(
    "formula",
    [
        "((" * 400,
        "1" + "+1" * 499,
        "-" * 900 + "1",
        "not " * 200 + "true",
        "1/0",
        "round(1,99999)",
        "'" + "x" * 998,
        "999999999999999*" * 60 + "9",
    ],
)
def test_a_formula_ends_soon_whatever_it_says(formula, ada):
    a_plant(owner=ada)
    body = {"label": "F", "noun": "example.plant", "kind": "formula", "formula": formula, "in_list": True}

    answer = Program(ada).post("/custom-fields", body)

    assert answer.status_code in (201, 422), answer.content
    assert at_the_screen(ada).get("/plants/").status_code == 200


def test_an_undo_of_a_merge_does_not_number_the_rows_out_of_sight_that_changed_since(ana, bo, ada):
    one, other = a_customer("甲", owner=ana), a_customer("乙", owner=ana)
    task = a_task(title="Theirs", owner=bo, customer=other)
    at_the_screen(ada).post(f"/customers/{one.pk}/do/merge/", {"other": other.pk})
    Program(bo).patch(f"/tasks/{task.pk}", {"title": "Changed"})

    page = at_the_screen(ana).get(f"/customers/{one.pk}/do/split/").content.decode()

    assert f"#{task.pk}:" not in page
