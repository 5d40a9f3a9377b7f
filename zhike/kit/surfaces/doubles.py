"""Warnings while a form is filled in: somebody may be about to enter what is there already."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.surfaces.cells import address_of

Said = tuple[str, str]  # a sentence, and where it leads
Finder = Callable[..., list[Said]]
TYPED = ("text", "longtext")
SHOWN = 5
_finders: dict[type[Model], list[Finder]] = {}


def offer_warning(model: type[Model], finder: Finder) -> None:
    """Warn whoever fills in a form of `model`: `finder(values, by=, row=)` gives sentences, each with its address.

    `values` are those that can be read already; `row` is the row being changed, or None. Only rows `by` may read may be
    named.
    """
    _finders.setdefault(model, []).append(finder)


def warnings(entity: Entity, values: dict[str, Any], *, by, row: Model | None) -> list[Said]:
    """What to say of the values typed so far."""
    found = _taken(entity, values, by=by, row=row)
    for finder in _finders.get(entity.model, ()):
        found += finder(values, by=by, row=row)
    return found[:SHOWN]


def watched(entity: Entity) -> list[str]:
    """The names of the inputs whose typing asks for warnings."""
    texts = [field for field in entity.editable if field.kind in TYPED]
    return [field.name for field in texts if entity.model in _finders or field.name in _telling(entity)]


def _taken(entity: Entity, values: dict[str, Any], *, by, row: Model | None) -> list[Said]:
    """Other rows with the same value of a field that tells rows apart."""
    found = []
    for name in _telling(entity):
        others = rows(entity.model, by=by).filter(**{name: values[name]}) if values.get(name) else ()
        other = next((other for other in others[:2] if other != row), None)
        if other:
            words = {"noun": entity.noun, "title": other, "field": entity.field(name).label}
            sentence = _("The %(noun)s “%(title)s” has this %(field)s already.") % words
            found.append((sentence, address_of(other)))
    return found


def _telling(entity: Entity) -> list[str]:
    unique = [field.name for field in entity.fields if field.edit and field.model_field.unique]
    return list(dict.fromkeys([*entity.match, *unique]))
