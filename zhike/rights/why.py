"""Why somebody may do something with a row, or not: from the same parts that decide it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import may
from zhike.rights import roles
from zhike.rights.fields import HIDDEN, LEVELS, WRITE, levels, told_of
from zhike.rights.figures import without_copies
from zhike.rights.models import Share
from zhike.rights.scopes import Part, parts, said
from zhike.rights.shares import shares_of


@dataclass(frozen=True)
class Reason:
    """One right: its word, whether it is held for this row, and because of what."""

    word: Any
    holds: bool
    because: list[Any]


def reasons(row: Model, *, who: Staff) -> list[Reason]:
    """Every right and verb of the row's noun, for one person."""
    entity, known = registry.entity_of(type(row)), Known(row)
    return [_reason(known, who, right, word) for right, word in roles.rights_of(entity).items()]


class Known:
    """Which conditions a row meets, each asked once: most rights reach by the same."""

    def __init__(self, row: Model):
        self.row, self.met = row, dict[str, bool]()

    def meets(self, part: Part) -> bool:
        """Whether the row is among those of this reason."""
        found: Any = QuerySet(type(self.row)).filter(part.rows, pk=self.row.pk)
        if (key := str(found.query)) not in self.met:
            self.met[key] = found.exists()
        return self.met[key]


def fields(row: Model, *, who: Staff) -> list[tuple[Any, Any]]:
    """What the person may know of each field of the row, in words."""
    entity = registry.entity_of(type(row))
    given, words = levels(who, entity.slug), dict(LEVELS)
    every = told_of(entity)
    left = {field.name for field in without_copies(who, entity, tuple(every))}
    return [(field.label, words[given.get(field.name, WRITE) if field.name in left else HIDDEN]) for field in every]


def shares(row: Model) -> list[Share]:
    """With whom the row is shared today."""
    return list(shares_of(row))


def _reason(known: Known, who: Staff, right: str, word: Any) -> Reason:
    entity = registry.entity_of(type(known.row))
    role = {"role": _role(who)}
    if not who.is_active:
        return Reason(word, holds=False, because=[_("This account is closed.")])
    if not may(who, right, entity.model):
        return Reason(word, holds=False, because=[_("The role “%(role)s” does not include it.") % role])
    given = _("The role “%(role)s” includes it.") % role
    found, read = parts(who, right, entity), parts(who, "read", entity)
    if right in ("create", "load", "judge") or found is None or read is None:
        return Reason(word, holds=True, because=[given])
    true = [part.why for part in found if known.meets(part)]
    if not true or not any(known.meets(part) for part in read):
        return Reason(word, holds=False, because=[_("The role “%(role)s” does not reach this record.") % role])
    return Reason(word, holds=True, because=[given if said(who, entity.slug, right) else _usual(who), *true])


def _usual(who: Staff) -> str:
    return _("Every “%(role)s” may.") % {"role": Role(who.role).label}


def _role(who: Staff) -> Any:
    return who.grants.get("name") or Role(who.role).label
