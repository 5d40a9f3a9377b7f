"""Whatever points at one row comes to point at another, in every table and without naming one."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from django.db.models import BooleanField, Model, QuerySet

from zhike.kit import registry
from zhike.kit.audit.models import Trace
from zhike.kit.fields import Field
from zhike.kit.search.models import SearchDoc
from zhike.merging import journal
from zhike.merging.models import Merge
from zhike.vault.fields import BlindIndex
from zhike.vault.keyset import present
from zhike.vault.rotation import mark_rows

# A row's own history stays its own, and its search document is written anew.
STAYING = (Trace, SearchDoc)
UNIQUE = """
    select coalesce(pg_get_expr(indpred, indrelid), 'true'),
           array(select pg_get_indexdef(indexrelid, k, true) from generate_series(1, indnkeyatts) k)
    from pg_index where indrelid = %s::regclass and indisunique
"""
SIDE = "select {key} as key{columns} from {table} t where {column} = %({side})s and {also} and {holds}"
CLASHES = "select min(s.key), l.key from ({survivor}) s join ({loser}) l on {equal} group by l.key order by l.key"
_alike: dict[type[Model], tuple[str, ...]] = {}


class Pointer(NamedTuple):
    """A column that points at rows of a noun; `also` narrows it where the column points at many nouns."""

    model: type[Model]
    column: str
    also: str = "true"


class Rule(NamedTuple):
    """Rows of one table that cannot stand together: those for which `holds`, alike in `columns`."""

    holds: str
    columns: tuple[str, ...]
    equal: str = "="


def alike(model: type[Model], *columns: str) -> None:
    """Say in what rows of a model tell the same of the row they point at: then only the survivor's stay."""
    _alike[model] = columns


@cache
def pointers(model: type[Model]) -> list[Pointer]:
    """Every column of every table that points at `model`: foreign keys, many-to-many, and (noun, object_id)."""
    found = []
    for other in apps.get_models(include_auto_created=True):
        fields = {field.name: field for field in other._meta.concrete_fields}
        found += [Pointer(other, f'"{field.column}"') for field in fields.values() if field.related_model is model]
        if {"noun", "object_id"} <= fields.keys() and other not in STAYING and registry.is_entity(model):
            found.append(Pointer(other, '"object_id"', f"noun = '{model._meta.label_lower}'"))
    return found


def links(model: type[Model]) -> Iterator[tuple[type[Model], Field]]:
    """The fields people added that point at rows of `model`, each with its noun."""
    for entity in registry.entities():
        for field in registry.added_fields(entity.model):
            if field.id and field.kind == "relation" and field.related is model:
                yield entity.model, field


def absorb(merge: Merge, model: type[Model], survivor: Any, loser: Any) -> None:
    """Let everything that points at `loser` point at `survivor`, and take the loser out; the journal keeps it all.

    Of two rows that cannot both stay the survivor's stays and takes in what points at the other; a mark that only one
    row may carry (such as the primary one) stays with the survivor's.
    """
    for pointer in pointers(model):
        sides = {"survivor": survivor, "loser": loser}
        _mark_alike(pointer, sides)
        for rule in _rules(pointer):
            _settle_clashes(merge, pointer, rule, _clashes(pointer, rule, sides))
        if pointer.model is model:  # the survivor would point at itself
            _change(merge, model, f"{_own_key(model)} = %(survivor)s and", pointer, "null", sides)
        _change(merge, pointer.model, "", pointer, "%(survivor)s", sides)
    for other, field in links(model):
        pointing: QuerySet = QuerySet(other).filter(field.condition("is", [loser]))
        _relink(merge, other, field.id, list(pointing.values_list("pk", flat=True)), survivor)
    remove(merge, model, [loser])


def remove(merge: Merge, model: type[Model], keys: list[Any]) -> None:
    """Take rows out, with their images in the journal."""
    where = f"{_own_key(model)} = any(%(keys)s)"
    journal.keep(merge, model, where, keys=keys)
    _execute("delete from {table} t where {where}", model, {"keys": keys}, where=where)


