"""Looking at a sealed value of an added field."""

from typing import Any

from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext as _

from zhike.custom.sealed import SealedField
from zhike.kit.access.rows import rows
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.fields import UNSTORABLE
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of

REASON_LENGTH = 200  # characters


def sealed_fields(model: type[Model], *, by: Any) -> list[SealedField]:
    """The sealed fields of a noun that somebody may look at; of one masked for them they see as much as lists show."""
    fields = entity_of(model).seen_by(by).all_fields
    return [field for field in fields if field.kind == "sealed"]  # type: ignore[misc]


def reveal(row: Model, *, by: Any, name: str, reason: str) -> str:
    """One value, to be shown in full. Nothing changes; who saw which one and why is traced."""
    field = next((field for field in sealed_fields(type(row), by=by) if field.name == name), None)
    if field is None:
        raise Http404
    reason = UNSTORABLE.sub("", reason).strip()[:REASON_LENGTH]
    if not reason:
        raise Refusal(_("Say why you need to see this; it is kept in the history."), field="reason")
    with one_act():
        known = rows(type(row), by=by).get(pk=row.pk)
        trace.seen(known, [field.name], by=by, why=reason)
    return field.told(known)
