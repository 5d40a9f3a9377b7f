"""What a condition may name: fields of the noun, fields of a row it points at, and nouns that point back at it."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Actor, Staff, Team
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal

# What may be asked of rows that are no noun: plain columns every colleague may know.
PEOPLE: dict[type[Model], tuple[Field, ...]] = {
    Staff: (Field("team"), Field("name"), Field("role"), Field("is_active")),
    Team: (Field("name"),),
}
for people, columns in PEOPLE.items():
    for column in columns:
        column.bind(people)


@dataclass(frozen=True)
class Pointing:
    """A noun whose rows point at another, and the field they do it with."""

    entity: Entity
    field: Field


def field_named(name: str, entity: Entity, *, by: Actor) -> tuple[Field, Field | None]:
    """A field, and for `owner.team` the field of the row pointed at. Raises Refusal with a hint for unknown names."""
    own, _dot, theirs = name.partition(".")
    field = next((field for field in entity.filters if field.name == own), None)
    beyond = next((other for other in beside(field, by=by) if other.name == theirs), None) if field and theirs else None
    if field is None or (theirs and beyond is None):
        known = [field.name for field in entity.filters]
        known += [f"{f.name}.{other.name}" for f in entity.filters for other in beside(f, by=by)]
        raise unknown(_("This list has no filter called “%(name)s”."), name, known)
    return field, beyond


def beside(field: Field, *, by: Actor) -> Iterable[Field]:
    """The fields that may be asked of the row a field points at; none where it points at nothing readable."""
    if field.kind != "relation" or not is_column(field):
        return ()
    if registry.is_entity(field.related):
        return registry.entity_of(field.related).filters if may(by, "read", field.related) else ()
    return PEOPLE.get(field.related, ())


def pointing_at(entity: Entity, *, by: Actor) -> dict[str, Pointing]:
    """The nouns that point at this one, by slug; by slug and field where one does it with several."""
    found: dict[str, Pointing] = {}
    for other in registry.entities():
        fields = [f for f in other.all_fields if f.kind == "relation" and is_column(f) and f.related is entity.model]
        if may(by, "read", other.model):
            names = [other.slug] if len(fields) == 1 else [f"{other.slug}.{field.name}" for field in fields]
            found |= {name: Pointing(other, field) for name, field in zip(names, fields, strict=True)}
    return found


def in_sight(model: type[Model], *, by: Actor) -> QuerySet:
    """The rows that exist for a person; who works here, and in which team, every colleague may know."""
    return rows(model, by=by) if registry.is_entity(model) else QuerySet(model)


def unknown(sentence: str, name: str, known: Iterable[str]) -> Refusal:
    """The refusal of a name, with the nearest known one as a hint."""
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = " " + _("Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
    return Refusal(sentence % {"name": name} + hint, field=name or "filter")


def is_column(field: Field) -> bool:
    """Whether the value stands in a column of its own."""
    return getattr(field.model_field, "column", None) is not None
