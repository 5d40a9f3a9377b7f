"""The gate: what a person may do and reach, and which fields they have, asked for by every surface."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q

from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.scopes import ALL
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import Gate, gates
from zhike.rights import fields
from zhike.rights.scopes import NONE, parts, said

NOBODY = Q(pk__in=[])


class RoleGate(Gate):
    """The built-in roles, what a role of the firm's own says otherwise, and what is shared."""

    def may(self, by: Staff, to: str, entity: Entity, *, usual: bool) -> bool:
        scope = said(by, entity.slug, to)
        return usual if scope is None else scope != NONE

    def reach(self, by: Staff, to: str, entity: Entity) -> Q:
        """What is changed must be read as well: no right reaches further than reading does."""
        read = _reach(by, "read", entity)
        if to == "read":
            return read
        own = _reach(by, to, entity)
        return own if own == read else own & read

    def fields(self, by: Any, entity: Entity, every: tuple[Field, ...]) -> tuple[Field, ...]:
        return fields.as_had(by, entity, every)

    def cover(self, row: Model, *, by: Any) -> None:
        if isinstance(by, Staff) and by.grants:
            fields.cover(row, by=by, entity=registry.entity_of(type(row)))


def _reach(by: Staff, to: str, entity: Entity) -> Q:
    found = parts(by, to, entity)
    if found is None:
        return entity.visible_to(by)
    conditions = [part.rows for part in found]
    if ALL in conditions:
        return ALL
    return reduce(or_, conditions) if conditions else NOBODY


gates.append(RoleGate())
