"""Every verb asks for its right, is done once, leaves one trace, and is announced only if it stays done."""

import dataclasses
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from zhike.kit.actions import Verb
from zhike.kit.audit.models import Trace
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import Program, at_the_screen, by_hand, by_key
from zhike.kit.testing.contracts.cases import address_of, entity_of
from zhike.kit.testing.observing import announced, digest, refused


def test_a_verb_leaves_one_trace_and_its_event_and_twice_is_refused_or_changes_nothing(verb, begin, ada):
    row, values = begin(verb, owner=ada)

    done = _do(verb, row, ada, values)

    entries = Trace.objects.filter(noun=verb.model._meta.label_lower, object_id=done.pk)
    assert [(entry.verb, entry.actor) for entry in entries] == [(verb.name, ada)]
    told = [name for name in announced() if name != "kit.followed_changed"]
    # What is done by further verbs below it is announced before.
    assert told[-1:] == ([verb.announces] if verb.announces else [])

    before, once = digest(), row and _columns(row)
    try:
        _do(verb, row, ada, values)
    except Refusal:
        assert digest() == before
    else:
        assert row is None or _columns(row) == once


def test_a_verb_is_refused_without_its_right_and_what_is_undone_was_never_announced(verb, begin, ada, monkeypatch):
    row, values = begin(verb, owner=ada)
    rights = dataclasses.replace(entity_of(verb).rights, **{verb.needs: None})

    with monkeypatch.context() as without_it, refused("Your role does not allow this"):
        without_it.setattr(type(entity_of(verb)), "rights", rights)
        _do(verb, row, ada, values)

    before = digest()
    with transaction.atomic():
        _do(verb, row, ada, values)
        transaction.set_rollback(True)
    assert digest() == before


def test_a_program_does_a_verb_and_is_told_which_parameter_there_is_not(verb, begin, ada):
    (row, values), program = begin(verb, owner=ada), Program(ada)
    place = address_of(verb, row.pk if row else 0)

    answer = program.post(place, by_key(values) | {"is_admin": True})
    assert (answer.status_code, answer.json()["field"]) == (422, "is_admin")

    answer = program.post(place, by_key(values))
    assert answer.status_code == (201 if verb.creates else 200), answer.content
    entry = Trace.objects.get(noun=verb.model._meta.label_lower, object_id=answer.json()["id"])
    assert (entry.verb, entry.door) == (verb.name, "api")


def test_a_button_does_a_verb(verb, begin, ada):
    if verb.creates:
        return
    row, values = begin(verb, owner=ada)
    place = reverse("kit:verb", args=[entity_of(verb).slug, row.pk, verb.word])

    answer = at_the_screen(ada).post(place, by_hand(values))

    assert answer.status_code == 302, answer.content.decode()
    assert Trace.objects.get(noun=verb.model._meta.label_lower, object_id=row.pk).door == "screen"


def _do(verb: Verb, row: Model | None, by: Any, values: dict[str, Any]) -> Model:
    return verb(by=by, **values) if row is None else verb(row, by=by, **values)


def _columns(row: Model) -> dict[str, Any]:
    """The row as it is now, but for its version and time."""
    fresh = type(row)._base_manager.values().get(pk=row.pk)
    return {name: value for name, value in fresh.items() if name not in ("version", "changed_at")}
