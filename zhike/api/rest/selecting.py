"""Which fields an answer holds (`fields=name,owner`) and what comes with it (`expand=owner,lines`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.api.rest.lines import Lines
from zhike.api.rest.shapes import lines_of
from zhike.api.rest.values import CARRIED, record
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of, is_entity
from zhike.kit.surfaces.hiding import hide

TOLD_OF_STAFF = ("username", "name", "is_active")


@dataclass(frozen=True)
class Selection:
    """What was asked to be told of each row; `names` is empty where everything is."""

    entity: Entity
    names: tuple[str, ...]
    expanded: tuple[Field, ...]
    lines: tuple[Lines, ...] = ()

    @classmethod
    def read(cls, entity: Entity, params: QueryDict, *, by) -> "Selection":
        """Understand the parameters. Raises Refusal naming what the noun does not have."""
        entity = entity.seen_by(by)
        fields = {field.name: field for field in entity.all_fields}
        lines = {some.name: some for some in lines_of(entity.model)}
        names = _known(params, "fields", ("id", *fields, *CARRIED, *lines))
        asked = _known(params, "expand", expandable(entity, fields.values()))
        related, below = (fields[name] for name in asked if name in fields), {*names, *asked}
        return cls(entity, names, tuple(related), tuple(some for some in lines.values() if some.name in below))

    def of_one(self) -> "Selection":
        """The same for a single row, whose usual lines come along where nobody says which fields are wanted."""
        usual = [some for some in lines_of(self.entity.model) if some.usual and not self.names]
        return replace(self, lines=tuple(dict.fromkeys((*usual, *self.lines))))

    @property
    def weight(self) -> int:
        """As how many records a row counts."""
        return 1 + len(self.expanded) + len(self.lines)

    @property
    def columns(self) -> Sequence[Field]:
        """The fields whose values must be fetched."""
        wanted = {*self.names, *(field.name for field in self.expanded)}
        return [field for field in self.entity.all_fields if not self.names or field.name in wanted]

    def records(self, some: Sequence[Model], *, by) -> list[dict[str, Any]]:
        """The rows as told; an expanded relation carries the row it points at, or null where `by` may not see it."""
        told = [record(self.entity, row, names=self.names and (*self.names, *self._expanded)) for row in some]
        for field in self.expanded:
            keys = {item[field.name]["id"] for item in told if item[field.name]}
            found = related(field.related, keys, by=by)
            for item in told:
                if item[field.name]:
                    item[field.name]["row"] = found.get(item[field.name]["id"])
        for lines in self.lines:
            below = lines.told(some, by=by)
            for item in told:
                item[lines.name] = below[item["id"]]
        return told

    @property
    def _expanded(self) -> list[str]:
        return [field.name for field in self.expanded]


def related(model: type[Model], keys: Iterable[int], *, by) -> dict[int, dict[str, Any]]:
    """Rows of another noun as they would be answered on their own, those that `by` may see; and colleagues."""
    if not is_entity(model):
        return {row.pop("pk"): row for row in Staff.objects.filter(pk__in=keys).values("pk", *TOLD_OF_STAFF)}
    entity, queryset = entity_of(model).seen_by(by), rows(model, by=by).filter(pk__in=keys)
    for field in entity.all_fields:
        queryset = field.prepare(queryset)
    some = list(queryset)
    for field in entity.all_fields:
        field.attach(some)
    hide(some, entity.all_fields, by=by)
    return {row.pk: record(entity, row) for row in some}


def expandable(entity: Entity, fields: Iterable[Field]) -> list[str]:
    """What may come along with a row: relations among its fields, and lines below it."""
    return [field.name for field in fields if _leads_on(field)] + [lines.name for lines in lines_of(entity.model)]


def _leads_on(field: Field) -> bool:
    return field.kind == "relation" and (is_entity(field.related) or field.related is Staff)


def _known(params: QueryDict, parameter: str, offered: Collection[str]) -> tuple[str, ...]:
    asked = tuple(name for name in params.get(parameter, "").replace(" ", "").split(",") if name)
    for name in asked:
        if name not in offered:
            told = {"name": name, "possible": ", ".join(offered) or "—"}
            raise Refusal(_("“%(name)s” cannot be asked for here; possible are: %(possible)s.") % told, field=parameter)
    return asked
