"""A field that a role hides shows nowhere, a masked one shows little, one that is only read is written by nothing."""

import json

import pytest
from django.db.models import CharField, TextField
from django.urls import reverse

from tests.cast import NOUNS, a_lead, a_role
from zhike.exchange.exporting.sheet import Sheet
from zhike.exchange.testing.transferring import bring_in, is_importable, take_out
from zhike.kit import registry, search
from zhike.kit.audit import trace
from zhike.kit.bulk.changing import change_many
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import Program, as_typed, at_the_screen
from zhike.kit.testing.asking import is_answered
from zhike.kit.testing.observing import digest, refused
from zhike.rights.fields import coverable, maskable

pytestmark = pytest.mark.django_db
CANARY = "QZX13812345678"
ENTITIES = [entity for entity in registry.entities() if entity.rights.read is not None]
every_noun = pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.slug)


@every_noun
def test_a_hidden_field_is_asked_for_in_vain(entity, ana):
    names = [field.name for field in coverable(entity)]
    one_of_each_kind = {field.kind: field.name for field in coverable(entity)}.values()
    given(ana, entity, dict.fromkeys(names, "hidden"))
    screen, program = at_the_screen(ana), Program(ana)
    place = reverse("kit:list", args=[entity.slug])

    for name in names:
        conditions = {"columns": name, "sort": name, "group": name, name: "1", "filter": condition(name)}
        assert {key for key, value in conditions.items() if is_answered(entity, {key: value}, by=ana)} == set(), name
    for name in one_of_each_kind:
        assert screen.get(place, {name: "1"}).status_code == 400
        assert screen.get(reverse("kit:filter", args=[entity.slug, name])).status_code == 404
        told = program.get(f"/{entity.slug}", fields=name)
        assert (told.status_code, told.json().get("field")) == (400, "fields"), told.json()


@every_noun
def test_a_hidden_value_is_in_no_answer(entity, ana, ada):
    row, names = with_canary(entity, ana)
    given(ana, entity, dict.fromkeys(names, "hidden"))

    said = everything(entity, row, ana, ada)

    assert [place for place, text in said.items() if CANARY in text] == []
    assert found(entity, ana) == 0


@every_noun
def test_a_masked_value_is_nowhere_in_full(entity, ana, ada):
    row, names = with_canary(entity, ana)
    given(ana, entity, dict.fromkeys(names, "masked"))

    said = everything(entity, row, ana, ada)

    assert [place for place, text in said.items() if CANARY in text] == []
    assert found(entity, ana) == 0
    assert names == [name for name in names if program_says(entity, row, ana)[name] == "QZX****5678"]


@every_noun
def test_what_is_only_read_is_written_by_no_surface(entity, ana, tmp_path):
    if entity.rights.change is None:
        return
    row = NOUNS[entity.model](owner=ana)
    editable = [field for field in entity.editable if not field.id]
    typed, names = as_typed(entity, row), [field.name for field in editable]
    one_of_each_kind = {field.kind: field.name for field in editable}.values()
    rights = {entity.slug: dict.fromkeys(("create", "change", "load"), "all")}
    a_role(ana, rights=rights, fields={entity.slug: dict.fromkeys(names, "read")})
    before = digest()

    program, screen = Program(ana), at_the_screen(ana)

    sent = {name: program.patch(f"/{entity.slug}/{row.pk}", {name: None}).status_code for name in one_of_each_kind}
    screen.post(reverse("kit:edit", args=[entity.slug, row.pk]), typed | dict.fromkeys(typed, "9"))
    cells = {screen.get(reverse("kit:cell", args=[entity.slug, row.pk, name])).status_code for name in one_of_each_kind}
    columns = [field.model_field.attname for field in editable if field.is_column]
    many = {name: change_many(entity.model, [row.pk], by=ana, values={name: None}) for name in columns}

    assert [name for name, status in sent.items() if status < 400] == []
    assert cells == {404}
    assert [name for name, done in many.items() if done.changed] == []
    assert digest() == before


@every_noun
def test_what_is_only_read_is_refused_in_a_file(entity, ana, ada, tmp_path):
    if not is_importable(entity):
        return
    NOUNS[entity.model](owner=ana)
    taken = take_out(entity, tmp_path, by=ada, kind="csv")
    name = next(field.name for field in entity.editable if not field.id)
    rights = {entity.slug: dict.fromkeys(("create", "change", "load"), "all")}
    a_role(ana, rights=rights, fields={entity.slug: {name: "read"}})

    run = bring_in(taken, entity, by=ana)

    assert run.status == "failed"


