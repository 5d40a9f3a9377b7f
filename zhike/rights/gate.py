"""The gate: what a person may do and reach, and which fields they have, asked for by every surface."""

from typing import Any

from django.db.models import Model, Q

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.scopes import ALL
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import gates
from zhike.rights import fields, figures
from zhike.rights.scopes import NONE, any_of, further, narrowed, parts, said


class RoleGate:
    """The built-in roles, what a role of the firm's own says otherwise, and what is shared."""

    def may(self, by: Staff, to: str, entity: Entity) -> bool:
        right, scope = to.partition(".")[0], said(by, entity.slug, to)
        least = getattr(entity.rights, right)
        holds = least is not None and (by.is_at_least(least) if scope is None else scope != NONE)
        return holds and by.has_scope(entity.slug, "admin" if least == Role.ADMIN else right)

    def reach(self, by: Staff, to: str, entity: Entity) -> Q:
        """What is changed must be read as well: no right reaches further than reading does, unless a verb was given."""
        read = _reach(by, "read", entity)
        if to == "read":
            return read
        own = _reach(by, to, entity)
        own = (own if own == read else own & read) & narrowed(by, to, entity)
        given = further(by, to, entity)
        return own if own == ALL or not given else own | any_of(given)

    def fields(self, by: Any, entity: Entity, every: tuple[Field, ...]) -> tuple[Field, ...]:
        return fields.as_had(by, entity, figures.without_copies(by, entity, every))

    def cover(self, row: Model, *, by: Any) -> None:
        if isinstance(by, Staff) and by.grants:
            fields.cover(row, by=by, entity=registry.entity_of(type(row)))


def _reach(by: Staff, to: str, entity: Entity) -> Q:
    found = parts(by, to, entity)
    return entity.visible_to(by) if found is None else any_of(found)


gates.append(RoleGate())
