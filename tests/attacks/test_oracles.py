"""What may not be read cannot be guessed either: not by filter, sort, group, column, search or count."""

import json
from urllib.parse import urlencode

import pytest

from tests.attacks.attacking import shape
from tests.attacks.canaries import MARK
from tests.attacks.size import IS_LONG, some
from tests.attacks.world import is_hidden
from zhike.kit import registry
from zhike.kit.entity import Entity
from zhike.kit.testing.contracts.cases import ABSENT

pytestmark = pytest.mark.django_db
TRIED = [one for one in registry.entities() if IS_LONG or one.slug in ("customers", "plants")]
NOUN = pytest.mark.parametrize("entity", TRIED, ids=lambda entity: entity.slug)
OPERATORS: tuple[str, ...] = ("", ".is", ".has", ".in", ".min", "__startswith", "__regex", "__gt", ".startswith")
if not IS_LONG:
    OPERATORS = ("", "__startswith")
SECRET: tuple[str, ...] = (
    "password",
    "owner__password",
    "keeper__password",
    "assignee__password",
    "customer__owner__password",
)
SECRET += ("customer__contact_points__value", "contact_points__value", "owner__token__digest", "pk", "id__in", "custom")
SECRET += ("_connector", "__class__", "version__gt", "name_sort", "created_at", "keeper__session", "search", "tokens")

ALWAYS_TOLD = {"id", "version", "created_at", "changed_at"}  # of every row, to whoever reads it


def hidden_names(entity: Entity) -> list[str]:
    """Every name that no list may be asked by: other columns, columns of others, and words of the ORM."""
    offered = {field.name for field in entity.all_fields}
    columns = {field.name for field in entity.model._meta.get_fields()}
    through = [
        f"{one.name}__{word}" for one in entity.model._meta.fields if one.related_model for word in ("id", "name")
    ]
    return sorted({*SECRET, *columns, *through} - offered - ALWAYS_TOLD)


@NOUN
def test_nothing_undeclared_can_be_asked_by(entity, attack, knock, told):
    persona, place = knock("ana"), f"/{entity.slug}/"
    names = hidden_names(entity)
    for name in some(names, short=5, each_round=len(names), name=entity.slug):
        for guess in ("c4n", "zzz"):
            every = _questions(place, name, guess)
            for asked in some(every, short=4, each_round=6, name=f"{entity.slug} {name} {guess}"):
                answer = attack.send(persona, "GET", asked)
                if not 400 <= answer.status_code < 500:
                    attack.found.append(f"{asked} → {answer.status_code}")

    told("Oracle", attack)


@NOUN
def test_a_right_guess_is_answered_like_a_wrong_one(entity, attack, knock, told):
    if not is_hidden(entity, knock("ana").person):
        return
    persona, right = knock("ana"), attack.world.row(entity, "bo")
    columns = [one.attname for one in entity.model._meta.concrete_fields]
    texts = [name for name in columns if str(getattr(right, name)).startswith(MARK)]
    for name in texts:
        word = getattr(right, name)
        for length in (len(word), 12) if IS_LONG else (len(word),):
            guesses = [word[:length], "c4n" + "0" * (length - 3)]
            pairs = zip(*(_searches(entity, guess) for guess in guesses), strict=True)
            for questions in some(pairs, short=4, each_round=12, name=f"{entity.slug} {name} {length}"):
                _alike(attack, persona, questions, guesses)
    for field in entity.filters:
        if field.kind == "relation" and registry.is_entity(field.related):
            hidden = attack.world.rows[field.related]["bo"].pk
            guesses = [str(hidden), str(ABSENT)]
            pairs = zip(*(_by_relation(entity, field.name, guess) for guess in guesses), strict=True)
            for questions in some(pairs, short=2, each_round=6, name=f"{entity.slug} {field.name}"):
                _alike(attack, persona, questions, guesses)

    told("Oracle", attack)


@NOUN
def test_a_hidden_row_counts_nowhere(entity, attack, knock, told):
    if not is_hidden(entity, knock("ana").person):
        return
    persona = knock("ana")
    own = list(entity.model._base_manager.filter(entity.visible_to(persona.person)))
    counted = persona.ask("GET", f"/api/v1/{entity.slug}?count=true").json()["count"]
    starred = persona.ask("GET", f"/api/v1/{entity.slug}?starred=1&count=true")

    assert counted == len(own)
    assert starred.status_code == 400 or starred.json()["count"] <= 1
    told("Oracle", attack)


def _alike(attack, persona, questions, guesses) -> None:
    right, wrong = (attack.send(persona, "GET", asked) for asked in questions)
    attack.counts["guesses compared"] += 1
    if _without(right, guesses) != _without(wrong, guesses):
        attack.found.append(f"{questions[0]} is told from {questions[1]}")


def _without(answer, guesses):
    return shape(answer, *guesses)


def _questions(place: str, name: str, guess: str):
    for operator in OPERATORS:
        yield f"{place}?{urlencode({name + operator: guess})}"
        yield f"/api/v1{place[:-1]}?{urlencode({name + operator: guess})}"
    tree = {"field": name, "op": "has", "values": [guess]}
    for parameter, value in (
        *(("sort", name), ("sort", f"-{name}"), ("filter", json.dumps(tree)), ("filter", f"{name} = {guess}")),
        ("filter", json.dumps({"not": tree})),
    ):
        yield f"{place}?{urlencode({parameter: value})}"
        yield f"/api/v1{place[:-1]}?{urlencode({parameter: value})}"
    for parameter in ("columns", "group"):
        yield f"{place}?{urlencode({parameter: name})}"
    for parameter in ("fields", "expand"):
        yield f"/api/v1{place[:-1]}?{urlencode({parameter: name})}"
    yield f"{place}count/?{urlencode({name: guess})}"
    yield f"{place}filter/{'x' if name.startswith('_') else name}/"


def _searches(entity: Entity, guess: str):
    place = f"/{entity.slug}/"
    yield from (f"{place}?q={guess}", f"/api/v1{place[:-1]}?q={guess}&count=true", f"{place}count/?q={guess}")
    yield from (
        f"{place}pick/?x={guess}",
        f"/search/?q={guess}",
        f"{place}board/?q={guess}",
        f"{place}export/?q={guess}",
    )
    for field in entity.filters:
        if field.kind in ("text", "longtext"):
            yield f"{place}?{urlencode({field.name: guess})}"
            yield f"/api/v1{place[:-1]}?{urlencode({field.name: guess, 'count': 'true'})}"


def _by_relation(entity: Entity, name: str, guess: str):
    place = f"/{entity.slug}/"
    yield from (f"{place}?{name}={guess}", f"/api/v1{place[:-1]}?{name}={guess}&count=true")
    yield from (
        f"{place}count/?{name}={guess}",
        f"{place}?filter={name}%20%3D%20{guess}",
        f"{place}?group={name}&open={guess}",
    )
