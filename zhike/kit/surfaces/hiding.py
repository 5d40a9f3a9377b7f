"""A row as its reader may know it: what points out of their sight names nothing, and their own marks are on it."""

from collections.abc import Sequence

from django.db.models import Model

from zhike.kit.access.rows import readable
from zhike.kit.fields import Field
from zhike.kit.registry import gates, is_entity


def hide(some: Sequence[Model], fields: Sequence[Field], *, by) -> None:
    """Note on each row as `hidden` the names of its fields that point at rows out of reach of `by`.

    Fields of which everybody has a value of their own are fetched for `by`.
    """
    for field in (field for field in fields if field.is_personal):
        field.of_person(by).attach([*some])
    pointing = [field for field in fields if field.kind == "relation" and is_entity(field.related)]
    for row in some:
        gates[-1].cover(row, by=by)
        row.hidden = set()  # type: ignore[attr-defined]
    for model in dict.fromkeys(field.related for field in pointing):
        those = [field for field in pointing if field.related is model]
        keys = {field.stored(row) for row in some for field in those} - {None}
        out_of_reach = keys - readable(model, keys, by=by)
        for row in some:
            concealed = {field.name for field in those if field.stored(row) in out_of_reach}
            row.hidden |= concealed  # type: ignore[attr-defined]
