"""What a row is to its reader: it may point at one they may not see, which no surface names, or bear a mark of theirs."""

from collections.abc import Iterable, Sequence

from django.db.models import Model

from zhike.kit.access.rows import readable
from zhike.kit.fields import Field
from zhike.kit.registry import is_entity


def hide(some: Sequence[Model], fields: Iterable[Field], *, by) -> None:
    """Note on each row as `hidden` the names of its fields that point at rows out of reach of `by`.

    Fields of which everybody has a value of their own are fetched for `by`.
    """
    fields = list(fields)
    for field in fields:
        if field.is_personal:
            field.of_person(by).attach(list(some))
    pointing = [field for field in fields if field.kind == "relation" and is_entity(field.related)]
    for row in some:
        row.hidden = set()  # type: ignore[attr-defined]
    for model in dict.fromkeys(field.related for field in pointing):
        those = [field for field in pointing if field.related is model]
        keys = {field.stored(row) for row in some for field in those} - {None}
        out_of_reach = keys - readable(model, keys, by=by)
        for row in some:
            concealed = {field.name for field in those if field.stored(row) in out_of_reach}
            row.hidden |= concealed  # type: ignore[attr-defined]
