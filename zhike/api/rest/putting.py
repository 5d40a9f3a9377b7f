"""What a program sent of a row, written: its fields, whose it is, and the lines below it, in one act."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from ninja.errors import ValidationError as ShapeError
from pydantic import TypeAdapter
from pydantic import ValidationError as Misshapen

from zhike.api.rest.sentences import unknown
from zhike.api.rest.shapes import lines_of
from zhike.kit import writing
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal


def create(entity: Entity, body: Any, *, by: Any) -> Model:
    """Add a row as it was sent; it is its sender's where nobody else is named."""
    with transaction.atomic():
        row = writing.create(entity.model, by=by, values=_owned(entity, _values(entity, body), by=by))
        _put_lines(row, body, by=by)
    return row


def change(entity: Entity, row: Model, body: Any, *, by: Any) -> Model:
    """Change what was sent of a row; with a version, only if nobody changed it since."""
    if body.version not in (None, row.version):  # type: ignore[attr-defined]
        raise Refusal(_("Somebody changed this meanwhile. Read it again, then send your change."))
    with transaction.atomic():
        changed = writing.change(row, by=by, values=_values(entity, body), version=body.version)
        _put_lines(changed, body, by=by)
    return changed


def _values(entity: Entity, body: Any) -> dict[str, Any]:
    """What was sent, by the names the model has; a related row stays a number until the write looks it up."""
    known, below = type(body).model_fields.keys(), {lines.name for lines in lines_of(entity.model)}
    left_out = (known - body.model_fields_set) | ({"id", "version", *below} & known)
    sent = {name: value for name, value in body if name not in left_out}
    columns = {field.name: field.model_field.attname if field.model_field else field.name for field in entity.editable}
    for name in sent.keys() - columns.keys():
        raise Refusal(unknown(name, settable=columns, entity=entity), field=name)
    for field in entity.editable:
        if field.name in sent and field.name not in known and (shape := getattr(field, "shape", None)):
            _require_shaped(field.name, sent[field.name], shape)
    return {columns[name]: value for name, value in sent.items()}


def _require_shaped(name: str, value: Any, shape: Any) -> None:
    """Refuse what a field takes in no form, where the description of the noun does not say which."""
    try:
        TypeAdapter(shape | str | dict[str, shape | str] | None).validate_python(value)
    except Misshapen as error:
        raise ShapeError(
            [{**fault, "loc": ("body", "body", name, *fault["loc"])} for fault in error.errors()]
        ) from None


def _owned(entity: Entity, values: dict[str, Any], *, by: Any) -> dict[str, Any]:
    """The values with who sent them as the owner, where the noun has one that they may set and said nothing of."""
    path = getattr(entity.visible_to, "path", "")
    owner = next((field for field in entity.seen_by(by).editable if field.name == path), None)
    return values if owner is None else {owner.model_field.attname: by.pk} | values


def _put_lines(row: Model, body: Any, *, by: Any) -> None:
    for lines in lines_of(type(row)):
        if lines.put and lines.name in body.model_fields_set:
            lines.put(row, [line.model_dump(exclude_unset=True) for line in getattr(body, lines.name)], by=by)
