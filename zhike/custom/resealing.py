"""Sealing what rows held before their field was marked as personal, and sealing again when keys are changed.

A row is written only while it holds what was read; what somebody wrote meanwhile is met in the next round.
"""

import json
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhike.custom import cache
from zhike.custom.checking import build
from zhike.custom.models import CustomField
from zhike.custom.sealed import ROW, SealedField
from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.batches import kind, start
from zhike.kit.batches.models import Batch
from zhike.kit.events import on
from zhike.vault.envelope import AES_256_GCM, FORMAT, HEAD
from zhike.vault.keyset import keys
from zhike.vault.rotation import Count, tell_keepers
from zhike.vault.sealing import UNIQUE, marker

AT_ONCE = 500
KIND = "seal_field"
PLAIN = "jsonb_typeof(custom -> %(id)s) in ('string', 'number')"
SEALED = "jsonb_typeof(custom -> %(id)s) = 'object'"
BY_OTHER_KEY = f"{SEALED} and left(custom #>> array[%(id)s, 'sealed'], 8) <> %(key)s"
BY_OTHER_MARK = (
    f"{SEALED} and left(custom #>> array[%(id)s, 'mark'], length(custom #>> array[%(id)s, 'mark']) - {2 * UNIQUE})"
    " <> %(marker)s"
)
READ = "select id, custom from {table} where id > %(after)s and {these} order by id limit %(most)s"
COUNT = "select count(*) filter (where {all}), count(*) filter (where {these}) from {table}"
WRITE = """
    update {table} t set custom = u.new from unnest(%(keys)s::bigint[], %(old)s::jsonb[], %(new)s::jsonb[])
        as u (key, old, new) where t.id = u.key and t.custom = u.old returning t.id
"""


@on("custom.customfield_changed")
def seal_what_is_there(*, customfield: int, by: int) -> None:
    """Ask for the values to be sealed that a field held before it was marked as personal."""
    person = Staff.objects.get(pk=by)
    field = rows(CustomField, by=person).get(pk=customfield)
    if field.personal and _count(build(field), PLAIN).old:
        title = _("Seal “%(field)s”") % {"field": field}
        start(KIND, by=person, title=title, model=field.model, field=field.pk)


@kind(KIND)
def work(batch: Batch) -> None:
    """Seal what is not, until a round finds nothing that other processes wrote before they knew of the mark."""
    field: Any = build(rows(CustomField, by=batch.by).get(pk=batch.asked["field"]))
    batch.report(total=batch.done + _count(field, PLAIN).old)
    for pause in (0.0, cache.FRESH_FOR):
        time.sleep(pause)
        done, after = _again(field, PLAIN, after=0)
        while after:
            batch.went(done)
            done, after = _again(field, PLAIN, after=after)


def columns() -> Iterator[SealedField]:
    """Every added field that is sealed, those out of use too."""
    for definition in CustomField.sealed():
        try:
            yield build(definition)  # type: ignore[misc]
        except LookupError:  # its noun is not installed any more
            continue


def counts() -> list[Count]:
    """How many values of each are sealed, and how many of them with an older key."""
    return [_count(field, BY_OTHER_KEY) for field in columns()]


def mark_counts() -> list[Count]:
    """How many values of each are marked, and how many of them by another index key."""
    return [_count(field, BY_OTHER_MARK) for field in columns()]


def again(field: SealedField, *, after: int) -> tuple[int, int]:
    """Seal and mark the next values with the present keys: how many, and the last row; 0 at the end."""
    return _again(field, f"({BY_OTHER_KEY} or {BY_OTHER_MARK})", after=after)


def _again(field: SealedField, these: str, *, after: int) -> tuple[int, int]:
    found = _execute(READ, field, these=these, after=after, most=AT_ONCE)
    if not found:
        return 0, 0
    numbers, old = [key for key, _custom in found], [json.loads(custom) for _key, custom in found]
    new = [_renewed(field, custom) for custom in old]
    with transaction.atomic():
        as_read, as_written = list(map(json.dumps, old)), list(map(json.dumps, new))
        written = _execute(WRITE, field, keys=numbers, old=as_read, new=as_written)
        _tell(field, numbers, old, new)
        if these is PLAIN:
            robot = Staff.objects.robot("search")
            search.index(rows(field.definition.model, by=robot).filter(pk__in=[key for (key,) in written]))
    return len(written), numbers[-1]


def _renewed(field: SealedField, custom: dict[str, Any]) -> dict[str, Any]:
    row, kept = custom.get(ROW) or str(uuid4()), custom[field.id]
    text = field.open(kept, row=row) if isinstance(kept, dict) else str(kept)
    return {**custom, ROW: row, field.id: field.seal(text, row=row)}


def _tell(field: SealedField, numbers: Sequence[int], old: Sequence[dict], new: Sequence[dict]) -> None:
    """Images of the rows, which merges keep, say the same as the rows."""
    was, now = ([_spelled(field.id, custom) for custom in some] for some in (old, new))
    tell_keepers(
        field.definition.model,
        numbers,
        was,
        [f'{value}, "{ROW}": "{c[ROW]}"' for value, c in zip(now, new, strict=True)],
    )


def _spelled(name: str, custom: dict[str, Any]) -> str:
    """A value as the database spells it."""
    kept = custom[name]
    said = {key: kept[key] for key in sorted(kept, key=lambda key: (len(key), key))} if isinstance(kept, dict) else kept
    return f'"{name}": {json.dumps(said, ensure_ascii=False)}'


def _count(field: Any, these: str) -> Count:
    return Count(field.place, *_execute(COUNT, field, all=SEALED, these=these)[0])


def _execute(sql: str, field: Any, *, all: str = "", these: str = "", **given: Any) -> list[Any]:
    table = connection.ops.quote_name(field.definition.model._meta.db_table)
    head = b64encode(HEAD.pack(FORMAT, AES_256_GCM, keys().primary)).decode()
    given |= {"id": field.id, "key": head, "marker": marker(keys().marks).hex()}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=table, these=these, all=all), given)
        return cursor.fetchall()
