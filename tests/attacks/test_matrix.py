"""Every route × method × persona × own, foreign and absent keys: nothing breaks, nothing is told, nothing is written.

Who may not see a row gets for it the very answer that a row which does not exist would get.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.addresses import OPEN_TO_STRANGERS, name_of
from tests.attacks.attacking import Attack, shape
from tests.attacks.personas import NAMES, Persona
from tests.attacks.routes import Route, routes
from tests.attacks.size import IS_LONG, some
from tests.attacks.world import FOREIGN, OWN, is_hidden
from zhike.kit import registry
from zhike.kit.entity import Entity

pytestmark = pytest.mark.django_db
OPEN = {name_of(address) for address in OPEN_TO_STRANGERS} | {"api:openapi-json"}
GROUPS = ["", *(entity.slug for entity in registry.entities())]
SHORT = {"stranger": [""], "ana": ["", "plants"], "lin": ["customers"], "reader": ["plants"]}
TRIED = dict.fromkeys(NAMES, GROUPS) if IS_LONG else SHORT
USUAL, RARE = ("GET", "POST"), ("PATCH", "PUT", "DELETE", "HEAD", "OPTIONS")


@pytest.mark.parametrize("name", TRIED)
def test_no_route_tells_or_writes_what_it_must_not(name, attack, knock, told):
    persona, mine = knock(name), [pair for group in TRIED[name] for pair in _of_group(group)]
    attack = Attack(attack.world)  # made after the persona came in, whose coming wrote
    for route, entity in mine if IS_LONG else some(mine, short=12, each_round=0, name=name):
        for words in some(route.words(entity), short=1, each_round=1, name=f"{name} {route.pattern}"):
            _try(attack, persona, route, entity, words)

    figures = {"most routes": len({route.pattern for route, _entity in mine}), "personas": 1}
    told("Matrix", attack, **figures, **{"routes by methods": len(attack.sent)})


def test_every_route_is_in_the_matrix():
    tried = {route.pattern for group in GROUPS for route, _entity in _of_group(group)}

    assert {route.pattern for route in routes()} - tried == set()


def _of_group(group: str) -> Iterator[tuple[Route, Entity | None]]:
    for route in routes():
        for entity in route.nouns():
            if (entity.slug if entity else "") == group:
                yield route, entity


def _try(attack: Attack, persona: Persona, route: Route, entity: Entity | None, words: dict[str, str]) -> None:
    world = attack.world
    own, foreign = OWN.get(persona.name), FOREIGN.get(persona.name)
    if persona.person is None:
        for method in (*USUAL, *_rare(route, entity)):
            answer = _ask(attack, persona, method, route, world.values(route, entity, "bo") | words)
            _must_stay_outside(attack, route, method, answer)
        return
    for method in USUAL:
        answer = _ask(attack, persona, method, route, world.values(route, entity, own) | words)
        if persona.is_program and route.is_api:
            _must_stay_in_its_scope(attack, persona, route, method, answer)
        if foreign is not None:
            _compare(attack, persona, method, route, entity, foreign, words)
    if own is not None:
        for method in _rare(route, entity):
            _ask(attack, persona, method, route, world.values(route, entity, foreign or own) | words)


def _rare(route: Route, entity: Entity | None) -> list[str]:
    """Methods that few routes know: in a round all of each route, where it is of many nouns one with each in turn."""
    nouns = route.nouns()
    if not IS_LONG:
        return some(RARE, short=1, each_round=0, name=route.pattern)
    return [*RARE] if len(nouns) < len(RARE) else [RARE[nouns.index(entity) % len(RARE)]]


def _compare(attack, persona, method, route, entity, foreign: str, words) -> None:
    """What is somebody else's and what does not exist are one answer."""
    theirs, nothing = (attack.world.values(route, entity, who) | words for who in (foreign, None))
    if "slug" in theirs:
        nothing["slug"] = theirs["slug"]
    if not _is_about_a_row(route) or (entity is not None and not is_hidden(entity, persona.person)):
        return
    one, other = (_ask(attack, persona, method, route, keys) for keys in (theirs, nothing))
    attack.counts["pairs compared"] += 1
    alike = shape(one, *_keys(theirs)) == shape(other, *_keys(nothing))
    if not alike:
        attack.found.append(
            f"{persona} {method} {route.name} {words}: {one.status_code} where there is one, else {other.status_code}"
        )
    if one.status_code < 400 and "pk" in route.parts and not _leads_to_the_door(one):
        attack.found.append(f"{persona} {method} {route.name} {words}: {one.status_code} for somebody else's")


def _ask(attack: Attack, persona: Persona, method: str, route: Route, values: dict[str, Any]) -> Any:
    attack.sent.add((route.pattern, method))
    return attack.send(persona, method, route.filled(values), _body(method, route, values))


def _body(method: str, route: Route, values: dict[str, Any]) -> Any:
    if method not in ("POST", "PATCH", "PUT"):
        return None
    if route.is_api:
        return json.dumps({"other": values["pk"]} if route.pattern.endswith("/merge") else {})
    sent = {"other": values["pk"], "rows": values["pk"], "go": "1", "text": "x", "word": "x", "name": "x", "note": "1"}
    sent |= {"file": "1", "version": "1", "column": "0", "language": "en"}
    return sent if method == "POST" else ""


def _must_stay_in_its_scope(attack: Attack, persona: Persona, route: Route, method: str, answer: Any) -> None:
    """Both tokens read alone, and one of them nothing but products."""
    is_other = persona.name == "narrow" and route.entity is not None and route.entity.slug != "products"
    if answer.status_code < 400 and (method != "GET" or is_other):
        attack.found.append(f"{persona} {method} {route.name} {route.pattern}: {answer.status_code} beyond its scope")


def _must_stay_outside(attack: Attack, route: Route, method: str, answer: Any) -> None:
    if route.name in OPEN:
        return
    allowed = (401, 404, 405) if route.is_api else (403, 404, 405)
    if answer.status_code not in allowed and not _leads_to_the_door(answer):
        attack.found.append(f"outside {method} {route.name}: {answer.status_code}")


def _leads_to_the_door(answer: Any) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


def _is_about_a_row(route: Route) -> bool:
    return bool({"pk", "point", "key"} & set(route.parts)) or "/bulk/" in route.pattern


def _keys(values: dict[str, Any]) -> list[Any]:
    return [values[name] for name in ("key", "pk", "point")]
