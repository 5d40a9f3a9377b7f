"""Values as programs read them: ISO dates, decimals as text, a related row as its number and its title."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.http import JsonResponse
from django.utils.timezone import localtime

from zhike.kit.access.rows import readable
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import is_entity

CARRIED = ("version", "created_at", "changed_at")  # what every Record has beside its declared fields


def as_json(body: Any, **options: Any) -> JsonResponse:
    """An answer whose Chinese a person can read."""
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, **options)


def records(entity: Entity, some: Sequence[Model], *, by) -> list[dict[str, Any]]:
    """Rows as JSON objects: every declared field. The title of a related row `by` may not read is null."""
    known = {field.name: _readable_keys(field, some, by) for field in entity.fields if _points_at_rows(field)}
    return [_record(entity, row, known) for row in some]


def record(entity: Entity, row: Model, *, by) -> dict[str, Any]:
    """One row as a JSON object."""
    return records(entity, [row], by=by)[0]


def plain(value: Any) -> Any:
    """A single value as JSON has it."""
    if isinstance(value, datetime):
        return localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _record(entity: Entity, row: Model, known: dict[str, set[int]]) -> dict[str, Any]:
    values = {field.name: _value(field, row, known.get(field.name)) for field in entity.fields}
    carried = {name: plain(getattr(row, name)) for name in CARRIED if hasattr(row, name)}
    return {"id": row.pk, **values, **carried}


def _value(field: Field, row: Model, known: set[int] | None) -> Any:
    if own := getattr(field, "data", None):
        return own(row)
    value = field.value(row)
    if not isinstance(value, Model):
        return plain(value)
    return {"id": value.pk, "title": str(value) if known is None or value.pk in known else None}


def _points_at_rows(field: Field) -> bool:
    return field.kind == "relation" and is_entity(field.related)


def _readable_keys(field: Field, some: Iterable[Model], by) -> set[int]:
    keys = {getattr(row, field.model_field.attname) for row in some} - {None}
    return readable(field.related, keys, by=by)
