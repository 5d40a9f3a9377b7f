"""Writing and reading the trace."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from zhike.kit import registry
from zhike.kit.audit.door import current_door
from zhike.kit.audit.models import Trace
from zhike.kit.merging.models import with_absorbed

PLAIN: dict[str, Any] = {"create": _("created this"), "change": _("changed this"), "load": _("imported this")}
PLAIN |= {
    "merged": _("merged this into another record"),
    "split": _("brought this record back"),
    "different": _("said that this is not the same as a similar record"),
}
UNTRACED = frozenset({"version", "changed_at", "created_at", "password", "custom"})


def snapshot(row: Model) -> dict[str, Any]:
    """The values of a row that a trace compares."""
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in UNTRACED}
    return columns | {field.name: field.stored(row) for field in registry.added_fields(type(row)) if field.edit}


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str | None]]:
    """Changed values as `{field: [old, new]}`, in words."""
    return {
        name: [_words(before.get(name)), _words(value)] for name, value in after.items() if before.get(name) != value
    }


def record(verb: str, row: Model, *, by, changes: dict[str, list[str | None]]) -> None:
    """Add one entry for one act on one row."""
    record_many(verb, [row], by=by, changes=changes)


def record_many(verb: str, some: Iterable[Model], *, by, changes: dict[str, Any] | None = None) -> None:
    """Add one entry for each row of a bulk act that changed all of them alike."""
    record_each(verb, ((row, changes or {}) for row in some), by=by)


def record_each(verb: str, changed: Iterable[tuple[Model, dict[str, Any]]], *, by) -> None:
    """Add one entry for each row of a bulk act, with its own changes."""
    Trace.objects.bulk_create(
        [
            Trace(
                actor=by,
                verb=verb,
                noun=row._meta.label_lower,
                object_id=row.pk,
                object_title=force_str(row)[:200],
                changes=changes,
                door=current_door(),
            )
            for row, changes in changed
        ],
        batch_size=1000,
    )


def trace_of(row: Model):
    """The entries of one row and of those merged into it, newest first."""
    keys = with_absorbed(row._meta.label_lower, row.pk)
    return Trace.objects.filter(noun=row._meta.label_lower, object_id__in=keys).select_related("actor").order_by("-id")


def phrase(entry: Trace) -> str:
    """The entry as a sentence: "Ana solved the ticket"."""
    verb = registry.verb_named(entry.verb)
    return f"{entry.actor} {verb.past if verb else PLAIN.get(entry.verb, entry.verb)}"


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(map(force_str, value))
    return None if value is None or value == "" else force_str(value)
