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


@dataclass(frozen=True)
class Copies:
    """Figures of a noun that are those of rows of others; `which` says of a field whether it is one."""

    of: Callable[[], Iterable[type[Model]]]
    which: Callable[[Field], bool]


_copies: dict[type[Model], Copies] = {}


def copies(
    model: type[Model], of: Callable[[], Iterable[type[Model]]], *, which: Callable[[Field], bool] | None = None
) -> None:
    """Say that figures of a noun are those of rows of these other nouns: it has none where one of them hides any.

    They stand in one column whatever row they are of, and a filter or an order by it would tell of each.
    """
    _copies[model] = Copies(of, which or is_figure)


def without_copies(by: Any, entity: Entity, every: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields of a noun but for figures of others that somebody may not know; what is left tells none of them.

    A field whose value comes with further figures has a method `without_figures`, which gives it without these.
    """
    if are_known(entity.model, by=by):
        return every
    if not copied_are_known(entity.model, by=by):
        every = tuple(field for field in every if not _copies[entity.model].which(field))
    return tuple(field.without_figures() if hasattr(field, "without_figures") else field for field in every)


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
    return model not in _copies or are_known(*_copies[model].of(), by=by)


def hidden_of(*models: type[Model], by: Any) -> list[type[Model]]:
    """Of these nouns, and of those whose figures they copy, the ones that hide any of theirs from somebody."""
    copied = [one for model in models if model in _copies for one in _copies[model].of()]
    every = dict.fromkeys([*models, *copied])
    return [model for model in every if not _is_open(levels(by, registry.entity_of(model).slug), model)]


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


def _is_open(said: dict[str, str], model: type[Model]) -> bool:
    if not said:
        return True
    figures = (field.name for field in registry.entity_of(model).fields if is_figure(field))
    return not any(said.get(name) in (HIDDEN, MASKED) for name in figures)
