"""The journal of a merge: exact images of rows, taken and put back by the database itself.

No value passes through Python, so numbers, times and documents come back as they were, to the last digit.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from django.db.models import Model

from zhike.merging.models import Image, Merge
from zhike.vault.fields import EncryptedField
from zhike.vault.rotation import kept_elsewhere

KEEP = """
    insert into merging_image (merge_id, model, key, before)
    select %(merge)s, %(model)s, {key}, to_jsonb(t) from {table} t where {where}
    on conflict (merge_id, model, key) do update set key = excluded.key
    returning 1
"""
SETTLE = """
    update merging_image m set changes = (
        select coalesce(jsonb_object_agg(now.key, now.value), '{{}}') from jsonb_each(to_jsonb(t)) now
        where m.before -> now.key is distinct from now.value
    ) from {table} t where m.merge_id = %(merge)s and m.model = %(model)s and {same}
"""
CHANGED_SINCE = """
    select m.key, t is null,
           array(select now.key from jsonb_each(to_jsonb(t) - %(sealed)s::text[]) now
                 where (m.before || m.changes) -> now.key is distinct from now.value)
    from merging_image m left join {table} t on {same}
    where m.merge_id = %(merge)s and m.model = %(model)s and m.changes is not null
      and (t is null or to_jsonb(t) - %(sealed)s::text[] is distinct from (m.before || m.changes) - %(sealed)s::text[])
    order by m.id
"""
# A column somebody changed since the merge keeps what they wrote.
PUT_BACK = """
    update {table} t set ({columns}) = (
        select {fields} from jsonb_populate_record(t, (
            select coalesce(jsonb_object_agg(c.key, m.before -> c.key), '{{}}') from jsonb_each(m.changes) c
            where to_jsonb(t) -> c.key = c.value
        )) r
    ) from merging_image m where m.merge_id = %(merge)s and m.model = %(model)s and {same} and m.changes <> '{{}}'
"""
BRING_BACK = """
    insert into {table} ({columns})
    select {fields} from merging_image m, jsonb_populate_record(null::{table}, m.before) r
    where m.merge_id = %(merge)s and m.model = %(model)s and m.changes is null
"""


SAY_ANEW = """
    update merging_image i set before = replace(i.before::text, u.old, u.new)::jsonb,
           changes = replace(i.changes::text, u.old, u.new)::jsonb
    from unnest(%s::text[], %s::text[], %s::text[]) as u (key, old, new) where i.model = %s and i.key = u.key
"""


class Conflict(NamedTuple):
    """A row that was changed (or deleted) after the merge: which one, and in which columns."""

    model: type[Model]
    key: str
    is_gone: bool
    columns: list[str]

    @property
    def noun(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def fields(self) -> list[str]:
        """The changed columns in words."""
        named = {field.column: field.verbose_name for field in self.model._meta.concrete_fields}
        return [str(named.get(column, column)) for column in self.columns]


def keep(merge: Merge, model: type[Model], where: str, **given: Any) -> bool:
    """Keep images of the rows `t` of a model for which an SQL condition holds, and tell whether there are any.

    The first image of a row stays.
    """
    return _run(KEEP, merge, model, where=where, given=given) != []


def settle(merge: Merge) -> None:
    """Note what the merge did to the rows it kept images of. Rows that are gone stay without changes."""
    for model in models_of(merge):
        _run(SETTLE, merge, model)


def conflicts(merge: Merge) -> list[Conflict]:
    """The rows that were changed since the merge."""
    return [Conflict(model, *row) for model in models_of(merge) for row in _run(CHANGED_SINCE, merge, model)]


def restore(merge: Merge) -> None:
    """Put every row back as it was before the merge; columns that were changed since stay as they are."""
    for sql in (PUT_BACK, BRING_BACK):
        for model in models_of(merge):
            _run(sql, merge, model)


@kept_elsewhere
def say_anew(model: type[Model], numbers: Sequence[int], old: Sequence[str], new: Sequence[str]) -> None:
    """Images say what their rows say since keys were changed: nobody has changed the rows."""
    with connection.cursor() as cursor:
        cursor.execute(SAY_ANEW, [list(map(str, numbers)), list(old), list(new), model._meta.label_lower])


def models_of(merge: Merge) -> Iterator[type[Model]]:
    """The models of whose rows images were kept."""
    names = Image.objects.filter(merge=merge).order_by("model").values_list("model", flat=True).distinct()
    return map(apps.get_model, list(names))


def table_of(model: type[Model]) -> str:
    """The quoted name of a table."""
    return connection.ops.quote_name(model._meta.db_table)


def key_of(model: type[Model]) -> str:
    """The primary key of a row `t` as text, in SQL."""
    return "concat_ws('/', " + ", ".join(f't."{field.column}"' for field in model._meta.pk_fields) + ")"


def _same(model: type[Model]) -> str:
    """That an image `m` is of a row `t`, in a way that the index of the primary key serves."""
    if len(model._meta.pk_fields) > 1:
        return f"m.key = {key_of(model)}"
    pk = model._meta.pk
    return f't."{pk.column}" = m.key::{pk.db_type(connection)}'


def _run(sql: str, merge: Merge, model: type[Model], *, where: str = "", given: Any = None) -> list[tuple]:
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated]
    parts = {"columns": ", ".join(columns), "fields": ", ".join(f"r.{column}" for column in columns)}
    with connection.cursor() as cursor:
        statement = sql.format(table=table_of(model), key=key_of(model), same=_same(model), where=where, **parts)
        # What is sealed anew, by a change of keys, is no change; its mark tells when it says something else.
        sealed = [field.column for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
        named: dict[str, Any] = {"merge": merge.pk, "model": model._meta.label_lower, "sealed": sealed}
        cursor.execute(statement, {**named, **(given or {})})
        return cursor.fetchall() if cursor.description else []