def test_a_field_that_is_read_only_stands_on_the_page_but_not_in_the_form(ana, teahouse):
    given(ana, registry.entity_named("customers"), {"city": "read"})

    assert "杭州" in at_the_screen(ana).get(f"/customers/{teahouse.pk}/").content.decode()
    assert 'name="city"' not in at_the_screen(ana).get(f"/customers/{teahouse.pk}/edit/").content.decode()
    with refused("nothing|no “city”"):
        registry.verb_named("customers.merge")(teahouse, by=ana, other=teahouse, take=["city"])


@pytest.mark.parametrize("level", ["hidden", "masked"])
def test_ways_to_reach_somebody_are_covered_like_columns(level, ana, ada):
    lead = a_lead(owner=ana, phone="138 0000 1234")
    given(ana, registry.entity_named("leads"), {"phone": level})

    said = everything(registry.entity_named("leads"), lead, ana, ada)

    telling = ["13800001234"] + ["1234"] * (level == "hidden")
    assert [place for place, text in said.items() for one in telling if one in text.replace(" ", "")] == []


def test_who_may_not_read_a_text_still_finds_by_what_is_left(ana):
    entity = registry.entity_named("bundle-parts")
    part = NOUNS[entity.model](owner=ana)
    given(ana, entity, {"note": "hidden"})

    counts = {
        typed: Program(ana).get("/bundle-parts", q=typed, count="true").json()["count"] for typed in ("xyz", part.title)
    }

    assert counts == {"xyz": 0, part.title: 1}


def test_who_may_see_nothing_of_a_tier_sees_no_card_of_it(ana):
    customer = NOUNS[registry.entity_named("customers").model](owner=ana)
    page = at_the_screen(ana).get(f"/customers/{customer.pk}/").content.decode()
    given(ana, registry.entity_named("customers"), {"tier": "hidden", "clv": "hidden"})

    hidden = at_the_screen(ana).get(f"/customers/{customer.pk}/").content.decode()

    assert "/standings/tier/" in page
    assert "/standings/tier/" not in hidden
    assert at_the_screen(ana).get(f"/customers/{customer.pk}/standings/tier/").status_code == 404


def given(person, entity, levels):
    """The person holds a role that says this of the fields of a noun."""
    return a_role(person, fields={entity.slug: levels})


def with_canary(entity, owner):
    """A row whose coverable texts all hold the canary, as its search document and its trace do."""
    row = NOUNS[entity.model](owner=owner)
    fields = [field for field in coverable(entity) if field.is_column and maskable(field) and holds(field.model_field)]
    entity.model._base_manager.filter(pk=row.pk).update(**{field.name: CANARY for field in fields})
    row = entity.model._base_manager.get(pk=row.pk)
    search.index([row])
    trace.record("change", row, by=owner, changes={field.name: ["", CANARY] for field in fields})
    return row, [field.name for field in fields]


def holds(column):
    is_text = isinstance(column, CharField | TextField) and not column.choices
    return is_text and (column.max_length or 1000) >= len(CANARY)


def everything(entity, row, by, ada):
    """What every surface says of a row, by surface."""
    screen, one = at_the_screen(by), [entity.slug, row.pk]
    pages = {name: reverse(f"kit:{name}", args=one) for name in ("detail", "timeline", "edit", "related")}
    pages |= {"list": reverse("kit:list", args=[entity.slug]), "search": f"/search/?q={row}"}
    pages |= {
        "board": f"/{entity.slug}/board/",
        "api": f"/api/v1/{entity.slug}",
        "api one": f"/api/v1/{entity.slug}/{row.pk}",
    }
    said = {name: screen.get(place).content.decode() for name, place in pages.items()}
    shown = Sheet(entity, "", by=by, whole=False)
    whole = Sheet(entity, "", by=by, whole=True)
    return said | {"export": str(list(shown.rows())), "export of everything": str(list(whole.rows()))}


def found(entity, by):
    return Program(by).get(f"/{entity.slug}", q=CANARY, count="true").json()["count"]


def program_says(entity, row, by):
    return Program(by).get(f"/{entity.slug}/{row.pk}").json()


def condition(name):
    return json.dumps({"field": name, "op": "empty", "values": []})


def test_the_refusal_names_the_field(ana, teahouse):
    given(ana, registry.entity_named("customers"), {"note": "hidden"})

    with pytest.raises(Refusal, match="note"):
        Sheet(registry.entity_named("customers"), "columns=note", by=ana, whole=False)
