"""The import of a noun, derived from its declaration: one row of a file is one record, new or changed."""

from collections.abc import Callable, Sequence
from functools import partial

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.exchange.importing import loading
from zhike.exchange.importing.cells import LANGUAGES
from zhike.exchange.importing.extras import extras_of
from zhike.exchange.importing.matching import NUMBER
from zhike.exchange.importing.targets import Choice, Target, add_maker, target_named
from zhike.kit import registry
from zhike.kit.access.rows import may
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.reading.mapping import TargetColumn

CELL_KINDS = {"number": "number", "date": "day", "moment": "moment", "yesno": "truth", "longtext": "prose"}
LONGEST = 10_000  # characters of a text without a limit of its own
OUTCOMES = (
    ("created", pgettext_lazy("rows of a file", "created")),
    ("changed", _("changed")),
    ("unchanged", _("unchanged")),
    ("merged", _("merged with an earlier row")),
    ("rejected", _("rejected")),
)
MODES = (("upsert", _("create and change")), ("create", _("only create")), ("update", _("only change")))
MISSING = (("", _("reject the row")), ("create", _("create it")))


@registry.each_entity
def offer_import(entity: Entity) -> None:
    """Let files be imported into every noun whose rights allow it and that has no import of its own."""
    if entity.rights.load and entity.rights.create and target_named(entity.slug) is None:
        add_maker(entity.slug, partial(target_of, entity))


def target_of(entity: Entity, *, fields: Sequence[Field] | None = None) -> Target:
    """The import of a noun as it is declared now, with the fields that people added, or of some fields."""
    fields = entity.editable if fields is None else fields
    return Target(
        name=entity.slug,
        label=entity.nouns,
        columns=columns_of(entity, fields),
        load=lambda run, path: loading.load(entity, target_of(entity), run),
        allowed=lambda by: may(by, "load", entity.model) and may(by, "create", entity.model),
        outcomes=OUTCOMES,
        choices=_choices(fields),
        entity=entity,
    )


def columns_of(entity: Entity, fields: Sequence[Field]) -> tuple[TargetColumn, ...]:
    """What a file may hold: the record's own number, every editable field, and what the domain keeps beside them."""
    extras = extras_of(entity.model)
    number = TargetColumn(NUMBER, _("record number"), "number", synonyms=_ways(NUMBER, lambda: _("record number")))
    return (number, *(_column(field) for field in fields), *(extras.columns if extras else ()))


def _column(field: Field) -> TargetColumn:
    model_field = field.model_field
    required = (field.required or not (model_field.blank or model_field.null)) and not model_field.has_default()
    longest = (field.kind in ("text", "longtext") and getattr(model_field, "max_length", None)) or LONGEST
    kind = CELL_KINDS.get(field.kind, "text")
    return TargetColumn(field.name, field.label, kind, required, _ways(field.name, lambda: field.label), longest)


def _ways(name: str, label: Callable[[], object]) -> tuple[str, ...]:
    ways = [name]
    for language in LANGUAGES:
        with translation.override(language):
            ways.append(str(label()))
    return tuple(dict.fromkeys(ways))


def _choices(fields: Sequence[Field]) -> tuple[Choice, ...]:
    names = tuple((f.name, capfirst(f.label)) for f in fields if f.kind != "longtext")
    pattern = "|".join(name for name, _label in names)
    match = Choice(
        "match",
        _("Rows mean the same record where these agree"),
        _("Otherwise the record number, a unique code, or being equal in everything decides."),
        rf"(?:{pattern})(?:\+(?:{pattern}))*",
        offered=names,
        many=True,
    )
    mode = Choice("mode", _("Rows may"), pattern="upsert|create|update", offered=MODES)
    missing = Choice("missing", _("Where a named record is missing"), pattern="create", offered=MISSING)
    return (mode, match, missing)
