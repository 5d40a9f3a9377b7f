"""Why somebody may do something with a row, or not: from the same parts that decide it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import may, rows
from zhike.rights import roles
from zhike.rights.fields import LEVELS, WRITE, levels, told_of
from zhike.rights.models import Share
from zhike.rights.scopes import parts, said
from zhike.rights.shares import shares_of


@dataclass(frozen=True)
class Reason:
    """One right: its word, whether it is held for this row, and because of what."""

    word: Any
    holds: bool
    because: list[Any]


def reasons(row: Model, *, who: Staff) -> list[Reason]:
    """Every right and verb of the row's noun, for one person."""
    entity = registry.entity_of(type(row))
    return [_reason(row, who, right, word) for right, word in roles.rights_of(entity).items()]


def fields(row: Model, *, who: Staff) -> list[tuple[Any, Any]]:
    """What the person may know of each field of the row, in words."""
    entity = registry.entity_of(type(row))
    given, words = levels(who, entity.slug), dict(LEVELS)
    return [(field.label, words[given.get(field.name, WRITE)]) for field in told_of(entity)]


def shares(row: Model) -> list[Share]:
    """With whom the row is shared today."""
    return list(shares_of(row))


def _reason(row: Model, who: Staff, right: str, word: Any) -> Reason:
    model, entity = type(row), registry.entity_of(type(row))
    if not who.is_active:
        return Reason(word, holds=False, because=[_("This account is closed.")])
    if not may(who, right, model):
        return Reason(word, holds=False, because=[_("The role “%(role)s” does not include it.") % {"role": _role(who)}])
    given = _("The role “%(role)s” includes it.") % {"role": _role(who)}
    if right in ("create", "load"):
        return Reason(word, holds=True, because=[given])
    found = parts(who, right, entity)
    if found is None:
        return Reason(word, holds=True, because=[given])
    reached = rows(model, by=who, to=right).filter(pk=row.pk)
    if not reached.exists():
        return Reason(
            word, holds=False, because=[_("The role “%(role)s” does not reach this record.") % {"role": _role(who)}]
        )
    true = [part.why for part in found if reached.filter(part.rows).exists()]
    return Reason(word, holds=True, because=[given if said(who, entity.slug, right) else _usual(who), *true])


def _usual(who: Staff) -> str:
    return _("Every “%(role)s” may.") % {"role": Role(who.role).label}


def _role(who: Staff) -> Any:
    return who.grants.get("name") or Role(who.role).label
