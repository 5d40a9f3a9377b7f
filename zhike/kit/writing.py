"""Plain creating and changing, for every surface that fills in a form: screen, import, API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.kit import search
from zhike.kit.access.rows import require, rows
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal


def create(model: type[Model], *, by, values: dict[str, Any]) -> Model:
    """Add a row. Raises ValidationError (by field) or Refusal; then nothing is written."""
    with transaction.atomic():
        require(by, "create", model)
        row = model(**values)
        _save(row)
        _tell("create", row, by=by, changes=trace.difference({}, trace.snapshot(row)))
        return row


def change(row: Model, *, by, values: dict[str, Any], version: int | None = None) -> Model:
    """Change fields of a row; with `version`, only if nobody changed it since that version was read."""
    with transaction.atomic():
        require(by, "change", type(row))
        locked = rows(type(row), by=by, to="change").select_for_update(of=("self",)).get(pk=row.pk)
        if version is not None and locked.version != version:
            raise Refusal(_("Somebody changed this while you were editing. Reload to see the new values; yours are kept below."))
        before = trace.snapshot(locked)
        for name, value in values.items():
            setattr(locked, name, value)
        _save(locked)
        if changes := trace.difference(before, trace.snapshot(locked)):
            _tell("change", locked, by=by, changes=changes)
        return locked


def _save(row: Model) -> None:
    row.full_clean(validate_constraints=True)
    row.save()
    search.index([row])


def _tell(verb: str, row: Model, *, by, changes: dict) -> None:
    if not rows(type(row), by=by).filter(pk=row.pk).exists():
        raise Refusal(_("That would put the record out of your own sight."))
    trace.record(verb, row, by=by, changes=changes)
    announce(f"{row._meta.app_label}.{row._meta.model_name}_{verb}d", **{row._meta.model_name or "row": row.pk, "by": by.pk})


def errors_by_field(error: ValidationError) -> dict[str, list[str]]:
    """A validation error as sentences by field; those of the whole row under ''."""
    named = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    return {("" if name == "__all__" else name): list(sentences) for name, sentences in named.items()}
