"""Writing and reading the trace."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from zhike.kit import lineage, registry, writing_many
from zhike.kit.audit.door import current_entrance
from zhike.kit.audit.models import Trace

SEEN = "seen"
PLAIN: dict[str, Any] = {"create": _("created this"), "change": _("changed this"), "delete": _("deleted this")}
PLAIN[SEEN] = _("looked at what is masked")
UNTRACED = frozenset({"version", "changed_at", "created_at", "password", "custom"})


def snapshot(row: Model) -> dict[str, Any]:
    """The values of a row that a trace compares."""
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in UNTRACED}
    return columns | {f.name: getattr(f, "compared", f.stored)(row) for f in registry.added_fields(type(row)) if f.edit}


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str | None]]:
    """Changed values as `{field: [old, new]}`, in words."""
    # In lists, what is the same thing is equal without being asked: some values are looked up only then.
    changed = [name for name, value in after.items() if [before.get(name)] != [value]]
    return {name: [_words(before.get(name)), _words(after[name])] for name in changed}


def columns(model: type[Model], changed: Iterable[str]) -> list[str]:
    """The columns that hold what has changed: values of added fields stand together in one."""
    own = {f.attname for f in model._meta.concrete_fields}
    return sorted({name if name in own else "custom" for name in changed})


def record(verb: str, row: Model, *, by, changes: dict[str, list[str | None]], why: str = "") -> None:
    """Add one entry for one act on one row, with the reason where one was given."""
    _keep([row], by=by)
    _add(verb, type(row), row.pk, force_str(row), by=by, changes=changes, why=why[:300])


def record_about(model: type[Model], verb: str, *, by, changes: dict[str, Any], why: str = "") -> None:
    """Add one entry for an act on a noun as a whole; it stands under number 0, which no row has."""
    _add(verb, model, 0, str(model._meta.verbose_name_plural), by=by, changes=changes, why=why)


def seen(row: Model, fields: Iterable[str], *, by, why: str) -> None:
    """Add one entry for fields of a row that were masked and are shown in full now."""
    record(SEEN, row, by=by, changes={name: [] for name in fields}, why=why)


def record_many(verb: str, some: Iterable[Model], *, by, changes: dict[str, Any] | None = None) -> None:
    """Add one entry for each row of a bulk act."""
    record_each(verb, [(row, changes or {}) for row in some], by=by)


def record_each(verb: str, some: Iterable[tuple[Model, dict[str, Any]]], *, by) -> None:
    """Add one entry for each row of a bulk act, each with its own changes."""
    some = list(some)
    _keep([row for row, _changes in some], by=by)
    every = {"at": timezone.now(), "actor_id": by.pk, "verb": verb, "why": "", **asdict(current_entrance())}
    names = (*every, "noun", "object_id", "object_title", "changes")
    same = tuple(every.values())
    entries = [(*same, row._meta.label_lower, row.pk, force_str(row)[:200], changes) for row, changes in some]
    writing_many.copy(Trace, names, entries)


def trace_of(row: Model):
    """The entries of one row and of those merged into it, newest first."""
    keys = lineage.numbers_of(row._meta.label_lower, row.pk)
    return Trace.objects.filter(noun=row._meta.label_lower, object_id__in=keys).select_related("actor").order_by("-id")


def phrase(entry: Trace) -> str:
    """The entry as a sentence: "Ana solved the ticket"."""
    verb = registry.verb_named(entry.verb)
    return f"{entry.actor} {verb.past if verb else PLAIN.get(entry.verb, entry.verb)}"


def _add(verb: str, model: type[Model], key: int, title: str, *, by, changes: dict[str, Any], why: str) -> None:
    said = {"object_title": title[:200], "changes": changes, "why": why[:300], **asdict(current_entrance())}
    Trace.objects.create(actor=by, verb=verb, noun=model._meta.label_lower, object_id=key, **said)


def _keep(some: list[Model], *, by) -> None:
    """Write with the entry what of a change stands beside the table of the rows: neither is there without the other."""
    for field in registry.added_fields(type(some[0])) if some else ():
        field.keep(some, by=by)


def _words(value: Any) -> str | None:
    if isinstance(value, list):
        value = ", ".join(map(force_str, value))
    return None if value in (None, "") else force_str(value)
