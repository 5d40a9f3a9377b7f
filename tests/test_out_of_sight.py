"""Every address, asked for by strangers, by a manager of another team and by a token that may do nothing there."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.addresses import OPEN_TO_STRANGERS, name_of
from tests.cast import NOUNS, a_person, a_view, an_added_field
from zhike.api.tokens.keeping import make as a_token
from zhike.exchange.importing.models import ImportRun
from zhike.kit import registry
from zhike.kit.access.models import Role
from zhike.kit.attached.models import File, Note
from zhike.kit.batches.models import Batch
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.contracts.cases import is_scoped
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import digest
from zhike.kit.views.models import Audience, View
from zhike.merging.models import Pair
from zhike.work.models import Task

pytestmark = pytest.mark.django_db
SECRET = "绝密盆栽"
OPEN = {name_of(address) for address in OPEN_TO_STRANGERS}
WORDS = {
    "name": "star",
    "key": "k",
    "kind": "rung",
    "measure": "rfm",
    "word": "test",
    "point": 1,
    "act": "test",
    "what": "cubes",
}
SCOPED = [entity for entity in registry.entities() if entity.model in NOUNS and entity.slug not in ("custom-fields",)]


# What strangers send from pages that are not ours: a signed stamp and limits stand for the proof.
WITHOUT_A_SESSION = {"leads:form"}


def patterns(resolver: Any = None, space: str = "", before: str = ""):
    """The name and the route of every address of the site but the interface for programs."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or ''}", route
        elif isinstance(pattern, URLResolver) and pattern.namespace != "api":
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else space, route)


def filled(route: str, **values: Any) -> str:
    """An address of a route, every part of it taken from `values` or from words that fit."""
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: str(values.get(part[2], WORDS.get(part[2], 1))), route)


def asked_both_ways(client: Client, address: str) -> list[Any]:
    return [client.get(address), client.post(address, {"other": "1", "go": "1", "rows": "1", "text": "x", "word": "x"})]


def a_secret_plant(owner) -> Plant:
    """A plant with everything that can hang on one, each under a name that nobody else may read."""
    plant = NOUNS[Plant](owner=owner, name=SECRET, note=SECRET)
    place = {"noun": "example.plant", "object_id": plant.pk, "by": owner}
    Note.objects.create(text=SECRET, **place)
    File.objects.create(name=f"{SECRET}.txt", type="text/plain", size=1, sha256="0", key="k", **place)
    a_view(owner, noun="example.plant", name=SECRET, state={"q": [SECRET]})
    other = NOUNS[Plant](owner=owner, name=SECRET)
    Pair.objects.create(noun="example.plant", a=plant.pk, b=other.pk, score=0.99, why=[])
    Batch.objects.create(kind="export", title=SECRET, by=owner, noun="example.plant", asked={"address": f"q={SECRET}"})
    ImportRun.objects.create(target="plants", file="none", file_name=SECRET, digest="0", by=owner, status="done")
    return plant


@pytest.fixture
def lin(db):
    """A manager, of a team that has nothing to do with Bo's."""
    return a_person("Lin", role=Role.MANAGER, team="North")


def test_strangers_are_led_to_the_door_by_every_address(client, bo):
    plant, before, told = a_secret_plant(bo), digest(), {}
    for name, route in patterns():
        if name in OPEN:
            continue
        for answer in asked_both_ways(client, filled(route, slug="plants", pk=plant.pk)):
            if not (answer.status_code == 302 and answer["Location"].startswith("/sign-in/")):
                told[name] = answer.status_code

    assert told == {}
    assert digest() == before


@pytest.mark.parametrize("who", ["lin", "ana"])
def test_no_address_tells_of_a_row_out_of_sight(who, request, bo):
    person, plant = request.getfixturevalue(who), a_secret_plant(bo)
    of_the_noun = [plant.pk, Pair.objects.get().pk, View.objects.get().pk]
    by_number_alone, leaks = [Batch.objects.get().pk, ImportRun.objects.get().pk], []
    for name, route in patterns():
        numbers = of_the_noun if "<slug:slug>" in route else by_number_alone
        for pk in numbers if "<int:pk>" in route else [1]:
            browser = at_the_screen(person)
            for answer in asked_both_ways(browser, filled(route, slug="plants", pk=pk)):
                body = b"" if answer.streaming else answer.content
                if SECRET.encode() in body or SECRET in answer.headers.get("Location", ""):
                    leaks.append((name, pk, answer.status_code))

    assert leaks == []
    assert Plant.objects.get(pk=plant.pk).version == plant.version


