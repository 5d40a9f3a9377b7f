"""Writing many rows of one table at once, in few statements; a row the database refuses refuses only itself."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

T = TypeVar("T")
LENGTH = re.compile(r"\(.*?\)")


def insert(some: Sequence[Model]) -> None:
    """Add rows of one table; they know their numbers afterwards. Rows that failed may be tried again."""
    if some:
        columns = [column for column in some[0]._meta.concrete_fields if not column.primary_key]
        lines = [[column.pre_save(row, add=True) for column in columns] for row in some]
        keys = copy(type(some[0]), [column.attname for column in columns], lines)
        for row, key in zip(some, keys, strict=True):
            row.pk, row._state.adding = key, False


def copy(model: type[Model], names: Sequence[str], lines: Sequence[Sequence[Any]]) -> list[int]:
    """Add rows given as values of these columns, by COPY; returns their numbers."""
    if not lines:
        return []
    table, columns = connection.ops.quote_name(model._meta.db_table), _columns(model, names)
    key: Any = model._meta.pk
    quoted = ", ".join(connection.ops.quote_name(column.column) for column in (key, *columns))
    prepared_at = {at: c for at, c in enumerate(columns) if c.get_internal_type() in ("JSONField", "BinaryField")}
    with connection.wrap_database_errors, connection.cursor() as cursor:
        # The sequence is looked up once: beside `nextval` it would be for every row.
        serial = "(select pg_get_serial_sequence(%s, %s)::regclass offset 0) as serial (own)"
        numbers = f"select nextval(own) from {serial}, generate_series(1, %s)"  # noqa: S608
        cursor.execute(numbers, [table, key.column, len(lines)])
        keys = [key for (key,) in cursor.fetchall()]
        with cursor.copy(f"copy {table} ({quoted}) from stdin") as opened:
            for key, values in zip(keys, lines, strict=True):
                cells = [key, *values]
                for place, column in prepared_at.items():
                    cells[place + 1] = column.get_db_prep_save(values[place], connection)
                opened.write_row(cells)
    return keys


def update(some: Sequence[Any], names: Sequence[str]) -> None:
    """Write these columns of rows that are there, each a version further on."""
    if not some:
        return
    model, now, quote = type(some[0]), timezone.now(), connection.ops.quote_name
    for row in some:
        row.changed_at = now
    columns = _columns(model, (*names, "changed_at"))
    key: Any = model._meta.pk
    types = [LENGTH.sub("", column.db_type(connection)) for column in columns]
    sql = f"""
        update {quote(model._meta.db_table)} as t
        set version = t.version + 1, {", ".join(f"{quote(c.column)} = u.{quote(c.column)}" for c in columns)}
        from unnest(%s::bigint[], {", ".join(f"%s::{one}[]" for one in types)})
             as u (key, {", ".join(quote(c.column) for c in columns)})
        where t.{quote(key.column)} = u.key returning t.{quote(key.column)}, t.version
    """  # noqa: S608 - names of our own tables and columns
    values = [[c.get_db_prep_save(c.pre_save(row, add=False), connection) for row in some] for c in columns]
    with connection.cursor() as cursor:
        cursor.execute(sql, [[row.pk for row in some], *values])
        versions = dict(cursor.fetchall())
    for row in some:
        row.version = versions.get(row.pk, row.version)


def _columns(model: type[Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


class Unwanted(Exception):
    """Some of the rows are not to be written after all; `places` are their positions among those tried."""

    def __init__(self, places: set[int], sentence: object):
        super().__init__(sentence)
        self.places = places


def bisect(some: list[T], write: Callable[[list[T]], None], refuse: Callable[[T, Exception], None]) -> None:
    """Write rows together; where the database says no, halve until the rows it refuses are alone."""
    if not some:
        return
    try:
        with transaction.atomic():
            write(some)
    except Unwanted as error:
        for place in error.places:
            refuse(some[place], error)
        bisect([one for place, one in enumerate(some) if place not in error.places], write, refuse)
    except (IntegrityError, DataError) as error:
        if len(some) == 1:
            refuse(some[0], error)
            return
        for half in (some[: len(some) // 2], some[len(some) // 2 :]):
            bisect(half, write, refuse)
