"""What was done to a row, as entries of its timeline: who changed what, in words its reader may know."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.kit.audit.models import Trace
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.kit.surfaces.offers import EVERY, TimelineEntry, offer_timeline

TOLD_ELSEWHERE = ("note", "attach")  # they have entries of their own
OWN_AFFAIRS = ("star", "unstar")  # of no concern to other readers
Change = tuple[Field, list[str | None]]


def history(row: Model, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Changes."""
    found = _traces(row).exclude(verb__in=(*TOLD_ELSEWHERE, *OWN_AFFAIRS))
    found = found.filter(at__lt=before) if before else found
    entries = list((found.filter(actor=person) if person else found)[:limit])
    changed = {entry.pk: _changed(entry, entity_of(type(row)).seen_by(by)) for entry in entries}
    names = _names([change for some in changed.values() for change in some], by=by)
    return [
        TimelineEntry(
            at=entry.at,
            kind="change",
            text=_phrase(entry, row),
            who=_way(entry),
            template="kit/changes.html",
            thing=[(field.label, *(_traced(field, v, names) for v in values)) for field, values in changed[entry.pk]],
        )
        for entry in entries
    ]


def people(row: Model) -> list[tuple[int, str]]:
    """Who has done something to a row, by name."""
    done = _traces(row).exclude(verb__in=OWN_AFFAIRS).order_by("actor__name", "actor")
    return list(done.filter(actor__is_robot=False).values_list("actor", "actor__name").distinct())


def _traces(row: Model) -> Any:
    """The entries of a row, for the questions of one page: which rows went up in it is asked once."""
    if "traces" not in row.__dict__:
        row.__dict__["traces"] = trace.trace_of(row)
    return row.__dict__["traces"].all()


def _phrase(entry: Trace, row: Model) -> str:
    """What was done; of a row that went up in this one, with its name."""
    own = entry.object_id == row.pk
    return trace.phrase(entry) if own else f"{trace.phrase(entry)} ({entry.object_title} #{entry.object_id})"


def _way(entry: Trace) -> str:
    """Through what it came."""
    if entry.program:
        return _("through the API · %(program)s") % {"program": entry.program}
    return str(entry.get_door_display())


def _changed(entry: Trace, entity: Entity) -> list[Change]:
    if entry.verb == "create":
        return []
    fields = {field.name: field for field in entity.all_fields}
    changed = [(fields.get(name.removesuffix("_id")), values) for name, values in entry.changes.items()]
    return [(field, values) for field, values in changed if field]


def _names(changes: Iterable[Change], *, by) -> dict[tuple[type[Model], str], str]:
    """The names of the rows that changes point at, as far as their reader may know them; one query for each noun."""
    keys: dict[type[Model], set[str]] = {}
    for field, values in changes:
        if field.kind == "relation":
            keys.setdefault(field.related, set()).update(value for value in values if value and value.isdigit())
    names = {}
    for noun, some in keys.items():
        known = rows(noun, by=by) if is_entity(noun) else noun._default_manager.all()
        names.update({(noun, str(row.pk)): str(row) for row in known.filter(pk__in=some)} if some else {})
    return names


def _traced(field: Field, value: str | None, names: dict[Any, str]) -> str:
    """A value as the trace kept it, as people read it: the word of a choice, the name of a person or a row."""
    if value is None or field.kind == "masked":
        return field.mask(value) if value else "—"  # type: ignore[attr-defined]
    if field.kind == "relation":
        return names.get((field.related, value), f"#{value}")
    if field.kind == "yesno":
        return {"True": _("Yes"), "False": _("No")}.get(value, value)
    if field.kind == "choices":
        return str(field.word(value.split(", ")))
    # Where a row may have several they are words already, and would have to be asked for.
    is_coded = field.kind == "choice" and field.is_single
    return str(dict(field.choices).get(value, value)) if is_coded else value


offer_timeline(EVERY, history, kind="change", label=gettext_lazy("Changes"))
