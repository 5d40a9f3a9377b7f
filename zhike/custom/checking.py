"""Making a field of its definition, and whether a definition makes sense."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhike.custom import kinds
from zhike.custom.computed import FormulaField
from zhike.custom.kinds import AddedField
from zhike.custom.links import LinkField
from zhike.custom.options import tidy
from zhike.custom.sealed import SealedField
from zhike.kit import registry
from zhike.kit.refusal import Refusal

KINDS: dict[str, type[AddedField]] = {
    "text": kinds.TextField,
    "longtext": kinds.LongTextField,
    "number": kinds.NumberField,
    "money": kinds.MoneyField,
    "date": kinds.DateField,
    "yesno": kinds.YesNoField,
    "choice": kinds.ChoiceField,
    "choices": kinds.ChoicesField,
    "link": LinkField,
    "formula": FormulaField,
}
FIXED = ("noun", "kind", "link_to")
WORDS = ("text", "longtext", "choice", "choices")  # kinds that a search finds
NEEDED = {"choice": "options", "choices": "options", "link": "link_to", "formula": "formula"}
SEALABLE = ("text", "longtext", "number", "date")
WITHOUT_DEFAULT = ("choices", "link", "formula")
NAME = re.compile("[A-Za-z0-9_]+")
LABEL = re.compile(r"\[([^\[\]]+)\]")


def build(definition: Any) -> AddedField:
    """The field that a definition describes."""
    plain = KINDS[definition.kind](definition)
    return SealedField(definition, plain) if definition.personal else plain


def check(definition: Any, *, before: Any) -> None:
    """Raise ValidationError, by input, where a definition makes no sense, alone or after what it was `before`.

    Lines of options come out with their ids, and labels in a formula as the names that stay.
    """
    wrong = dict(_faults(definition, before))
    if wrong:
        raise ValidationError(wrong)
    try:
        definition.options = tidy(definition.options, before=before.options if before else "")
    except ValueError as error:
        raise ValidationError({"options": _("This is not an option: %(line)s") % {"line": error}}) from None
    try:
        _try(definition)
    except Refusal as refusal:
        raise ValidationError({"formula" if refusal.field == "formula" else "default": str(refusal)}) from None


def formulas_using(definition: Any) -> list[FormulaField]:
    """The formulas in which the name of a field stands."""
    fields = registry.added_fields(definition.model)
    formulas = [field for field in fields if isinstance(field, FormulaField) and field.name != definition.name]
    return [field for field in formulas if definition.name in NAME.findall(field.definition.formula)]


def _faults(definition: Any, before: Any) -> Iterator[tuple[str, str]]:
    kind, needed = definition.kind, NEEDED.get(definition.kind)
    for name in FIXED if before else ():
        if getattr(definition, name) != getattr(before, name):
            yield name, _("This stays as it is, because values may be there. Add another field instead.")
    if before and before.is_fast and definition.default != before.default:
        yield "default", _("The index holds the default. Make the field slow first.")
    if needed and not getattr(definition, needed).strip():
        yield needed, _("This kind of field needs it.")
    if definition.default and kind in WITHOUT_DEFAULT:
        yield "default", _("This kind of field has no default.")
    if definition.searchable and kind not in WORDS:
        yield "searchable", _("Only words can be searched.")
    if definition.required and (kind == "formula" or not definition.in_form):
        yield "required", _("Nobody could fill it in.")
    yield from _sealing_faults(definition, before)


def _sealing_faults(definition: Any, before: Any) -> Iterator[tuple[str, str]]:
    if before and before.personal and not definition.personal:
        yield "personal", _("What is sealed stays sealed. Add another field instead.")
    if not definition.personal:
        return
    if definition.kind not in SEALABLE:
        yield "personal", _("Only texts, numbers and days can be kept sealed.")
    if before and before.is_fast and not before.personal:
        yield "personal", _("The index holds the values. Make the field slow first.")
    if used := formulas_using(definition):
        yield "personal", _("The formula “%(formula)s” uses this field.") % {"formula": used[0].label}
    if definition.default:
        yield "default", _("What is kept sealed has no default.")
    if definition.searchable:
        yield "searchable", _("What is kept sealed is not searched. Lists are filtered by the whole of a value.")


def _try(definition: Any) -> None:
    """Read the default and the formula, and the formulas that use this field, as if it stood already."""
    definition.formula = LABEL.sub(lambda found: _named(definition, found[1]) or found[0], definition.formula)
    field = build(definition)
    field.default  # noqa: B018 -- refused where it is no value of the field
    for formula in (field, *formulas_using(definition)):
        if isinstance(formula, FormulaField):
            formula.parsed(instead=field)


def _named(definition: Any, label: str) -> str | None:
    fields = registry.entity_of(definition.model).all_fields
    return next((field.name for field in fields if str(field.label).casefold() == label.strip().casefold()), None)
