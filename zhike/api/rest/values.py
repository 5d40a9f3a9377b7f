"""Values as programs read them: ISO dates, decimals as text, a related row as its number and its title."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.http import JsonResponse

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.values import plain

CARRIED = ("version", "created_at", "changed_at")  # what every Record has beside its declared fields


def as_json(body: Any, **options: Any) -> JsonResponse:
    """An answer whose Chinese a person can read."""
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, **options)


def record(entity: Entity, row: Model, *, names: Collection[str] = ()) -> dict[str, Any]:
    """A row as a JSON object: every field, or those named. A related row its reader may not see has no title."""
    values = {field.name: _value(field, row) for field in entity.all_fields if not names or field.name in names}
    carried = [name for name in CARRIED if hasattr(row, name) and (not names or name in names)]
    return {"id": row.pk, **values, **{name: plain(getattr(row, name)) for name in carried}}


def _value(field: Field, row: Model) -> Any:
    if own := getattr(field, "data", None):
        return own(row)
    value = field.value(row)
    if not isinstance(value, Model):
        return plain(value)
    return {"id": value.pk, "title": None if field.name in row.hidden else str(value)}  # type: ignore[attr-defined]
