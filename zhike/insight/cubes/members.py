"""The values of a dimension: typed from an address, said back, put into words, put in order."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from zhike.insight.cubes.declaring import Dimension
from zhike.insight.cubes.times import GRAINS
from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal

NONE = "none"  # no value, in an address


class Place(Enum):
    """What stands where a value would: everything, or what is left beside the largest."""

    ALL = "all"
    REST = "rest"


def read(dimension: Dimension, said: str) -> Any:
    """A value as an address says it. Raises Refusal for one that the dimension cannot have."""
    try:
        return None if said == NONE else _typed(dimension, said)
    except (ValueError, OverflowError, KeyError):
        told = {"value": said[:60], "field": dimension.label}
        raise Refusal(_("“%(value)s” is not a value of “%(field)s”.") % told, field=dimension.name) from None


def code(dimension: Dimension, value: Any) -> str:
    """The same, said back."""
    if value is None:
        return NONE
    if dimension.is_time:
        return GRAINS[dimension.type].code(value)
    return ("1" if value else "0") if dimension.type == "yesno" else str(value)


def words(dimension: Dimension, values: Iterable[Any], *, by: Staff) -> dict[Any, str]:
    """The words of values as a person may read them; a row out of their sight has none."""
    known = _named(dimension, {value for value in values if not (value is None or isinstance(value, Place))}, by)
    return {None: _("(none)"), Place.ALL: _("Total"), Place.REST: _("All others"), **known}


def numbers(dimension: Dimension, values: Collection[Any], *, by: Staff) -> dict[Any, int]:
    """The number of the row that each value names, of the rows that a person may see."""
    assert dimension.model is not None
    match = dimension.match
    return dict(_seen(dimension.model, by).filter(**{f"{match}__in": values}).values_list(match, "pk"))


def in_order(dimension: Dimension, values: Collection[Any], size: dict[Any, Any]) -> list[Any]:
    """Time as it passes and listed words as they are listed, all else by size; then none, then the rest."""
    listed = {value: place for place, (value, _word) in enumerate(dimension.choices)}

    def place(value: Any) -> tuple:
        last = (value is None, value is Place.REST)
        if dimension.is_time and isinstance(value, date):
            return (*last[::-1], value.toordinal(), "")
        if listed:
            return (*last[::-1], listed.get(value, len(listed)), str(value))
        return (*last[::-1], -(size.get(value) or 0), str(value))

    return sorted(values, key=place)


def _typed(dimension: Dimension, said: str) -> Any:
    if dimension.is_time:
        day = GRAINS[dimension.type].read(said)
        if not 1900 <= day.year <= 9000:
            raise ValueError(said)
        return day
    if dimension.type == "key":
        if not (said.isascii() and said.isdigit() and len(said) < 19):
            raise ValueError(said)
        return int(said)
    if dimension.type == "yesno":
        return {"1": True, "0": False}[said]
    if len(said) > 200 or "\0" in said:
        raise ValueError(said)
    return said


def _named(dimension: Dimension, values: set[Any], by: Staff) -> dict[Any, str]:
    if dimension.is_time:
        return {value: GRAINS[dimension.type].words(value) for value in values}
    if dimension.type == "yesno":
        return {True: _("Yes"), False: _("No")}
    if dimension.model:
        match = dimension.match
        named = _seen(dimension.model, by).filter(**{f"{match}__in": values})
        seen = {getattr(row, match): str(row) for row in named}
        return {value: seen.get(value, "—") for value in values}
    listed = {value: str(word) for value, word in dimension.choices}
    return {value: listed.get(value, str(value)) for value in values}


def _seen(model: type[Model], by: Staff) -> QuerySet:
    """Nouns in the reader's scope; who works here, and in which team, every colleague may know."""
    return rows(model, by=by) if registry.is_entity(model) else QuerySet(model)
