"""The index of an added field, made and dropped beside the running work."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.utils.translation import gettext as _

from zhike.custom.checking import build
from zhike.custom.models import CustomField
from zhike.kit.access.rows import rows
from zhike.kit.batches import kind, start
from zhike.kit.batches.models import Batch


def settle_index(field: CustomField, *, by) -> Batch:
    """Ask for the index of a field to be as the field says: there, of what it now reads, or gone."""
    return start(
        "field_index", by=by, title=_("Index of “%(field)s”") % {"field": field}, model=field.model, field=field.pk
    )


@kind("field_index")
def work(batch: Batch) -> None:
    """Drop what is there, a half-made one too, and make it anew where the field is fast.

    Neither stops anybody from writing; for that neither may be part of a transaction.
    """
    field = rows(CustomField, by=batch.by).get(pk=batch.asked["field"])
    batch.report(total=1)
    editor: Any
    with connection.schema_editor(atomic=False) as editor:
        editor.execute(f"drop index concurrently if exists {editor.quote_name(index_name(field))}")
        if field.is_fast:
            editor.add_index(field.model, index_of(field), concurrently=True)
    batch.went(1)


def index_of(field: CustomField) -> models.Index:
    """By the value, then by number as lists are; of several options each is a word of its own."""
    expression = build(field).indexed
    if field.kind == "choices":
        return GinIndex(expression, name=index_name(field))
    return models.Index(expression, models.F("id"), name=index_name(field))


def index_name(field: CustomField) -> str:
    """What the database calls the index of a field."""
    return f"custom_field_{field.pk}"