@pytest.mark.parametrize("entity", SCOPED, ids=lambda entity: entity.slug)
def test_every_page_of_a_row_out_of_sight_is_not_found(entity, bo, lin, ana):
    row = NOUNS[entity.model](owner=bo)
    before = digest()
    for person in (lin, ana):
        if not is_scoped(entity, person):
            continue
        told, browser = {}, at_the_screen(person)
        for name, route in patterns():
            if not (name.startswith("kit:") and "<slug:slug>/<int:pk>/" in route):
                continue
            for answer in asked_both_ways(browser, filled(route, slug=entity.slug, pk=row.pk)):
                if answer.status_code not in (403, 404, 405):
                    told[name] = answer.status_code
        assert told == {}
    assert digest() == before


@pytest.mark.parametrize("what", ["batch", "run", "view"])
def test_what_somebody_else_began_is_not_found_by_its_number(what, bo, lin):
    a_secret_plant(bo)
    batch, run, view = Batch.objects.get(), ImportRun.objects.get(), a_view(bo, noun="example.plant")
    places = {
        "batch": [f"/batches/{batch.pk}/{act}" for act in ("", "stop/", "again/", "undo/", "file/", "refused.csv")]
        + [f"/exports/{batch.pk}/", f"/exports/{batch.pk}/file/"],
        "run": [f"/import/run/{run.pk}/{act}" for act in ("", "stop/", "again/", "undo/", "repair/", "rejected.csv")],
        "view": [f"/plants/views/{view.pk}/{act}" for act in ("", "save/", "delete/", "open/", "front/", "restore/")]
        + [f"/plants/?view={view.pk}"],
    }[what]

    told = {place: {answer.status_code for answer in asked_both_ways(at_the_screen(lin), place)} for place in places}

    assert {place: codes for place, codes in told.items() if not codes <= {404, 405}} == {}


def test_a_team_s_view_is_read_and_not_changed_by_those_below(bo, mei):
    member = a_person("Kai", team="South")
    view = a_view(bo, noun="example.plant", audience=Audience.TEAM, team=bo.team)

    assert at_the_screen(member).get(f"/plants/?view={view.pk}").status_code == 200
    assert at_the_screen(mei).get(f"/plants/?view={view.pk}").status_code == 404
    assert at_the_screen(member).post(f"/plants/views/{view.pk}/delete/").status_code == 403


@pytest.mark.parametrize(
    "place",
    [
        "/tasks",
        "/plants?filter=has%20tasks",
        "/tasks?expand=customer",
        "/customers?filter=has%20tasks",
        "/plants/batch",
    ],
)
def test_a_token_for_something_else_reaches_nothing(place, ada):
    NOUNS[Task](owner=ada)
    _token, text = a_token("narrow", by=ada, scopes=["households:read"])

    assert Program(token=text).get(place).status_code in (403, 400, 404, 405)


def test_a_token_for_customers_learns_nothing_of_tasks(ada):
    task = NOUNS[Task](owner=ada, title=SECRET)
    _token, text = a_token("narrow", by=ada, scopes=["customers:read"])
    program = Program(token=text)
    asked = {"has tasks": 400, f"has tasks (title = {SECRET})": 400, "owner.name = Ada": 200}

    assert {text: program.get("/customers", filter=text).status_code for text in asked} == asked
    assert SECRET not in program.get("/customers", expand="owner,parent").content.decode()
    assert program.get(f"/tasks/{task.pk}").status_code == 403
    assert program.patch(f"/customers/{task.customer_id}", {"city": "x"}).status_code == 403


def test_every_post_asks_for_proof_that_it_was_meant(ada):
    plant = a_secret_plant(ada)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    before, told = digest(), {}
    for name, route in patterns():
        address = filled(route, slug="plants", pk=plant.pk)
        if name in WITHOUT_A_SESSION:
            continue
        if (status := browser.post(address, {"other": "1"}).status_code) != 403:
            told[name] = status
    for method, place in (("post", "/plants"), ("patch", f"/plants/{plant.pk}"), ("post", "/plants/batch")):
        answer = getattr(browser, method)(f"/api/v1{place}", {"pots": 2}, content_type="application/json")
        if answer.status_code != 403:
            told[place] = answer.status_code

    assert told == {}
    assert digest() == before


