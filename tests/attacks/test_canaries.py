"""Every hidden row and value holds a canary; every surface that reads is asked by everybody; no canary is heard."""

import json

import pytest
from django.core import mail

from tests.attacks.attacking import Attack
from tests.attacks.canaries import CANARY
from tests.attacks.personas import NAMES, owners
from tests.attacks.reading_surfaces import AROUND, lists, pages_of, programs, taken_out, typed_in
from tests.attacks.size import IS_LONG, dice, some
from tests.attacks.world import FOREIGN, OWN
from zhike.api.webhooks.delivering import signed
from zhike.api.webhooks.models import Webhook
from zhike.kit import registry
from zhike.kit.events import Event
from zhike.notices import sending

pytestmark = pytest.mark.django_db
GROUPS = ["", *(entity.slug for entity in registry.entities())]
SHORT = {"ana": ["", "customers"], "lin": ["plants"], "reader": ["tasks"]}
TRIED = dict.fromkeys(NAMES, GROUPS) if IS_LONG else SHORT
PART = {"HX-Request": "true", "HX-Target": "list"}


@pytest.mark.parametrize("name", TRIED)
def test_no_surface_sings(name, attack, knock, told):
    persona, chance = knock(name), dice(f"parts {name}")
    attack = Attack(attack.world)
    for group in TRIED[name]:
        every = _asked(attack.world, name, group)
        for method, address, body in some(every, short=16, each_round=60, name=f"{name} {group}"):
            is_part = method == "GET" and not address.startswith("/api/") and chance.random() < 0.5
            attack.send(persona, method, address, body, **({"headers": PART} if is_part else {}))

    told("Canaries", attack)


@pytest.mark.parametrize("name", ["ana", "bo"])
def test_the_canaries_are_heard_by_those_they_are_for(name, attack, knock):
    """Or the silence above would prove nothing."""
    persona, heard = knock(name), set()
    for entity in registry.entities():
        own = attack.world.row(entity, name)
        pages = [f"/{entity.slug}/{own.pk}/", f"/{entity.slug}/{own.pk}/timeline/", f"/api/v1/{entity.slug}/{own.pk}"]
        for address in pages:
            heard |= set(CANARY.findall(attack.send(persona, "GET", address).content))

    places = {attack.world.cage.known[word].place.partition(" of ")[0] for word in heard}
    assert {"customers.name", "plants.note", "tasks.title", "note", "file name", "trace, new value"} <= places
    assert attack.found == []


def test_what_leaves_the_house_names_nothing(attack, told, settings, monkeypatch):
    """Webhooks carry keys alone; mail and group tools what their reader may see now."""
    settings.EMAIL_HOST, said = "mail.example", []
    monkeypatch.setattr(sending, "say", lambda url, text: said.append((url, text)))
    webhook, cage = Webhook.objects.first(), attack.world.cage
    bodies = [b"".join([signed(webhook, event)[0]]) for event in Event.objects.all()]
    for person in owners().values():
        person.email = f"{person.username}@example.com"
        person.save()
        sending.digest_of(person=person.pk)
    for letter in mail.outbox:
        name = letter.to[0].partition("@")[0]
        text = repr((letter.subject, letter.body, letter.alternatives)).encode()
        attack.found += [
            f"mail to {name} tells {cage.known[word].place}"
            for word in CANARY.findall(text)
            if not cage.known[word].may_be_heard(name, "")
        ]
    attack.found += [f"a webhook tells {word!r}" for body in bodies for word in CANARY.findall(body)]
    attack.counts |= {"webhook messages": len(bodies), "mails": len(mail.outbox)}

    assert bodies != []
    told("Canaries", attack)


def _asked(world, name, group):
    if not group:
        yield from (("GET", address, None) for address in AROUND)
        for slug in ("/nowhere", "/customers/987654321", "/customers?sort=nonsense"):
            yield "GET", f"/api/v1{slug}", None
        return
    entity = registry.entity_named(group)
    own, foreign = (world.row(entity, who.get(name, "bo")).pk for who in (OWN, FOREIGN))
    for address in (*lists(entity), *pages_of(entity, own, foreign), *pages_of(entity, foreign, own)):
        yield "GET", address, None
    for address in (*programs(entity, own), *programs(entity, foreign)):
        yield "GET", address, None
    for address, form in (*taken_out(entity), *typed_in(entity, own, foreign)):
        yield "POST", address, form
    rows = [{"id": foreign, field.name: None} for field in entity.editable[:3]]
    for mode in ("create", "update", "upsert"):
        sent = {"mode": mode, "match": ["id"], "rows": rows}
        yield "POST", f"/api/v1/{entity.slug}/batch", json.dumps(sent)
