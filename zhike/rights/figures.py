"""The figures of a noun, known to their reader as a whole or not at all: any one of them tells of the others.

Fields are covered one by one. Pages that are drawn by hand draw more than fields: the lines of a paper, sums over them,
what is still open. So whoever may not read one amount or percentage of a noun is shown none of these, on a page, in a
sentence or in a file; pages that are about nothing else refuse them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import may
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.rights.fields import HIDDEN, MASKED, levels

Fields = tuple[Field, ...]
Nouns = Callable[[], Iterable[type[Model]]]


@dataclass(frozen=True)
class Copies:
    """Figures of a noun that are those of rows of others; `left` gives the fields that somebody has all the same.

    `asks` says of the noun that it asks people about those rows: whoever is asked knows them without reading them.
    """

    of: Nouns
    left: Callable[[Any, Fields], Fields]
    asks: bool = False

    def hidden(self, by: Any) -> list[type[Model]]:
        """Of the nouns copied from those whose figures somebody may not know."""
        return [one for one in self.of() if hides(one, by=by) or not (self.asks or may(by, "read", one))]


_copies: dict[type[Model], Copies] = {}


def copies(model: type[Model], of: Nouns, *, left: Callable[[Any, Fields], Fields]) -> None:
    """Say that figures of a noun are added up from rows of these others: who may not know those has none of them.

    `left` are its fields as somebody has them, by whom and out of which.
    """
    _copies[model] = Copies(of, left)


def asks_about(model: type[Model], of: Nouns) -> None:
    """Say that a noun asks people about rows of these others, and has no figure where one of them hides any.

    They stand in one column whatever row they are of, and a filter or an order by it would tell of each.
    """

    def left(by: Any, every: Fields) -> Fields:
        if copied_are_known(model, by=by):
            return every
        return tuple(field for field in every if not is_figure(field))

    _copies[model] = Copies(of, left, asks=True)


def without_copies(by: Any, entity: Entity, every: Fields) -> Fields:
    """The fields of a noun but for figures of others that somebody may not know; what is left tells none of them."""
    copied = _copies.get(entity.model)
    return every if copied is None or by is None else copied.left(by, every)


def is_figure(field: Field) -> bool:
    """Whether a field is an amount or a percentage."""
    return field.money or field.unit == "%"


def may_know(by: Any, model: type[Model], *names: str) -> bool:
    """Whether somebody may read these fields of a noun, and none of them behind a mask."""
    said = levels(by, registry.entity_of(model).slug)
    return may(by, "read", model) and not any(said.get(name) in (HIDDEN, MASKED) for name in names)


def are_known(*models: type[Model], by: Any) -> bool:
    """Whether somebody may know the figures of these nouns: of each all its amounts and percentages."""
    return not hidden_of(*models, by=by)


def copied_are_known(model: type[Model], *, by: Any) -> bool:
    """Whether somebody may know the figures that a noun copies from others."""
    return model not in _copies or not _copies[model].hidden(by)


def hidden_of(*models: type[Model], by: Any) -> list[type[Model]]:
    """Of these nouns, and of those whose figures they copy, the ones that hide any of theirs from somebody.

    A noun hides all of them from whoever may not read it at all.
    """
    own = [model for model in models if hides(model, by=by) or not may(by, "read", model)]
    copied = [one for model in models if model in _copies for one in _copies[model].hidden(by)]
    return [*dict.fromkeys([*own, *copied])]


def hides(model: type[Model], *, by: Any) -> bool:
    """Whether the role of somebody hides any figure of a noun, whether they read rows of it or are asked about one."""
    said = levels(by, registry.entity_of(model).slug)
    told = (field.name for field in registry.entity_of(model).fields if is_figure(field)) if said else ()
    return any(said.get(name) in (HIDDEN, MASKED) for name in told)


def require_known(*models: type[Model], by: Any) -> None:
    """Refuse a page or file that is nothing without the figures of these nouns."""
    if not are_known(*models, by=by):
        raise Refusal(_("Amounts are hidden from your role, and there is nothing to see here without them."))


def cover(some: Any, *, by: Any) -> list[Any]:
    """Rows as their reader may know them, for pages that fetch them by hand."""
    told = list(some)
    for row in told:
        registry.gates[-1].cover(row, by=by)
    return told
