"""Every parameter, header and text is sent every payload: nothing breaks, nothing waits, and all stays plain text."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.attacks.attacking import Attack
from tests.attacks.canaries import content
from tests.attacks.hiding_payloads import fill
from tests.attacks.payloads import EVERY, FAMILIES, TEMPLATE, XSS
from tests.attacks.personas import Persona
from tests.attacks.running import sprung
from tests.attacks.size import IS_LONG, dice, many, some
from tests.attacks.world import World
from zhike.kit import registry
from zhike.kit.entity import Entity

pytestmark = pytest.mark.django_db
TOO_LONG = 2.5  # seconds; a payload that made the database sleep would take three
TELLING = 6  # characters of a payload that no statement of ours has by itself
NAMES = (
    *("q", "sort", "columns", "group", "filter", "view", "by", "on", "month", "week", "after", "before", "open"),
    *("density", "next", "starred", "tags", "kind", "person", "timeline", "other", "row", "x", "page", "was", "now"),
    *("later", "encoding", "fields", "expand", "limit", "count", "since", "noun", "status", "into", "column", "error"),
)
HEADERS = (
    *("User-Agent", "Accept-Language", "HX-Current-URL", "HX-Target", "HX-Trigger-Name", "HX-Prompt", "Referer"),
    *("If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "Origin", "X-Forwarded-For", "Authorization"),
    *(
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "Accept",
        "Accept-Encoding",
        "Range",
        "Cookie",
        "X-HTTP-Method-Override",
    ),
)
SLUGS = [entity.slug for entity in registry.entities()] if IS_LONG else ["customers", "plants"]


@pytest.mark.parametrize("family", FAMILIES)
def test_no_parameter_is_more_than_text(family, knock, told):
    persona, chance = knock("ada"), dice(family)
    fill([entity.model for entity in registry.entities()], ["plain"], by=persona.person)
    attack = Attack(World())
    payloads = some(FAMILIES[family], short=3, each_round=len(FAMILIES[family]), name=family)
    for payload in payloads:
        for name in chance.sample(NAMES, min(many(4, 4), len(NAMES))):
            place = chance.choice(_places(name))
            _try(attack, persona, "GET", f"{place}?{urlencode({name: payload}, errors='replace')}", payload)

    told("Injections", attack, payloads=len(payloads))


@pytest.mark.parametrize("family", FAMILIES)
def test_no_header_is_more_than_text(family, knock, told):
    persona, chance = knock("ada"), dice(f"headers {family}")
    plain = [payload for payload in FAMILIES[family] if payload.isprintable() and payload.isascii()]
    attack = Attack(World())
    payloads = some(plain, short=2, each_round=len(plain), name=f"headers {family}")
    for payload in payloads:
        for name in chance.sample(HEADERS, min(many(4, 3), len(HEADERS))):
            place = chance.choice(("/customers/", "/api/v1/plants", "/sign-in/"))
            _try(attack, persona, "GET", place, payload, headers={name: payload})

    told("Injections", attack, **{"payloads in headers": len(payloads)})


@pytest.mark.parametrize("slug", SLUGS)
def test_no_field_of_a_form_is_more_than_text(slug, knock, told):
    persona, chance = knock("ada"), dice(f"forms {slug}")
    entity = registry.entity_named(slug)
    [row] = fill([entity.model], ["plain"], by=persona.person)[entity.model]
    attack = Attack(World())
    payloads = some(EVERY, short=2, each_round=20, name=f"forms {slug}")
    for payload in payloads:
        typed = {field.name: payload for field in entity.editable}
        for place in (f"/{slug}/new/", f"/{slug}/{row.pk}/edit/", f"/{slug}/warnings/", f"/{slug}/views/"):
            _try(attack, persona, "POST", place, payload, {**typed, "name": payload, "audience": "private"})
        for act, name in (("note", "text"), ("tag", "word")):
            _try(attack, persona, "POST", f"/{slug}/{row.pk}/attached/{act}/", payload, {name: payload})
        one = chance.choice(entity.editable or entity.all_fields).name
        _try(attack, persona, "POST", f"/{slug}/{row.pk}/cell/{one}/", payload, {one: payload, "version": row.version})

    told("Injections", attack, **{"payloads in forms": len(payloads)})


@pytest.mark.parametrize("slug", SLUGS)
def test_what_was_kept_is_shown_as_text(slug, knock, told):
    persona, entity = knock("ada"), registry.entity_named(slug)
    payloads = some((*XSS, *TEMPLATE), short=4, each_round=30, name=f"kept {slug}")
    rows = fill([entity.model], payloads, by=persona.person)[entity.model]
    attack = Attack(World())
    for place in some(_lists(entity), short=8, each_round=100, name=f"lists {slug}"):
        _try(attack, persona, "GET", place, "kept")
    for row in rows:
        for part in ("", "edit/", "timeline/", "related/", f"cell/{entity.title}/"):
            _try(attack, persona, "GET", f"/{slug}/{row.pk}/{part}", "kept")
        _try(
            attack,
            persona,
            "GET",
            f"/search/?{urlencode({'q': str(row)[:40]})}",
            "kept",
            headers={"HX-Request": "true"},
        )

    told("Injections", attack, **{"payloads kept": len(rows)})


def _try(
    attack: Attack, persona: Persona, method: str, address: str, payload: str, body: Any = None, **more: Any
) -> None:
    answer, seconds = _timed(lambda: attack.send(persona, method, address, body, **more))
    where = f"{method} {address[:160]} {payload!r}"
    attack.found += [f"{where}: {what}" for what in sprung(answer, content(answer))]
    if len(payload) >= TELLING and any(payload in sql for sql in attack.statements):
        attack.found.append(f"{where}: is part of a statement")
    for _again in range(2):  # a busy machine is slow once, a payload that sleeps is slow every time
        if seconds > TOO_LONG:
            seconds = _timed(lambda: attack.send(persona, method, address, body, **more))[1]
    if seconds > TOO_LONG:
        attack.found.append(f"{where}: took {seconds:.1f} s")


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return act(), time.perf_counter() - begun


def _places(name: str) -> list[str]:
    lists = [
        f"/{entity.slug}/{part}" for entity in registry.entities() for part in ("", "board/", "calendar/", "count/")
    ]
    programs = [f"/api/v1/{entity.slug}" for entity in registry.entities()]
    around = ["/search/", "/mention/", "/notices/", "/batches/", "/sign-in/", "/loyalty/moves/rung/", "/today/"]
    if name in ("fields", "expand", "limit", "noun", "status"):
        return [*programs, "/api/v1/merges"]
    if name in ("x", "row", "into", "other"):
        return [f"/{entity.slug}/{part}/" for entity in registry.entities() for part in ("pick", "new", "new/beside")]
    return [*lists, *programs, *around]


def _lists(entity: Entity) -> Iterator[str]:
    names = ",".join(field.name for field in entity.all_fields)
    place = f"/{entity.slug}/"
    yield from (
        place,
        f"{place}?columns={names}",
        f"{place}board/",
        f"{place}calendar/",
        f"{place}new/",
        f"{place}views/",
    )
    yield from (f"{place}menu/columns/", f"{place}tags/", f"{place}pick/?x=x", "/favourites/", "/today/", "/notices/")
    yield from (f"{place}?group={field.name}" for field in entity.all_fields if field.kind in ("choice", "relation"))
    yield from (f"{place}filter/{field.name}/" for field in entity.filters)
