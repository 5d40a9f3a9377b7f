"""Plain creating and changing, for every surface that fills in a form: screen, import, API."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BaseConstraint, CheckConstraint, Model
from django.utils.translation import gettext as _
from psycopg.errors import CheckViolation

from zhike.kit import registry, search
from zhike.kit.access.rows import require, require_in_reach, require_in_sight, rows
from zhike.kit.atomic import one_act
from zhike.kit.attached import following
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal


def create(model: type[Model], *, by, values: dict[str, Any]) -> Model:
    """Add a row. Raises ValidationError (by field) or Refusal; then nothing is written."""
    with one_act():
        require(by, "create", model)
        row = model()
        fill(row, values, by=by)
        _require_filled(row)
        _save(row, {}, by=by, verb="create")
        return row


def change(row: Model, *, by, values: dict[str, Any], version: int | None = None) -> Model:
    """Change fields of a row; with `version`, only if nobody changed it since that version was read.

    Values that are there already are no change: nothing is written and nothing traced.
    """
    with one_act():
        require(by, "change", type(row))
        locked = rows(type(row), by=by, to="change").select_for_update(of=("self",)).get(pk=row.pk)
        if version is not None and locked.version != version:  # type: ignore[attr-defined]
            raise Refusal(
                _("Somebody changed this while you were editing. Reload to see the new values; yours are kept below.")
            )
        before = trace.snapshot(locked)
        fill(locked, values, by=by)
        _save(locked, before, by=by, verb="change")
        return locked


def errors_by_field(error: ValidationError) -> dict[str, list[str]]:
    """A validation error as sentences by field; those of the whole row under ''."""
    named = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
    return {("" if name == "__all__" else name): list(sentences) for name, sentences in named.items()}


def fill(row: Model, values: dict[str, Any], *, by=None) -> None:
    """Set values, refusing by name what `by` is not offered for writing, whichever surface it came through."""
    editable = registry.entity_of(type(row)).seen_by(by).editable
    writable = {name: field for field in editable for name in (field.name, field.model_field.attname)}
    for name, value in values.items():
        if name not in writable:
            raise Refusal(_("There is no “%(field)s” to set here.") % {"field": name}, field=name)
        writable[name].put(row, value)


def _require_filled(row: Model) -> None:
    """Refuse a new row without what added fields require; what the model requires is its own matter."""
    required = [field for field in registry.added_fields(type(row)) if field.required]
    if missing := [field for field in required if field.stored(row) in (None, [])]:
        raise ValidationError({field.name: _("“%(field)s” is missing.") % {"field": field.label} for field in missing})


def _save(row: Model, before: dict[str, Any], *, by, verb: str) -> None:
    # Reach comes first: the model's own check of a foreign key would tell a hidden row from an absent one.
    require_in_reach(row, trace.difference(before, trace.snapshot(row)), by=by)
    constraints = {one.name: one for _model, some in row.get_constraints() for one in some}
    row.full_clean(validate_constraints=not all(isinstance(one, CheckConstraint) for one in constraints.values()))
    if not (changes := trace.difference(before, trace.snapshot(row))):
        return
    _store(row, constraints)
    require_in_sight(row, by=by)
    if search.is_told(type(row), changes):
        search.index_changed(row, changes)
    trace.record(verb, row, by=by, changes=changes)
    following.tell(row, verb, by=by)
    noun = row._meta.model_name or "row"
    announce(f"{row._meta.app_label}.{noun}_{verb}d", **{noun: row.pk, "by": by.pk})


def _store(row: Model, checks: dict[str, BaseConstraint]) -> None:
    """Save; what the table forbids is said in the model's own words, without asking the table twice."""
    try:
        row.save()
    except IntegrityError as error:
        cause = error.__cause__
        if isinstance(cause, CheckViolation) and (broken := checks.get(cause.diag.constraint_name or "")):
            raise ValidationError(broken.get_violation_error_message()) from error
        raise
