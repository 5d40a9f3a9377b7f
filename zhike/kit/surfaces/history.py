"""What was done to a row, as entries of its timeline: who changed what, in words its reader may know."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.kit.audit.models import Door, Trace
from zhike.kit.fields import Field
from zhike.kit.jobs import words_of
from zhike.kit.registry import entity_labelled, is_entity, verb_named
from zhike.kit.surfaces.offers import EVERY, TimelineEntry, asked_for, offer_timeline
from zhike.look.format import traced

TOLD_ELSEWHERE = ("note", "attach")  # they have entries of their own
OWN_AFFAIRS = ("star", "unstar")  # of no concern to other readers
CHANGES = "kit/changes.html"
Change = tuple[Any, list[str | None]]  # of a field, or of something else that was seen


def history(row: Model, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Changes."""
    found = _traces(row).exclude(verb__in=(*TOLD_ELSEWHERE, *OWN_AFFAIRS))
    entries = list(asked_for(found, at="at", before=before, who="actor", person=person)[:limit])
    shown = told(entries, by=by, currency=lambda _entry: getattr(row, "currency", None))
    return [
        TimelineEntry(entry.at, "change", _phrase(entry, row), who=way(entry), template=CHANGES, thing=shown[entry.pk])
        for entry in entries
    ]


def told(entries: Iterable[Trace], *, by, currency: Callable[[Trace], str | None]) -> dict[int, list[Any]]:
    """Of each entry, by its number: label, old and new of what it changed, in words its reader may know.

    Old and new are None where something was not changed but seen; a change of what is no field of its noun is left out.
    Amounts are told in the `currency` of the row, or in those that the same act changed it from and to.
    """
    changed = {entry.pk: _changed(entry, by) for entry in entries}
    names = _names([change for some in changed.values() for change in some], by=by)
    told_in = {entry.pk: entry.changes.get("currency") or [currency(entry)] * 2 for entry in entries}
    return {
        key: [(getattr(f, "label", f), *(_pair(f, values, told_in[key], names) or (None, None))) for f, values in some]
        for key, some in changed.items()
    }


def people(row: Model) -> list[tuple[int, str]]:
    """Who has done something to a row, by name."""
    done = _traces(row).exclude(verb__in=OWN_AFFAIRS).order_by("actor__name", "actor")
    return list(done.filter(actor__is_robot=False).values_list("actor", "actor__name").distinct())


def _traces(row: Model) -> Any:
    """The entries of a row, for the questions of one page: which rows went up in it is asked once."""
    if "traces" not in row.__dict__:
        row.__dict__["traces"] = trace.trace_of(row)
    return row.__dict__["traces"].all()


def way(entry: Trace) -> str:
    """Through what it came."""
    if not entry.program:
        return str(entry.get_door_display())
    program = words_of(entry.program) if entry.door == Door.JOB else entry.program
    door = _("through the API") if entry.door == Door.API else entry.get_door_display()
    return f"{door} · {program}"


def said(entry: Trace) -> str:
    """What was done, and why where somebody said so."""
    return f"{trace.phrase(entry)}: “{entry.why}”" if entry.why else trace.phrase(entry)


def _phrase(entry: Trace, row: Model) -> str:
    """What was done; of a row that went up in this one, with its name."""
    own = entry.object_id == row.pk
    return said(entry) if own else f"{said(entry)} ({entry.object_title} #{entry.object_id})"


def _changed(entry: Trace, by: Any) -> list[Change]:
    entity = entity_labelled(entry.noun)
    verb = verb_named(entry.verb)
    if entry.verb == "create" or (verb and verb.creates) or entity is None:
        return []
    fields: dict[str, Any] = {field.name: field for field in entity.seen_by(by).all_fields}
    unseen = {field.name for field in entity.all_fields} - fields.keys()
    changed = [(name.removesuffix("_id"), values) for name, values in entry.changes.items()]
    return [(fields.get(n, n), values) for n, values in changed if n in fields or not (values or n in unseen)]


def _names(changes: Iterable[Change], *, by) -> dict[tuple[type[Model], str], str]:
    """The names of the rows that changes point at, as far as their reader may know them; one query for each noun."""
    keys: dict[type[Model], set[str]] = {}
    for field, values in changes:
        if values and field.kind == "relation":
            keys.setdefault(field.related, set()).update(value for value in values if value and value.isdigit())
    names = {}
    for noun, some in keys.items():
        known = rows(noun, by=by) if is_entity(noun) else noun._default_manager.all()
        names.update({(noun, str(row.pk)): str(row) for row in known.filter(pk__in=some)} if some else {})
    return names


def _pair(field: Any, values: Iterable[str | None], told_in: list[str | None], names: dict[Any, str]) -> list[str]:
    """The old and the new value as people read them; of what was seen nothing."""
    return [_traced(field, value, names, currency) for value, currency in zip(values, told_in, strict=False)]


def _traced(field: Field, value: str | None, names: dict[Any, str], currency: str | None) -> str:
    """A value as the trace kept it, as people read it: the word of a choice, the name of a person or a row."""
    if value is None or field.kind in ("masked", "sealed"):
        return field.mask(value) if value else "—"  # type: ignore[attr-defined]
    if field.kind == "relation":
        return names.get((field.related, value), f"#{value}")
    if field.kind == "yesno":
        return {"True": _("Yes"), "False": _("No")}.get(value, value)
    if field.kind == "choices":
        return str(field.word(value.split(", ")))
    # Where a row may have several they are words already, and would have to be asked for.
    is_coded = field.kind == "choice" and field.is_single
    return (
        str(dict(field.choices).get(value, value))
        if is_coded
        else traced(value, "money" if field.money else field.kind, currency=currency)
    )


offer_timeline(EVERY, history, kind="change", label=gettext_lazy("Changes"))
