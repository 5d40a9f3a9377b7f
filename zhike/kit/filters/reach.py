"""What a condition may name: fields of the noun, fields of a row it points at, and nouns that point back at it."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Actor, Staff, Team
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal

STEPS = 2  # relations between a row of the list and what is asked about
Path = tuple[Field, ...]
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
    """A noun whose rows point at another, the field they do it with, and how people name both."""

    entity: Entity
    field: Field
    nouns: str


def path_of(name: str, entity: Entity, *, by: Actor) -> Path:
    """The fields that a name such as `mother.keeper.team` leads along. Raises Refusal with a hint for others."""
    path: Path = ()
    fields: Iterable[Field] = entity.seen_by(by).filters
    for part in name.split("."):
        field = next((field for field in fields if field.name == part), None)
        if field is None:
            known = (".".join(field.name for field in one) for one in paths(entity.seen_by(by).filters, by=by))
            raise unknown(_("This list has no filter called “%(name)s”."), name, known)
        path, fields = (*path, field), beside(field, by=by)
    return path


def paths(fields: Iterable[Field], *, by: Actor, steps: int = STEPS) -> Iterator[Path]:
    """Every path that a condition may name: these fields, then those of the rows they point at, so many steps far."""
    fields = list(fields)
    yield from ((field,) for field in fields)
    for field in fields if steps else ():
        yield from ((field, *path) for path in paths(beside(field, by=by), by=by, steps=steps - 1))


def require_near(name: str, steps: int) -> None:
    """Refuse what is further from the rows of the list than conditions go."""
    if steps > STEPS:
        raise Refusal(_("“%(name)s” is more than %(most)s steps away.") % {"name": name, "most": STEPS}, field=name)


def beside(field: Field, *, by: Actor) -> Iterable[Field]:
    """The fields that may be asked of the row a field points at; none where it points at nothing readable."""
    if field.kind != "relation":
        return ()
    if registry.is_entity(field.related):
        return registry.entity_of(field.related).seen_by(by).filters if may(by, "read", field.related) else ()
    return PEOPLE.get(field.related, ())


def pointing_at(entity: Entity, *, by: Actor) -> dict[str, Pointing]:
    """The nouns that point at this one, by slug; by slug and field where one does it with several."""
    found: dict[str, Pointing] = {}
    for other in (each.seen_by(by) for each in registry.entities() if may(by, "read", each.model)):
        fields = [f for f in other.all_fields if f.kind == "relation" and f.is_column and f.related is entity.model]
        if len(fields) == 1:
            found[other.slug] = Pointing(other, fields[0], str(other.nouns))
        else:
            found |= {f"{other.slug}.{f.name}": Pointing(other, f, f"{other.nouns} ({f.label})") for f in fields}
    return found


def in_sight(model: type[Model], *, by: Actor) -> QuerySet:
    """The rows that exist for a person; who works here, and in which team, every colleague may know."""
    return rows(model, by=by) if registry.is_entity(model) else QuerySet(model)


def unknown(sentence: str, name: str, known: Iterable[str]) -> Refusal:
    """The refusal of a name, with the nearest known one as a hint."""
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = " " + _("Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
    return Refusal(sentence % {"name": name} + hint, field=name or "filter")