def _relink(merge: Merge, model: type[Model], name: str, keys: list[Any], survivor: Any) -> None:
    where = f"{_own_key(model)} = any(%(keys)s)"
    journal.keep(merge, model, where, keys=keys)
    sql = "update {table} t set custom = jsonb_set(custom, array[%(name)s], to_jsonb(%(to)s::bigint)) where {where}"
    _execute(sql, model, {"keys": keys, "name": name, "to": survivor}, where=where)


def _mark_alike(pointer: Pointer, sides: dict[str, Any]) -> None:
    """Let values that are to be compared have marks by one key: they may be in the middle of a change of keys."""
    compared = _alike.get(pointer.model, ())
    for index in pointer.model._meta.concrete_fields:
        if isinstance(index, BlindIndex) and index.column in compared and len(present().marked_by) > 1:
            sql = "select {key} from {table} t where {column} in (%(survivor)s, %(loser)s) and {also}"
            parts = {"key": _own_key(pointer.model), "column": pointer.column, "also": pointer.also}
            mark_rows(index, [key for (key,) in _execute(sql, pointer.model, sides, **parts)])


def _settle_clashes(merge: Merge, pointer: Pointer, rule: Rule, clashes: list[tuple[str, str]]) -> None:
    model = pointer.model
    key = model._meta.pk.to_python
    left = [key(theirs) for _mine, theirs in clashes]
    if rule.holds in {field.column for field in model._meta.concrete_fields if isinstance(field, BooleanField)}:
        where = f"{_own_key(model)} = any(%(keys)s)"
        journal.keep(merge, model, where, keys=left)
        _execute(
            "update {table} t set {flag} = false where {where}", model, {"keys": left}, where=where, flag=rule.holds
        )
    elif pointers(model):
        for mine, theirs in clashes:
            absorb(merge, model, key(mine), key(theirs))
    elif left:
        remove(merge, model, left)


def _rules(pointer: Pointer) -> list[Rule]:
    """What must not be twice among the rows that point at one row."""
    rules = [Rule("true", _alike[pointer.model], "is not distinct from")] if pointer.model in _alike else []
    for holds, columns in _unique(pointer.model):
        others = tuple(column for column in columns if column.strip('"') != pointer.column.strip('"'))
        if len(others) < len(columns):
            rules.append(Rule(holds, others))
    return rules


@cache
def _unique(model: type[Model]) -> list[tuple[str, list[str]]]:
    return [
        (holds.replace("%", "%%"), [column.replace("%", "%%") for column in columns])
        for holds, columns in _execute(UNIQUE, model, [journal.table_of(model)])
    ]


def _clashes(pointer: Pointer, rule: Rule, sides: dict[str, Any]) -> list[tuple[str, str]]:
    """The keys of a survivor's row and of the loser's row that cannot stand beside it."""
    parts = {"key": journal.key_of(pointer.model), "table": journal.table_of(pointer.model)}
    parts |= {"column": pointer.column, "also": pointer.also, "holds": rule.holds}
    parts["columns"] = "".join(f", {column} as c{n}" for n, column in enumerate(rule.columns))
    equal = " and ".join(f"s.c{n} {rule.equal} l.c{n}" for n in range(len(rule.columns))) or "true"
    survivor, loser = (SIDE.format(side=side, **parts) for side in ("survivor", "loser"))
    return _execute(CLASHES, pointer.model, sides, survivor=survivor, loser=loser, equal=equal)


def _change(merge: Merge, model: type[Model], narrowed: str, pointer: Pointer, value: str, sides: dict) -> None:
    where = f"{narrowed} {pointer.column} = %(loser)s and {pointer.also}"
    if journal.keep(merge, model, where, **sides):
        moved = {"where": where, "column": pointer.column, "value": value}
        _execute("update {table} t set {column} = {value} where {where}", model, sides, **moved)


def _own_key(model: type[Model]) -> str:
    return f't."{model._meta.pk.column}"' if len(model._meta.pk_fields) == 1 else journal.key_of(model)


def _execute(sql: str, model: type[Model], given: Any, **parts: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=journal.table_of(model), **parts), given)
        return cursor.fetchall() if cursor.description else []
