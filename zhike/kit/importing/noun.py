"""The import of a noun, derived from its declaration: one row of a file is one record, new or changed.

A row is recognised by the first of `Entity.match` it has a value for, else by being equal in every mapped value; so
the same file again changes nothing.
"""

from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhike.kit import registry, writing
from zhike.kit.access.rows import may, pointable, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.importing.files import source_of
from zhike.kit.importing.models import ImportRun, Reject
from zhike.kit.importing.targets import Target, add_target, target_named
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of, is_entity
from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.records import Record, records

CELL_KINDS = {"number": "number", "date": "day", "moment": "moment", "yesno": "truth"}
CHUNK = 200
OUTCOMES = (
    ("created", pgettext_lazy("rows of a file", "created")),
    ("changed", gettext_lazy("changed")),
    ("unchanged", gettext_lazy("unchanged")),
    ("rejected", gettext_lazy("rejected")),
)


def offer_imports() -> None:
    """Let files be imported into every noun whose rights allow it and that has no import of its own."""
    for entity in registry.entities():
        if entity.rights.load and entity.rights.create and target_named(entity.slug) is None:
            _offer(entity)


def _offer(entity: Entity) -> None:
    add_target(
        Target(
            name=entity.slug,
            label=entity.nouns,
            columns=tuple(_column(field) for field in entity.editable),
            load=lambda run, path: _load(entity, run, path),
            allowed=lambda by: may(by, "load", entity.model) and may(by, "create", entity.model),
            outcomes=OUTCOMES,
            more=lambda: tuple(_column(field) for field in registry.added_fields(entity.model) if field.edit),
        )
    )


def _column(field: Field) -> TargetColumn:
    ways = [field.name]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            ways.append(str(field.label))
    model_field = field.model_field
    required = not (model_field.blank or model_field.null or model_field.has_default())
    longest = getattr(model_field, "max_length", None) or 10_000
    kind = CELL_KINDS.get(field.kind, "text")
    return TargetColumn(field.name, field.label, kind, required, tuple(dict.fromkeys(ways)), longest)


def _load(entity: Entity, run: ImportRun, path: Path) -> None:
    mapping = Mapping(**run.mapping)
    columns = [_column(field) for field in entity.editable]
    counts = {name: 0 for name, _label in OUTCOMES} | run.counts
    found = records(source_of(run), mapping, columns, zone=timezone.get_default_timezone())
    rest = islice(found, run.done, None)  # rows of an interrupted run are in already, and counted
    while chunk := list(islice(rest, CHUNK)):
        _take(entity, run, mapping, chunk, counts)
    run.report(total=run.done, counts={**counts, "read": run.done})


def _take(entity: Entity, run: ImportRun, mapping: Mapping, chunk: list[Record], counts: dict[str, int]) -> None:
    """One transaction: the rows, the rejects and the progress stand or fall together."""
    with transaction.atomic():
        for record in chunk:
            counts[_bring(entity, run, mapping, record)] += 1
        run.report(done=run.done + len(chunk), counts=dict(counts))


def _bring(entity: Entity, run: ImportRun, mapping: Mapping, record: Record) -> str:
    try:
        if record.problem:
            raise Refusal(record.problem.sentence)
        return _write(entity, run.by, _values(entity, mapping, record, by=run.by))
    except ValidationError as error:
        named = writing.errors_by_field(error)
        reason = " ".join(f"{_label(entity, name)}{sentence}" for name, some in named.items() for sentence in some)
    except Refusal as refusal:
        reason = str(refusal)
    raw = [None if cell is None else str(cell) for cell in record.raw]
    Reject.objects.update_or_create(run=run, row_number=record.number, defaults={"raw": raw, "reason": reason})
    return "rejected"


def _write(entity: Entity, by, values: dict[str, Any]) -> str:
    found = _recognised(entity, by, values)
    if found is None:
        writing.create(entity.model, by=by, values=values)
        return "created"
    version = found.version  # type: ignore[attr-defined]
    return "changed" if writing.change(found, by=by, values=values).version != version else "unchanged"  # type: ignore[attr-defined]


def _recognised(entity: Entity, by, values: dict[str, Any]) -> Model | None:
    mine = rows(entity.model, by=by, to="change")
    for name in entity.match:
        if values.get(name):
            return mine.filter(**{name: values[name]}).first()
    return mine.filter(*(entity.field(name).holding(value) for name, value in values.items())).first()


def _values(entity: Entity, mapping: Mapping, record: Record, *, by) -> dict[str, Any]:
    """The mapped cells as values of the model; a blank cell leaves the field as it is, or at its default."""
    return {
        field.name: _resolved(field, cell, by=by)
        for field, cell in zip(entity.editable, record.fields, strict=True)
        if field.name in mapping.columns and cell is not None
    }


def _resolved(field: Field, cell: Any, *, by) -> Any:
    if field.kind == "choice":
        return _choice(field, str(cell))
    return _related(field, str(cell), by=by) if field.kind == "relation" else cell


def _choice(field: Field, typed: str) -> Any:
    wanted = typed.casefold()
    for language in (translation.get_language(), "zh-hans", "en"):
        with translation.override(language):
            for value, word in field.choices:
                if wanted in (str(value).casefold(), str(word).casefold()):
                    return value
    raise Refusal(_("%(label)s: “%(typed)s” is none of the choices") % {"label": field.label, "typed": typed})


def _related(field: Field, typed: str, *, by) -> Model:
    model = field.related
    names = (*entity_of(model).match, entity_of(model).title) if is_entity(model) else ("username", "name")
    known = {f.name for f in model._meta.get_fields()}
    for name in names:
        if name in known and len(found := list(pointable(model, by=by).filter(**{name: typed})[:2])) == 1:
            return found[0]
    raise Refusal(_("%(label)s: “%(typed)s” does not name exactly one") % {"label": field.label, "typed": typed})


def _label(entity: Entity, name: str) -> str:
    return f"{entity.field(name).label}: " if name else ""
