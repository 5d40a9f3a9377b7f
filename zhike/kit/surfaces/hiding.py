"""A row may point at one its reader may not see: no surface names that one."""

from collections.abc import Iterable, Sequence

from django.db.models import Model

from zhike.kit.access.rows import readable
from zhike.kit.fields import Field
from zhike.kit.registry import is_entity


def hide(some: Sequence[Model], fields: Iterable[Field], *, by) -> None:
    """Note on each row as `hidden` the names of its fields that point at rows out of reach of `by`."""
    pointing = [field for field in fields if field.kind == "relation" and is_entity(field.related)]
    for row in some:
        row.hidden = set()  # type: ignore[attr-defined]
    for model in dict.fromkeys(field.related for field in pointing):
        names = {field.name: field.model_field.attname for field in pointing if field.related is model}
        keys = {getattr(row, key) for row in some for key in names.values()} - {None}
        out_of_reach = keys - readable(model, keys, by=by)
        for row in some:
            concealed = {name for name, key in names.items() if getattr(row, key) in out_of_reach}
            row.hidden |= concealed  # type: ignore[attr-defined]
