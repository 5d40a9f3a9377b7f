"""Nobody reads, makes, changes or points at rows outside their own, and no answer tells them from absent ones."""

import re
from typing import Any

from django.urls import reverse

from zhike.kit import registry
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.testing.acting import Program, as_sent, as_typed, at_the_screen, by_key
from zhike.kit.testing.contracts.cases import ABSENT, address_of, entity_of, is_scoped
from zhike.kit.testing.observing import digest


def test_what_is_not_yours_is_not_there(entity, make, ana, bo):
    theirs = make(entity.model, owner=bo)
    expected = 404 if is_scoped(entity, ana) else 200
    places = [reverse(f"kit:{page}", args=[entity.slug, theirs.pk]) for page in ("detail", "timeline")]

    assert {at_the_screen(ana).get(place).status_code for place in places} == {expected}
    assert Program(ana).get(f"/{entity.slug}/{theirs.pk}").status_code == expected


def test_the_answer_for_theirs_is_the_answer_for_nothing(entity, make, ana, bo):
    program, theirs = Program(ana), make(entity.model, owner=bo) if is_scoped(entity, ana) else None
    pk = theirs.pk if theirs else ABSENT - 1

    for method in (program.get, program.patch) if entity.rights.change else (program.get,):
        assert method(f"/{entity.slug}/{pk}").content == method(f"/{entity.slug}/{ABSENT}").content


def test_lists_and_search_hold_only_your_own(entity, make, ana, bo):
    mine, theirs = make(entity.model, owner=ana), make(entity.model, owner=bo)
    expected = {mine.pk} if is_scoped(entity, ana) else {mine.pk, theirs.pk}

    assert _listed(ana, entity) == expected
    assert _listed(ana, entity, q=str(theirs)) <= expected
    page = at_the_screen(ana).get(reverse("kit:list", args=[entity.slug])).content.decode()
    assert (reverse("kit:detail", args=[entity.slug, theirs.pk]) in page) is (not is_scoped(entity, ana))


def test_nobody_changes_what_is_not_theirs(entity, make, ana, bo):
    theirs = make(entity.model, owner=bo)
    before = digest()

    sent = Program(ana).patch(f"/{entity.slug}/{theirs.pk}", {"version": theirs.version})
    edited = at_the_screen(ana).post(reverse("kit:edit", args=[entity.slug, theirs.pk]), as_typed(entity, theirs))

    if is_scoped(entity, ana) or not _may_change(entity, ana):
        assert sent.status_code in (403, 404, 405)
        assert edited.status_code in (403, 404)
        assert digest() == before


def test_nobody_makes_a_row_they_could_not_see(entity, make, ana, bo):
    theirs = make(entity.model, owner=bo)
    sent, typed = as_sent(entity, theirs), as_typed(entity, theirs)
    theirs.delete()
    before = digest()

    answers = [Program(ana).post(f"/{entity.slug}", sent), _fill_in(ana, entity, typed)]

    if is_scoped(entity, ana) or not _may_create(entity, ana):
        assert all(400 <= answer.status_code < 500 for answer in answers), answers
        assert digest() == before


def test_nobody_pushes_a_row_out_of_their_sight(entity, make, ana, bo):
    for field in _editable_relations(entity):
        mine = make(entity.model, owner=ana)
        theirs = make(entity.model, owner=bo)
        pushed = {field.name: getattr(theirs, field.model_field.attname)}

        answer = Program(ana).patch(f"/{entity.slug}/{mine.pk}", pushed)

        assert rows(entity.model, by=ana).filter(pk=mine.pk).exists(), f"{field.name}: {answer.content!r}"


