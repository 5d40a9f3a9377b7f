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
    if argument := next(filter(wanted.__contains__, FIELDS), ""):
        _for_fields(metafunc, argument, *FIELDS[argument])
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


def _for_fields(metafunc: Any, argument: str, condition: Any, likeness: Any) -> None:
    """Of the fields that are alike in all that decides about them, one is tried."""
    unlike: dict[tuple, tuple[Entity, Field]] = {}
    for entity in registry.entities():
        for field in filter(condition, entity.fields):
            unlike.setdefault(likeness(entity, field), (entity, field))
    pairs = list(unlike.values())
    names = [f"{entity.slug}-{field.name}" for entity, field in pairs]
    metafunc.parametrize(("entity", argument), pairs, ids=names)


def _in_its_noun(entity: Entity, field: Field) -> tuple:
    """Where rows are looked for, every noun is tried."""
    return entity.slug, *_likeness(entity, field)


def _anywhere(entity: Entity, field: Field) -> tuple:
    """Where words are read and shown, the noun does not matter, but what the words become."""
    return *_likeness(entity, field), type(field.model_field), getattr(field, "related", None)


def _likeness(entity: Entity, field: Field) -> tuple:
    """What decides which way a list takes in the order of a field, and how a condition of it is asked."""
    first = {index.fields[0].lstrip("-") for index in entity.model._meta.indexes if index.fields}
    column = field.model_field if field.is_column else None
    has_index = field.key in first or getattr(column, "db_index", False) or getattr(column, "unique", False)
    return type(field), field.kind, field.nullable, field.is_column, field.key == field.name, has_index, field.is_text


# The argument of a promise, the fields it is about, and what makes two of them alike.
FIELDS: dict[str, tuple[Any, Any]] = {
    "filtered": (lambda field: field.filter, _in_its_noun),
    "filtered_anywhere": (lambda field: field.filter, _anywhere),
    "ordered": (lambda field: field.sort, _in_its_noun),
    "ordered_anywhere": (lambda field: field.sort, _anywhere),
}
