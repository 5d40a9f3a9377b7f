"""What an import did, row by row, kept so that it can be taken back: whole rows as the database itself spells them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from zhike.exchange.importing.models import ImportRun
from zhike.kit.fields import Field
from zhike.kit.registry import added_fields
from zhike.postgres.meanwhile import meanwhile

Table = type[Model]


def keep_before(run: ImportRun, model: Table, keys: Sequence[int]) -> None:
    """Note rows as they stand, before they are changed; a row noted by this run keeps its first note."""
    _keep(run, model, keys, "to_jsonb(t), null, null", "nothing")


def keep_beside(run: ImportRun, field: Field, model: Table, keys: Sequence[int]) -> None:
    """Note what rows noted before hold beside their table, before it is changed; what was noted first stays."""
    held = dict(model._base_manager.filter(pk__in=keys).values_list("pk", field.sql))
    sql = """
        update exchange_importedrow line set before = jsonb_build_object(%s::text, held.words) || line.before
        from unnest(%s::bigint[], %s::text[]) as held (key, words)
        where line.run_id = %s and line.noun = %s and line.object_id = held.key and line.before is not null
    """
    with connection.cursor() as cursor:
        told: list[Any] = [beside(field), list(held), list(held.values())]
        cursor.execute(sql, [*told, run.pk, model._meta.label_lower])


def beside(field: Field) -> str:
    """Under what name a note holds the value of a field that is no column."""
    return f"beside: {field.name}"


def kept_beside(model: Table) -> list[Field]:
    """The fields of a noun that are written beside its table."""
    return [field for field in added_fields(model) if type(field).keep is not Field.keep]


def keep_changed(run: ImportRun, model: Table, keys: Sequence[int]) -> None:
    """Note the versions that rows noted before have now."""
    _keep(run, model, keys, "null, null, t.version", "update set version = excluded.version")


def keep_made(run: ImportRun, model: Table, keys: Sequence[int]) -> None:
    """Note rows that were made."""
    _keep(run, model, keys, f"null, {'null, t.version' if has_version(model) else 'to_jsonb(t), null'}", "nothing")


def touched(run: ImportRun, model: Table, keys: Iterable[int]) -> set[int]:
    """Those of `keys` that this run made or changed."""
    sql = """
        select key from unnest(%s::bigint[]) as asked (key) cross join lateral
            (select from exchange_importedrow where run_id = %s and noun = %s and object_id = key limit 1) line
    """  # key by key: before the table is analysed, the planner would rather read every line of the run
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys), run.pk, model._meta.label_lower])
        return {key for (key,) in cursor.fetchall()}


def has_version(model: Table) -> bool:
    """Whether the rows of a table count their versions."""
    return any(field.name == "version" for field in model._meta.concrete_fields)


def _keep(run: ImportRun, model: Table, keys: Sequence[int], what: str, conflict: str) -> None:
    if not keys:
        return
    table, key = connection.ops.quote_name(model._meta.db_table), "id"
    sql = f"""
        insert into exchange_importedrow (run_id, noun, object_id, kept, before, after, version)
        select %s, %s, t.{key}, '', {what} from {table} t where t.{key} = any(%s) order by t.{key}
        on conflict (run_id, noun, object_id) do {conflict}
    """  # noqa: S608 - names of our own tables and columns
    with meanwhile(connection) as enter:
        enter(sql, [run.pk, model._meta.label_lower, list(keys)])
