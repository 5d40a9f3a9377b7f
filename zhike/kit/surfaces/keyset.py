"""Keyset paging over several keys: the page at depth 50,000 costs what the first one costs."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DecimalField, F, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _

from zhike.kit.access.rows import rows, sees_all
from zhike.kit.fields import UNSTORABLE, Field, number
from zhike.kit.refusal import Refusal
from zhike.kit.registry import is_entity
from zhike.kit.surfaces.parts import Part, Place, walk


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursors of its neighbours (empty where there is none)."""

    rows: list[Model]
    previous: str
    next: str


@dataclass(frozen=True)
class Key:
    """One key of an order: its field, its direction, and the name of the annotation that holds its value."""

    field: Field
    descending: bool
    name: str


class Order:
    """An order by some fields, each in its direction, then by id; rows without a value come last in both directions.

    A row that points at one its reader may not see stands where rows without a value stand, in the cursor too.
    """

    def __init__(self, fields: Sequence[tuple[Field, bool]], *, by):
        last = len(fields) - 1
        self.keys = [
            Key(field, descending, "sort_key" if place == last else f"sort_key_{place}")
            for place, (field, descending) in enumerate(fields)
        ]
        self.by = by

    def cursor(self, row: Model) -> str:
        """The place of a row in this order, as an opaque word."""
        place = [*(_words(getattr(row, key.name)) for key in self.keys), row.pk]
        return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")

    def page(self, found: QuerySet, *, after: str, before: str, size: int, parts: Sequence[Part] = ()) -> Page:
        """The rows past a cursor, in order, with the cursors of the neighbouring pages; walked along `parts` if any."""
        backwards, cursor = bool(before), before or after
        keyed = self.keyed(found)
        columns = [keyed.query.annotations[key.name].output_field for key in self.keys]
        place = _read(cursor, columns) if cursor else []
        some = (
            self._walked(found, parts, place, most=size + 1, backwards=backwards)
            if parts
            else self._sorted(keyed, place, most=size + 1, backwards=backwards)
        )
        more, some = len(some) > size, some[:size]
        if backwards:
            some.reverse()
        earlier, later = (more, True) if backwards else (bool(cursor), more)
        return Page(
            some,
            previous=self.cursor(some[0]) if some and earlier else "",
            next=self.cursor(some[-1]) if some and later else "",
        )

    def first_pages(self, found: QuerySet, parts: Sequence[Q], *, size: int) -> list[Page]:
        """The first page of each of some parts of the rows, found in one statement and fetched in another."""
        ordered = self.keyed(found).order_by(*self.columns())
        numbered = (ordered.filter(part).annotate(part=Value(n)) for n, part in enumerate(parts))
        first, *rest = (some.values_list("part", "pk")[: size + 1] for some in numbered)
        place = {pk: n for n, pk in first.union(*rest, all=True)}
        pages: list[list[Model]] = [[] for _part in parts]
        for row in ordered.filter(pk__in=place):
            pages[place[row.pk]].append(row)
        return [Page(some[:size], "", self.cursor(some[size - 1]) if len(some) > size else "") for some in pages]

    def _sorted(self, keyed: QuerySet, place: list[Any], *, most: int, backwards: bool) -> list[Model]:
        if place:
            *values, pk = place
            keyed = keyed.filter(self._past(list(zip(self.keys, values, strict=True)), pk, backwards=backwards))
        return list(keyed.order_by(*self.columns(backwards=backwards))[:most])

    def _walked(
        self, found: QuerySet, parts: Sequence[Part], place: list[Any], *, most: int, backwards: bool
    ) -> list[Model]:
        since = Place(*place) if place else None
        keys = walk(parts, since, downwards=self.keys[0].descending, back=backwards, most=most)
        rows = found.in_bulk([pk for pk, _key in keys])
        for pk, key in keys:
            if pk in rows:
                rows[pk].sort_key = key
        return [rows[pk] for pk, _key in keys if pk in rows]

    def keyed(self, found: QuerySet) -> QuerySet:
        """The rows with the value of each key under its name."""
        for key in self.keys:
            found = sortable(found, key.field, by=self.by)
            if key.name != "sort_key":
                found = found.annotate(**{key.name: F("sort_key")})
        return found

    def columns(self, *, backwards: bool = False) -> list[Any]:
        """What the database sorts by."""
        ordered = [_column(key, backwards=backwards) for key in self.keys]
        return [*ordered, F("pk").desc() if self.keys[-1].descending != backwards else F("pk").asc()]

    def _past(self, keys: list[tuple[Key, Any]], pk: int, *, backwards: bool) -> Q:
        """The rows beyond a place: beyond in the first key, or equal there and beyond in the rest."""
        if not keys:
            return Q(**{f"pk__{'lt' if self.keys[-1].descending != backwards else 'gt'}": pk})
        (key, value), *rest = keys
        equal, past = Q(**{key.name: value}), self._past(rest, pk, backwards=backwards)
        if value is None:
            return (equal & past) | Q(**{f"{key.name}__isnull": False}) if backwards else equal & past
        side = "lt" if key.descending != backwards else "gt"
        beyond = Q(**{f"{key.name}__{side}": value}) | (equal & past)
        if not key.field.nullable:
            # Said twice so that the index is entered at the cursor instead of read from its start.
            return Q(**{f"{key.name}__{side}e": value}) & beyond
        return beyond if backwards else beyond | Q(**{key.name: None})


def sortable(found: QuerySet, field: Field, *, by) -> QuerySet:
    """The rows with the value of a field as `sort_key`, none where the field points at a row hidden from `by`."""
    if field.kind != "relation" or not field.is_column or not is_entity(field.related):
        return field.order(found)
    if sees_all(field.related, by=by):
        return field.order(found)
    below = field.key.removeprefix(f"{field.name}__")
    seen = rows(field.related, by=by).filter(pk=OuterRef(field.model_field.attname))
    return found.annotate(sort_key=Subquery(seen.values(below)[:1]))


def _column(key: Key, *, backwards: bool) -> Any:
    nulls = {} if not key.field.nullable else {"nulls_first": True} if backwards else {"nulls_last": True}
    return F(key.name).desc(**nulls) if key.descending != backwards else F(key.name).asc(**nulls)


def _words(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value if value is None else str(value)


def _read(cursor: str, columns: Sequence[Any]) -> list[Any]:
    try:
        *words, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(pk, int) or len(words) != len(columns):
            raise ValueError(cursor)
        return [*(_value(word, column) for word, column in zip(words, columns, strict=True)), pk]
    except (ValueError, TypeError, ValidationError, InvalidOperation, RecursionError):
        raise Refusal(_("This page address is damaged. Start again from the first page."), field="after") from None


def _value(words: Any, column: Any) -> Any:
    if UNSTORABLE.search(words or ""):
        raise ValueError(words)
    read = number if isinstance(column, DecimalField) else column.to_python
    value = words if words is None else read(words)
    if isinstance(value, datetime) and not value.tzinfo:
        raise ValueError(words)
    return value