@pytest.mark.parametrize(
    "asked", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away_from_the_site(asked, ada):
    plant, browser = NOUNS[Plant](owner=ada, watered_at=None), at_the_screen(ada)
    posts = {
        "/language/": {"next": asked, "language": "en"},
        f"/plants/{plant.pk}/do/water/": {"next": asked},
        f"/plants/new/?next={asked}": {"name": "N", "label": "N", "pots": "1", "light": "sun", "next": asked},
        "/plants/bulk/do/water/": {"rows": plant.pk, "go": "1", "address": asked},
    }

    for place, sent in posts.items():
        answer = browser.post(place, sent, headers={"HX-Request": "true"})
        led = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
        assert re.match(r"(/[^/\\]|/$|$)", led), (place, led)
        page = (
            browser.get(place, {"next": asked}).content.decode() if "do/water" in place and "bulk" not in place else ""
        )
        assert f'value="{asked}"' not in page


EVIL = "\"'><img src=x onerror=p>"
WHERE_WORDS_STAND = f"""
/plants/  /plants/?view={{view}}  /plants/?group={{added}}  /plants/?q={EVIL}  /plants/filter/
/plants/?filter=name%20has%20'{EVIL[2:]}'  /plants/filter/{{added}}/  /plants/menu/columns/  /plants/menu/groups/
/plants/tags/  /plants/pick/?mother=img  /search/?q={EVIL}  /plants/new/  /plants/new/?name={EVIL}
/plants/new/beside/?into={EVIL}  /plants/{{plant}}/  /plants/{{plant}}/edit/  /plants/{{plant}}/timeline/
/plants/{{plant}}/do/merge/?other={EVIL}  /plants/{{plant}}/cell/{{added}}/  /custom-fields/  /custom-fields/{{field}}/
/batches/  /batches/{{batch}}/  /import/plants/  /plants/views/{{view}}/  /plants/duplicates/  /plants/?nothing={EVIL}
/plants/export/  /import/run/{{run}}/
"""


def full_of(words, *, by):
    """A plant whose every text is these words, and the keys of all that carries them with it."""
    added = an_added_field("choice", label=words[:30], options=f"o1: {words} / {words}", in_list=True, help=words)
    plant = NOUNS[Plant](owner=by, name=words, note=words, label=words[:18])
    plant.custom = {str(added.pk): "o1"}
    plant.save()
    browser, place = at_the_screen(by), f"/plants/{plant.pk}"
    browser.post(f"{place}/attached/note/", {"text": words})
    browser.post(f"{place}/attached/tag/", {"word": words})
    changed = {"name": f"{words}2", "label": "L", "pots": 3, "light": "sun", "version": plant.version}
    browser.post(f"{place}/edit/", changed)
    told = {"name": words, "type": "text/plain", "size": 1, "sha256": "0", "key": "k"}
    File.objects.create(noun="example.plant", object_id=plant.pk, by=by, **told)
    read = {"target": "plants", "file": "none", "file_name": words, "digest": "0"}
    run = ImportRun.objects.create(by=by, status="done", **read)
    batch = Batch.objects.create(kind="bulk.change", title=words, by=by, noun="example.plant", status="done")
    batch.went(0, [(words, words)])
    view = a_view(by, noun="example.plant", name=words[:30], state={})
    return {
        "plant": plant.pk,
        "added": added.name,
        "field": added.pk,
        "view": view.pk,
        "run": run.pk,
        "batch": batch.pk,
    }


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "part"])
def test_typed_words_never_become_part_of_a_page(ada, headers):
    keys, browser = full_of(EVIL, by=ada), at_the_screen(ada)
    pages = [page.format(**keys) for page in re.split(r"\s{2,}|\n", WHERE_WORDS_STAND.strip())]

    answers = {page: browser.get(page, headers=headers) for page in pages}

    assert {answer.status_code for answer in answers.values()} == {200, 400}  # 400 where the words are no filter
    assert [page for page, answer in answers.items() if "<img src=x" in answer.content.decode()] == []
