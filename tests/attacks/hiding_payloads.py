"""Rows whose every text is a payload, with everything that hangs on them: as if they had come in by any door."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Model, TextField

from tests.cast import NOUNS
from zhike.kit.access.models import Staff
from zhike.kit.attached.models import File, Mark, Note, Tag, Tagging
from zhike.kit.audit import trace
from zhike.kit.search import index
from zhike.kit.views.models import View
from zhike.notices.models import Notice

SHORTEST = 20  # characters a column must hold to take a payload


def fill(models: Sequence[type[Model]], payloads: Sequence[str], *, by: Staff) -> dict[type[Model], list[Any]]:
    """A row of each noun for each payload; over all rows every text column has held every payload."""
    return {model: [_row(model, nth, payloads, by) for nth in range(len(payloads))] for model in models}


def _row(model: type[Model], nth: int, payloads: Sequence[str], by: Staff) -> Any:
    row, turning = NOUNS[model](owner=by), deque(payloads)
    turning.rotate(-nth)
    texts = [one for one in model._meta.concrete_fields if _takes_a_payload(one)]
    values = {}
    for place, column in enumerate(texts):
        said = turning[place % len(turning)].replace("\0", "")
        values[column.attname] = f"{nth} {said}"[: column.max_length] if column.unique else said[: column.max_length]
    model._base_manager.filter(pk=row.pk).update(**values)
    row.refresh_from_db()
    index([row])
    _hang(row, nth, [said.replace("\0", "") for said in turning], by)
    return row


def _hang(row: Any, nth: int, said: list[str], by: Staff) -> None:
    place = {"noun": row._meta.label_lower, "object_id": row.pk, "by": by}
    words = [said[at % len(said)] for at in range(6)]
    Note.objects.create(text=f"{words[0]}\n@{words[1]}", **place)
    File.objects.create(
        name=words[1][:160],
        type="text/plain",
        size=1,
        sha256="0",
        key=f"{row._meta.model_name}-{row.pk}-{nth}",
        **place,
    )
    tag, _new = Tag.objects.get_or_create(noun=row._meta.label_lower, word=words[2][:40])
    Tagging.objects.create(tag=tag, **place)
    Mark.objects.create(kind="star", **place)
    View.objects.create(made_by=by, noun=row._meta.label_lower, name=words[3][:40], pinned=True)
    Notice.objects.create(to=by, by=by, kind="noted", noun=row._meta.label_lower, object_id=row.pk)
    trace.record("change", row, by=by, changes={"note": [words[4], words[5]], words[3]: [None, words[0]]})


def _takes_a_payload(column: Any) -> bool:
    is_text = (
        isinstance(column, CharField | TextField) and not column.choices and column.name not in ("currency", "noun")
    )
    return is_text and (column.max_length is None or column.max_length >= SHORTEST)