def test_nobody_points_at_what_they_cannot_see(entity, make, ana, bo):
    for field in _editable_relations(entity):
        if not registry.is_entity(field.related) or not is_scoped(registry.entity_of(field.related), ana):
            continue
        mine, hidden = make(entity.model, owner=ana), make(field.related, owner=bo)
        address = f"/{entity.slug}/{mine.pk}"

        at_hidden = Program(ana).patch(address, {field.name: hidden.pk})
        at_nothing = Program(ana).patch(address, {field.name: ABSENT})

        assert at_hidden.status_code == at_nothing.status_code == 422
        assert at_hidden.content == at_nothing.content


def test_a_row_that_points_at_something_hidden_does_not_name_it(entity, make, ana, bo):
    for field in _editable_relations(entity):
        if not registry.is_entity(field.related) or not is_scoped(registry.entity_of(field.related), ana):
            continue
        mine, hidden = make(entity.model, owner=ana), make(field.related, owner=bo)
        entity.model._base_manager.filter(pk=mine.pk).update(**{field.name: hidden})

        related = Program(ana).get(f"/{entity.slug}/{mine.pk}").json()[field.name]

        assert related == {"id": hidden.pk, "title": None}
        link = reverse("kit:detail", args=[registry.entity_of(field.related).slug, hidden.pk])
        for page, args in (("list", []), ("detail", [mine.pk]), ("edit", [mine.pk])):
            shown = at_the_screen(ana).get(reverse(f"kit:{page}", args=[entity.slug, *args])).content.decode()
            assert re.findall(rf"{link}|#{hidden.pk}(?!\w)", shown) == [], (field.name, page)


def test_a_row_that_points_at_something_hidden_can_be_changed_and_still_points_there(entity, make, ana, bo):
    for field in _editable_relations(entity):
        if not registry.is_entity(field.related) or not is_scoped(registry.entity_of(field.related), ana):
            continue
        mine, hidden = make(entity.model, owner=ana), make(field.related, owner=bo)
        entity.model._base_manager.filter(pk=mine.pk).update(**{field.name: hidden})
        typed = as_typed(entity, mine)

        answer = at_the_screen(ana).post(reverse("kit:edit", args=[entity.slug, mine.pk]), typed)

        assert answer.status_code == 302, field.name
        mine.refresh_from_db()
        assert getattr(mine, field.model_field.attname) == hidden.pk


def test_nobody_does_a_verb_to_what_is_not_theirs(verb, begin, ana, bo):
    theirs, values = begin(verb, owner=bo)
    if theirs is None or not is_scoped(entity_of(verb), ana) or _is_for_all(theirs, verb, ana):
        return
    before = digest()

    by_program = Program(ana).post(address_of(verb, theirs.pk), by_key(values))
    place = reverse("kit:verb", args=[entity_of(verb).slug, theirs.pk, verb.word])
    by_button = at_the_screen(ana).post(place, by_key(values))

    assert (by_program.status_code, by_button.status_code) == (404, 404)
    assert digest() == before


def _is_for_all(row: Any, verb: Any, by: Any) -> bool:
    """Whether nobody has a row yet and everybody may do this to it, as one that waits to be claimed."""
    owner = getattr(registry.entity_of(type(row)).visible_to, "path", "")
    is_nobodys = bool(owner) and "__" not in owner and getattr(row, owner) is None
    return is_nobodys and rows(type(row), by=by, to=verb.right).filter(pk=row.pk).exists()


def _listed(by: Any, entity: Entity, **parameters: str) -> set[int]:
    return {item["id"] for item in Program(by).get(f"/{entity.slug}", **parameters).json()["items"]}


def _fill_in(by: Any, entity: Entity, typed: dict[str, Any]) -> Any:
    return at_the_screen(by).post(reverse("kit:new", args=[entity.slug]), typed)


def _may_create(entity: Entity, by: Any) -> bool:
    return entity.rights.create is not None and by.is_at_least(entity.rights.create)


def _may_change(entity: Entity, by: Any) -> bool:
    return entity.rights.change is not None and by.is_at_least(entity.rights.change)


def _editable_relations(entity: Entity) -> list[Field]:
    return [field for field in entity.editable if field.kind == "relation"] if entity.rights.change else []
