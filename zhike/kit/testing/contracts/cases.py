"""For which nouns, fields and verbs a promise is tried: for all of them."""

from typing import Any

from zhike.custom.models import CustomField
from zhike.kit import registry
from zhike.kit.access.scopes import ALL
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.fields import Field

ABSENT = 987_654_321  # a number no row has


def pytest_generate_tests(metafunc: Any) -> None:
    """One test for each noun, field or verb a promise names in its arguments."""
    wanted = metafunc.fixturenames
    if "filtered" in wanted:
        _for_fields(metafunc, "filtered", lambda field: field.filter)
    elif "ordered" in wanted:
        _for_fields(metafunc, "ordered", lambda field: field.sort)
    elif "extended" in wanted:
        metafunc.parametrize("extended", _extended(), ids=lambda entity: entity.slug)
    elif "entity" in wanted:
        metafunc.parametrize("entity", registry.entities(), ids=lambda entity: entity.slug)
    elif "verb" in wanted:
        metafunc.parametrize("verb", every_verb(), ids=lambda verb: verb.name)


def every_verb() -> list[Verb]:
    """All verbs of all nouns."""
    return [verb for entity in registry.entities() for verb in registry.verbs_of(entity.model)]


def _extended() -> list[Entity]:
    """The nouns that people may add fields to."""
    return [entity for entity in registry.entities() if entity.model is not CustomField]


def is_scoped(entity: Entity, by: Any) -> bool:
    """Whether there can be rows that `by` does not see."""
    return entity.visible_to(by) != ALL


def is_asked_in_full(entity: Entity) -> bool:
    """Of what the kit does alike for every noun: whether this is one that it is tried with in every case there is."""
    return entity.model._meta.app_label == "example"


def entity_of(verb: Verb) -> Entity:
    """The noun a verb belongs to."""
    return registry.entity_of(verb.model)


def address_of(verb: Verb, pk: int) -> str:
    """Where a program posts to do a verb."""
    place = f"/{entity_of(verb).slug}"
    return f"{place}/{verb.word}" if verb.creates else f"{place}/{pk}/{verb.word}"


def _for_fields(metafunc: Any, argument: str, condition: Any) -> None:
    """Of the fields of a noun that are alike in all that decides about them, one is tried."""
    unlike: dict[tuple, tuple[Entity, Field]] = {}
    for entity in registry.entities():
        for field in filter(condition, entity.fields):
            unlike.setdefault((entity.slug, *_likeness(entity, field)), (entity, field))
    pairs = list(unlike.values())
    names = [f"{entity.slug}-{field.name}" for entity, field in pairs]
    metafunc.parametrize(("entity", argument), pairs, ids=names)


def _likeness(entity: Entity, field: Field) -> tuple:
    """What decides which way a list takes in the order of a field, and how a condition of it is asked."""
    first = {index.fields[0].lstrip("-") for index in entity.model._meta.indexes if index.fields}
    column = field.model_field if field.is_column else None
    has_index = field.key in first or getattr(column, "db_index", False) or getattr(column, "unique", False)
    return type(field), field.kind, field.nullable, field.is_column, field.key == field.name, has_index, field.is_text
