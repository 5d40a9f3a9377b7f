"""What a role lets somebody know and write of each field of a noun."""

from copy import copy
from typing import Any

from django.db.models import Model
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.entity import Entity
from zhike.kit.fields import Field

HIDDEN, MASKED, READ, WRITE = "hidden", "masked", "read", "write"
LEVELS = ((WRITE, _("read and write")), (READ, _("read only")), (MASKED, _("masked")), (HIDDEN, _("hidden")))
LONG = 11  # characters from which on a masked value shows its first three and last four
SHORT = 4
CARRIED = ("version", "created_at", "changed_at")  # every answer to a program holds them


def mask(value: Any) -> str:
    """A text of which a few characters are left, such as 138****5678. What is masked already stays as it is."""
    text = str(value)
    if len(text) >= LONG:
        return f"{text[:3]}****{text[-4:]}"
    return f"{text[0]}***{text[-1]}" if len(text) >= SHORT else "***" if text else ""


class Masked:
    """A field of which somebody sees that there is a value, and little of it: it answers to no question about it."""

    kind = "masked"
    show: bool
    find = filter = edit = sort = bulk = ask = False
    operators: tuple[str, ...] = ()
    is_column = is_personal = numeric = money = has_panel = False
    is_single = True

    def __init__(self, field: Field):
        self.field = field

    def __getattr__(self, name: str) -> Any:
        return getattr(self.field, name)

    def mask(self, value: Any) -> str | None:
        """A value as its reader may know it."""
        return None if value in (None, "") else mask(value)

    def value(self, row: Model) -> str | None:
        return self.mask(self.field.words(row))

    def words(self, row: Model) -> str:
        return self.value(row) or ""

    def html(self, row: Model) -> str:
        return escape(self.words(row))

    def data(self, row: Model) -> str | None:
        return self.value(row)


def levels(by: Any, noun: str) -> dict[str, str]:
    """What the role of somebody says of the fields of a noun; what it does not name may be read and written."""
    return by.grants.get("fields", {}).get(noun, {}) if isinstance(by, Staff) else {}


def as_had(by: Any, entity: Entity, every: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of a noun as somebody has them, in order."""
    said = levels(by, entity.slug)
    if not said:
        return every
    return tuple(_as(said.get(field.name, WRITE), field) for field in every if said.get(field.name) != HIDDEN)


def cover(row: Any, *, by: Any, entity: Entity) -> None:
    """Put nothing, or the masked text, in the place of values that pages drawn by hand could show."""
    said = levels(by, entity.slug)
    columns = {column.name: column for column in row._meta.concrete_fields} if said else {}
    for name, level in said.items():
        if level in (HIDDEN, MASKED) and (column := columns.get(name)):
            text = getattr(row, column.attname) if level == MASKED else None
            row.__dict__[column.attname] = mask(text) if isinstance(text, str) else None
            row._state.fields_cache.pop(name, None)


def told_of(entity: Entity) -> list[Field]:
    """The fields of which a role says something: those declared, and those that people added."""
    return [*entity.fields, *(field for field in registry.added_fields(entity.model) if field.id)]


def coverable(entity: Entity) -> list[Field]:
    """The fields that can be hidden: not what rows are recognised and lists ordered by.

    Of what administrators alone set up there is none: the system itself reads it for everybody.
    """
    if entity.rights.change == Role.ADMIN:
        return []
    fixed = {entity.title, *entity.named_by, entity.sort.lstrip("-"), *CARRIED}
    return [field for field in told_of(entity) if field.name not in fixed]


def maskable(field: Any) -> bool:
    """Whether a little of a value can be shown: of a text."""
    return (field.kind in ("text", "longtext") and field.is_column) or field.kind == "sealed"


def _as(level: str, field: Any) -> Any:
    if level == MASKED:
        return Masked(field)
    if level == READ and field.edit:
        field = copy(field)
        field.edit = field.bulk = False
    return field
