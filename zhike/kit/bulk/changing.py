"""The same change of many rows: what `writing.change` does to each, with a few queries for all of them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.kit import search, writing, writing_many
from zhike.kit.access.rows import require_in_reach, rows
from zhike.kit.audit import trace
from zhike.kit.events import announce_each
from zhike.kit.record import Record
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of

REFUSALS = (Refusal, ValidationError, ObjectDoesNotExist)


class Rewritten(NamedTuple):
    """What came of a change: changed rows with the columns as they were before, and refused rows with the reason."""

    changed: list[tuple[Any, dict[str, Any]]]
    refused: list[tuple[Any, str]]


def change_many(model: type[Record], keys: Collection[int], *, by, values: dict[str, Any]) -> Rewritten:
    """Set columns of the rows that `by` may change; each is refused, traced, indexed and announced by itself.

    Rows that hold the values already are neither changed nor refused. Part of the caller's transaction.
    """
    if model.save is not Record.save:  # what such a row does when it is saved only saving it can tell
        return _one_by_one(model, keys, by=by, values=values)
    try:
        with transaction.atomic():
            some: list[Any] = _locked(model, keys, by=by)
            for field in entity_of(model).editable:
                if field.name in values and not field.is_column:
                    field.attach([*some])
            return _at_once(some, by=by, values=values)
    except IntegrityError:  # which row it was only trying each can tell
        return _one_by_one(model, keys, by=by, values=values)


def sentence(refusal: Exception) -> str:
    """A refusal as one line."""
    if isinstance(refusal, ValidationError):
        return " ".join(line for lines in writing.errors_by_field(refusal).values() for line in lines)
    return str(refusal) if isinstance(refusal, Refusal) else _("It is not there any more, or no longer yours.")


def _locked(model: type[Record], keys: Collection[int], *, by) -> list[Record]:
    found: QuerySet = rows(model, by=by, to="change").filter(pk__in=keys)
    for field in entity_of(model).found_by:
        found = field.prepare(found) if field.model_field else found
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _at_once(some: Sequence[Record], *, by, values: dict[str, Any]) -> Rewritten:
    befores = {row.pk: trace.snapshot(row) for row in some}
    refused: list[tuple[Record, str]] = []
    changed: list[tuple[Record, dict[str, Any]]] = []
    reach: dict[tuple[str, ...], str] = {}
    for row in some:
        if why := _filled(row, values, by=by):
            refused.append((row, why))
        elif changes := trace.difference(befores[row.pk], trace.snapshot(row)):
            why = _objection(row, changes, reach, by=by)
            (refused.append((row, why)) if why else changed.append((row, changes)))
    refused += (hidden := _written_out_of_sight(changed, by=by))
    gone = {row.pk for row, _why in hidden}
    changed = [(row, changes) for row, changes in changed if row.pk not in gone]
    _tell(changed, by=by)
    return Rewritten([(row, befores[row.pk]) for row, _changes in changed], refused)


def _filled(row: Record, values: dict[str, Any], *, by) -> str:
    """Set the values of a row; why it does not take them, if so."""
    try:
        writing.fill(row, values, by=by)
    except (Refusal, ValidationError) as refusal:
        return sentence(refusal)
    row.derive()
    return ""


def _objection(row: Record, changes: Collection[str], reach: dict[tuple[str, ...], str], *, by) -> str:
    """Why a row cannot be changed so; what it points at is looked up once, being the same for all of them."""
    try:
        if (asked := tuple(changes)) not in reach:
            reach[asked] = ""
            require_in_reach(row, changes, by=by)
        row.clean_fields(exclude=[f.name for f in row._meta.fields if f.attname not in changes or f.is_relation])
        row.clean()
    except Refusal as refusal:
        reach[asked] = str(refusal)
    except ValidationError as error:
        return sentence(error)
    return reach[asked]


def _written_out_of_sight(changed: Sequence[tuple[Record, dict]], *, by) -> list[tuple[Record, str]]:
    """Write the rows, and put back those that their writer could not read now: they are refused."""
    if not changed:
        return []
    was, model = transaction.savepoint(), type(changed[0][0])
    names = trace.columns(model, {name for _row, changes in changed for name in changes})
    writing_many.update([row for row, _changes in changed], names)
    seen = set(rows(model, by=by).filter(pk__in=[row.pk for row, _c in changed]).values_list("pk", flat=True))
    hidden = [row for row, _changes in changed if row.pk not in seen]
    if hidden:
        transaction.savepoint_rollback(was)
        writing_many.update([row for row, _changes in changed if row.pk in seen], names)
    return [(row, _("That would put the record out of your own sight.")) for row in hidden]


def _tell(changed: Sequence[tuple[Record, dict]], *, by) -> None:
    if not changed:
        return
    model = type(changed[0][0])
    title, noun = entity_of(model).title, model._meta.model_name or "row"
    search.index(row for row, _changes in changed)
    for row, changes in changed:
        if title in changes:
            search.index_changed(row, changes)
    trace.record_each("change", changed, by=by)
    announce_each(f"{model._meta.app_label}.{noun}_changed", ({noun: row.pk, "by": by.pk} for row, _c in changed))


def _one_by_one(model: type[Record], keys: Iterable[int], *, by, values: dict[str, Any]) -> Rewritten:
    told = Rewritten([], [])
    for row in rows(model, by=by, to="change").filter(pk__in=keys).order_by("pk"):
        before: dict[str, Any] = trace.snapshot(row)
        try:
            now: Model = writing.change(row, by=by, values=values, version=row.version)
        except REFUSALS as refusal:
            told.refused.append((row, sentence(refusal)))
        else:
            if now.version != row.version:  # type: ignore[attr-defined]
                told.changed.append((now, before))
    return told
