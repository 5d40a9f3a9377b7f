"""Many rows at once: nobody is offered what they may not do, and what is refused stays as it was."""

import re
from typing import Any

from django.urls import reverse

from zhike.kit import batches, registry
from zhike.kit.access.rows import may
from zhike.kit.bulk.offering import bar_of
from zhike.kit.entity import Entity
from zhike.kit.testing.acting import as_typed, at_the_screen
from zhike.kit.testing.contracts.cases import ABSENT, is_scoped
from zhike.kit.testing.observing import digest

INPUT = re.compile(r'name="(\w+)"')


def test_the_bulk_form_offers_what_the_person_may_set_and_nothing_else(entity, make, ana, ada):
    row = make(entity.model, owner=ada)

    for by in (ana, ada):
        answer = _send(entity, by, "edit", rows=[row.pk])
        offered = set(INPUT.findall(answer.content.decode())) - {"clear", "go"} if answer.status_code == 200 else set()
        settable = {field.name for field in entity.editable if field.bulk} if may(by, "change", entity.model) else set()
        assert offered == settable
        assert answer.status_code == (200 if settable else 403)


def test_a_verb_is_offered_for_many_rows_to_those_who_hold_its_right(entity, make, ana, ada):
    row = make(entity.model, owner=ana)

    for by in (ana, ada):
        offered = {verb.word for verb in bar_of(entity, by=by).verbs}
        page = at_the_screen(by).get(reverse("kit:list", args=[entity.slug])).content.decode()
        for verb in registry.verbs_of(entity.model):
            shown = reverse("kit:bulk-verb", args=[entity.slug, verb.word]) in page
            assert shown is (verb.word in offered)
            assert shown is (verb.bulk and not verb.creates and may(by, verb.needs, entity.model))
            if not shown:
                assert _send(entity, by, f"do/{verb.word}", rows=[row.pk]).status_code == 404


def test_nobody_changes_many_rows_outside_their_own(entity, make, ana, bo):
    if not is_scoped(entity, ana):
        return
    mine, theirs = make(entity.model, owner=ana), make(entity.model, owner=bo)
    typed = _settable(entity, as_typed(entity, mine))
    before = _columns(theirs)

    for chosen in ({"rows": [mine.pk, theirs.pk, ABSENT]}, {"all": "1", "address": ""}):
        answer = _send(entity, ana, "edit", go="1", **typed, **chosen)

        assert answer.status_code in (204, 403, 422)
        assert _columns(theirs) == before


def test_a_row_refused_among_many_is_as_it_was(entity, make, ana, bo):
    for field in entity.editable if entity.rights.change else ():
        if field.kind != "relation" or not field.bulk:
            continue
        mine, theirs = make(entity.model, owner=ana), make(entity.model, owner=bo)
        typed = f"{field.name}={_picked(field, theirs)}"
        before = _columns(mine)

        batch = batches.do(
            "bulk.change", by=ana, title="", model=entity.model, typed=typed, ticked=[mine.pk], address="", newest=0
        )

        kept = _columns(mine) == before
        assert kept is (batch.status == "failed" or batch.refused == 1)
        assert kept is bool(batch.message or batch.refusals)


def test_a_cell_opens_for_what_the_person_may_edit(entity, make, ana, bo):
    mine, theirs = make(entity.model, owner=ana), make(entity.model, owner=bo)
    screen, before = at_the_screen(ana), digest()
    allowed = {field.name: field.edit and may(ana, "change", entity.model) for field in entity.all_fields}

    for name, is_allowed in allowed.items():
        opens = screen.get(reverse("kit:cell", args=[entity.slug, mine.pk, name])).status_code
        assert opens == (200 if is_allowed else 404), name
    for is_allowed, name in {value: name for name, value in allowed.items()}.items():  # one of each sort
        hidden = screen.get(reverse("kit:cell", args=[entity.slug, theirs.pk, name])).status_code
        assert hidden == (200 if is_allowed and not is_scoped(entity, ana) else 404), name
    assert digest() == before


def _send(entity: Entity, by: Any, act: str, **sent: Any) -> Any:
    return at_the_screen(by).post(f"/{entity.slug}/bulk/{act}/", sent, headers={"HX-Request": "true"})


def _settable(entity: Entity, typed: dict[str, Any]) -> dict[str, Any]:
    settable = {field.name for field in entity.editable if field.bulk}
    return {name: value for name, value in typed.items() if name in settable}


def _picked(field: Any, row: Any) -> str:
    key = getattr(row, field.model_field.attname)
    return f"#{key}" if registry.is_entity(field.related) else str(key or ABSENT)


def _columns(row: Any) -> dict[str, Any]:
    return type(row)._base_manager.values().get(pk=row.pk)
