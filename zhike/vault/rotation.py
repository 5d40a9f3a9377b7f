"""Changing keys while people work: every sealed value is sealed again with the present key, some thousand at a time.

A value is replaced only while it is what was read, so that nobody's writing is lost; what was written meanwhile is
sealed with the present key already, or is met in the next round.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection
from django.db.models import Model

from zhike.vault.envelope import HEAD
from zhike.vault.fields import ROW, EncryptedField, Sealed
from zhike.vault.keyset import keys

AT_ONCE = 2_000
READ = """
    select {pk}, {row}, {column} from {table}
    where {pk} > %(after)s and substring({column} from 3 for 4) <> %(key)s order by {pk} limit %(most)s
"""
WRITE = """
    update {table} t set {column} = u.new from unnest(%(keys)s::bigint[], %(old)s::bytea[], %(new)s::bytea[])
        as u (key, old, new) where t.{pk} = u.key and t.{column} = u.old
"""
COUNT = "select count({column}), count(*) filter (where substring({column} from 3 for 4) <> %(key)s) from {table}"


class Count(NamedTuple):
    """The sealed values of one column, and how many of them another key than the present one has sealed."""

    place: str
    sealed: int
    old: int


def columns() -> Iterator[EncryptedField]:
    """Every sealed column."""
    for model in apps.get_models():
        yield from (field for field in model._meta.local_concrete_fields if isinstance(field, EncryptedField))


def counts() -> list[Count]:
    """How far every column is."""
    return [Count(field.place, *_execute(COUNT, field)[0]) for field in columns()]


def seal_again(field: EncryptedField, *, after: int) -> tuple[int, int]:
    """Seal the next values of a column with the present key: how many, and the last row; 0 at the end."""
    found = _execute(READ, field, after=after, most=AT_ONCE)
    if not found:
        return 0, 0
    new = [field.seal(field.open(Sealed(bytes(raw)), row=row), row=row) for _key, row, raw in found]
    numbers, old = [key for key, _row, _raw in found], [bytes(raw) for _key, _row, raw in found]
    return _execute(WRITE, field, keys=numbers, old=old, new=new), numbers[-1]


def _execute(sql: str, field: EncryptedField, **given: Any) -> Any:
    model: type[Model] = field.model
    quote = connection.ops.quote_name
    names: dict[str, Any] = {
        "table": model._meta.db_table,
        "pk": model._meta.pk.column,
        "row": ROW,
        "column": field.column,
    }
    key = HEAD.pack(0, 0, keys().primary)[2:]
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**{name: quote(word) for name, word in names.items()}), {"key": key, **given})
        return cursor.fetchall() if cursor.description else cursor.rowcount
