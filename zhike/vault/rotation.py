"""Changing keys while people work: every sealed value is sealed again with the present key, some thousand at a time.

A value is replaced only while it is what was read, so that nobody's writing is lost; what was written meanwhile is
sealed with the present key already, or is met in the next round. Marks are made again in the same way.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model, QuerySet

from zhike.vault.envelope import HEAD
from zhike.vault.fields import ROW, BlindIndex, EncryptedField, Sealed
from zhike.vault.keyset import keys
from zhike.vault.sealing import UNIQUE, marker

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
MARKED = f"substring({{column}} from 1 for octet_length({{column}}) - {UNIQUE}) <> %(marker)s"
READ_MARKED = "select {pk} from {table} where {pk} > %(after)s and " + MARKED + " order by {pk} limit %(most)s"  # noqa: S608
COUNT_MARKED = "select count({column}), count(*) filter (where " + MARKED + ") from {table}"  # noqa: S608


class Count(NamedTuple):
    """What is sealed, or marked, in one column, and how much of it by another key than the present one."""

    place: str
    sealed: int
    old: int


Keeper = Callable[[type[Model], Sequence[int], Sequence[str], Sequence[str]], None]
_keepers: list[Keeper] = []


def kept_elsewhere(keeper: Keeper) -> Keeper:
    """Let whoever keeps copies of rows know that what they hold is written otherwise now: keys, old texts, new ones."""
    _keepers.append(keeper)
    return keeper


def tell_keepers(model: type[Model], numbers: Sequence[int], old: Sequence[str], new: Sequence[str]) -> None:
    """Say so to all of them, in the transaction that writes the rows."""
    for keeper in _keepers:
        keeper(model, numbers, old, new)


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


def indexes() -> Iterator[BlindIndex]:
    """Every column of marks."""
    for model in apps.get_models():
        yield from (field for field in model._meta.local_concrete_fields if isinstance(field, BlindIndex))


def mark_counts() -> list[Count]:
    """How far every column of marks is."""
    return [Count(index.place, *_execute(COUNT_MARKED, index)[0]) for index in indexes()]


def mark_again(index: BlindIndex, *, after: int) -> tuple[int, int]:
    """Make the next marks of a column with the present index key: how many, and the last row; 0 at the end."""
    found = [key for (key,) in _execute(READ_MARKED, index, after=after, most=AT_ONCE)]
    return (mark_rows(index, found), found[-1]) if found else (0, 0)


def mark_rows(index: BlindIndex, numbers: list[int]) -> int:
    """Make the marks of these rows anew, so that they can be compared with each other; how many are others now."""
    rows: QuerySet[Any] = QuerySet(index.model).filter(pk__in=numbers)
    some = [row for row in rows if getattr(row, index.attname) is not None]
    old = [bytes(getattr(row, index.attname)) for row in some]
    new = [index.pre_save(row, add=False) or b"" for row in some]
    changed = [(row.pk, was, now) for row, was, now in zip(some, old, new, strict=True) if was != now]
    if not changed:
        return 0
    keys, old, new = map(list, zip(*changed, strict=True))
    with transaction.atomic():
        tell_keepers(index.model, keys, [was.hex() for was in old], [now.hex() for now in new])
        return int(_execute(WRITE, index, keys=keys, old=old, new=new))


def _execute(sql: str, field: Field, **given: Any) -> Any:
    model: type[Model] = field.model
    quote = connection.ops.quote_name
    names: dict[str, Any] = {
        "table": model._meta.db_table,
        "pk": model._meta.pk.column,
        "row": ROW,
        "column": field.column,
    }
    given |= {"key": HEAD.pack(0, 0, keys().primary)[2:], "marker": marker(keys().marks)}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**{name: quote(word) for name, word in names.items()}), given)
        return cursor.fetchall() if cursor.description else cursor.rowcount
