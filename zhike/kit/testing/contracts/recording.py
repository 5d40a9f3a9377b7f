"""What is written is what was offered for writing, once, with one trace; a stale edit is noticed."""

from typing import Any

import pytest
from django.urls import reverse

from zhike.api.rest import putting, shapes
from zhike.kit.audit.models import Door
from zhike.kit.audit.trace import trace_of
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import Program, as_sent, as_typed, at_the_screen
from zhike.kit.testing.contracts.cases import is_asked_in_full
from zhike.kit.testing.observing import announced, digest

FORBIDDEN = ("id", "pk", "tenant", "role", "is_staff", "created_at", "changed_at", "password")


def test_a_row_sent_is_the_row_made_with_one_trace(entity, make, ada):
    if entity.rights.create is None:
        return
    like, sent = _taken_away(make(entity.model, owner=ada).fresh(), entity)

    answer = Program(ada).post(f"/{entity.slug}", sent)

    assert answer.status_code == 201, answer.content
    row = entity.model._base_manager.get(pk=answer.json()["id"])
    assert answer.headers["Location"] == f"/api/v1/{entity.slug}/{row.pk}"
    assert as_sent(entity, row) == sent
    assert [(entry.verb, entry.actor, entry.door) for entry in trace_of(row)] == [("create", ada, Door.API)]
    assert announced() == [f"{like._meta.label_lower}_created"]


def test_a_form_filled_in_is_the_row_made_with_one_trace(entity, make, ada):
    if entity.rights.create is None:
        return
    like = make(entity.model, owner=ada).fresh()
    typed = as_typed(entity, like)
    _like, sent = _taken_away(like, entity)

    answer = at_the_screen(ada).post(reverse("kit:new", args=[entity.slug]), typed)

    assert answer.status_code == 302, answer.content.decode()
    row = entity.model._base_manager.get()
    unasked = {field.name for field in entity.editable if not field.ask}
    assert as_sent(entity, row) | dict.fromkeys(unasked) == sent | dict.fromkeys(unasked)
    assert [(entry.verb, entry.actor, entry.door, entry.program) for entry in trace_of(row)] == [
        ("create", ada, Door.SCREEN, "")
    ]


def test_a_change_leaves_one_trace_and_the_same_again_none(entity, make, ada):
    if entity.rights.change is None:
        return
    row = make(entity.model, owner=ada).fresh()
    name, value = _changed(entity, row)
    program = Program(ada)

    for _twice in range(2):
        answer = program.patch(f"/{entity.slug}/{row.pk}", {name: value})
        assert answer.status_code == 200, answer.content

    assert as_sent(entity, row.fresh()) == as_sent(entity, row) | {name: value}
    assert [(entry.verb, entry.door) for entry in trace_of(row)] == [("change", Door.API)]
    assert announced() == [f"{row._meta.label_lower}_changed"]


def test_a_stale_change_is_refused(entity, make, ada):
    if entity.rights.change is None:
        return
    row = make(entity.model, owner=ada).fresh()
    name, value = _changed(entity, row)
    program, address = Program(ada), f"/{entity.slug}/{row.pk}"
    program.patch(address, {name: value, "version": 1})

    by_number = program.patch(address, {name: getattr(row, name, None), "version": 1})
    by_tag = program.patch(address, {name: getattr(row, name, None)}, if_match='"1"')

    assert (by_number.status_code, by_tag.status_code) == (409, 412)
    assert program.patch(address, {name: value}, if_match='"2"').status_code == 200


def test_only_declared_fields_can_be_set(entity, make, ada):
    row = make(entity.model, owner=ada)
    sent, program = as_sent(entity, row), Program(ada)
    before, undeclared = digest(), _undeclared(entity)
    making, changing = shapes.values_of(entity), shapes.change_of(entity)
    lines = [name for name in undeclared if name in making.model_fields]  # they have a shape of their own

    for name in undeclared:
        if name in lines:
            continue
        with pytest.raises(Refusal) as at_making:
            putting.create(entity, making.model_validate(sent | {name: "1"}), by=ada)
        with pytest.raises(Refusal) as at_changing:
            putting.change(entity, row, changing.model_validate({name: "1"}), by=ada)
        assert (at_making.value.field, at_changing.value.field) == (name, name)
    for name in undeclared if is_asked_in_full(entity) else [*FORBIDDEN[:2], *lines]:
        created = program.post(f"/{entity.slug}", sent | {name: "1"})
        changed = program.patch(f"/{entity.slug}/{row.pk}", {name: "1"})

        assert created.status_code == (422 if entity.rights.create else 405), name
        assert changed.status_code == (422 if entity.rights.change else 405), name
        assert {answer.json()["field"] for answer in (created, changed) if answer.status_code == 422} <= {name}
    assert digest() == before


def _undeclared(entity: Entity) -> list[str]:
    """Every column and relation that is not offered for writing, and what attackers try."""
    editable = {field.name for field in entity.editable}
    columns = [field.name for field in entity.model._meta.get_fields()]
    attached = [field.attname for field in entity.model._meta.concrete_fields if field.attname != field.name]
    # PATCH takes the version it was made on; it is asked about in its own test.
    return sorted({*columns, *attached, *FORBIDDEN} - editable - {"version"})


def _changed(entity: Entity, row: Any) -> tuple[str, Any]:
    """A field that can take another value without breaking anything, and that value."""
    field = next(
        field for field in entity.editable if field.kind in ("text", "longtext") and not field.model_field.unique
    )
    return field.name, f"{getattr(row, field.name)}2"


def _taken_away(row: Any, entity: Entity) -> tuple[Any, dict[str, Any]]:
    """The row as it would be sent, and out of the way of its own copy."""
    sent = as_sent(entity, row)
    row.delete()
    return row, sent
