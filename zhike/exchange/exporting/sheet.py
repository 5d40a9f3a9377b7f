"""The rows of a list as plain values, a chunk at a time, without an object for each."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.exchange.importing.cells import MASK
from zhike.exchange.importing.extras import extras_of
from zhike.exchange.importing.matching import NUMBER
from zhike.kit.access.models import Actor, Staff
from zhike.kit.access.rows import may, require, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.kit.surfaces.hiding import hide
from zhike.kit.surfaces.keyset import Order
from zhike.kit.surfaces.query import Query
from zhike.rights.fields import Masked

ROWS_AT_ONCE = 2_000
Values = Sequence[Any]


class Sheet:
    """What one person takes away of a list.

    `whole` is every field that can be imported, other rows named so that an import finds them again; otherwise it is
    the columns of the list, as they are read. Personal values are masked for whoever lacks the right to export.
    """

    def __init__(self, entity: Entity, address: str, *, by: Actor, whole: bool):
        require(by, "read", entity.model)
        self.entity, self.by, self.whole = entity.seen_by(by), by, whole
        self.query_text = address
        self.query = Query.read(entity, QueryDict(address), by=by)
        shown = [column.field for column in self.query.columns]
        self.fields = (
            [field for field in self.entity.all_fields if field.edit or not field.is_single] if whole else shown
        )
        self.extras = extras_of(entity.model) if whole else None
        self.is_open = may(by, "export", entity.model)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        beside = [column.name for column in self.extras.columns] if self.extras else []
        return [*([NUMBER] if self.whole else []), *(field.name for field in self.fields), *beside]

    @property
    def labels(self) -> list[str]:
        """The header, in words that an import understands."""
        beside = [str(column.label) for column in self.extras.columns] if self.extras else []
        return [*([_("record number")] if self.whole else []), *(str(field.label) for field in self.fields), *beside]

    def count(self, most: int) -> int:
        """How many rows there are, counted no further than `most`."""
        return self.query.found.order_by()[:most].count()

    def rows(self) -> Iterator[tuple]:
        """Each row's values in the order of the columns: texts, decimals, days, moments; None where there is none."""
        stored = [field for field in self.fields if _is_stored(field)]
        found = self._ordered().values_list("pk", *(field.sql for field in stored)).iterator(chunk_size=ROWS_AT_ONCE)
        while chunk := list(islice(found, ROWS_AT_ONCE)):
            keys, *columns = zip(*chunk, strict=True)
            told = {field.name: self._told(field, values) for field, values in zip(stored, columns, strict=True)}
            told |= self._computed(keys, [field for field in self.fields if not _is_stored(field)])
            beside = self._beside(keys)
            yield from zip(
                *([keys] if self.whole else []), *(told[field.name] for field in self.fields), *beside, strict=True
            )

    def _ordered(self) -> QuerySet:
        order = Order(self.query.sort, by=self.by)
        return order.keyed(self.query.found).order_by(*order.columns())

    def _told(self, field: Field, values: Values) -> Values:
        if isinstance(field, Masked):
            return [field.mask(value) for value in values]
        return self._masked(field, TOLD.get(field.kind, _as_is)(field, values, self))

    def _computed(self, keys: Values, fields: Sequence[Field]) -> dict[str, Values]:
        """Values that stand in no column of the table."""
        if not fields:
            return {}
        model = self.entity.model
        some: list[Any] = [model.from_db(None, ["id"], [key]) for key in keys]  # their numbers are all that is asked
        for field in fields:
            field.attach(some)
        hide(some, fields, by=self.by)
        return {field.name: self._masked(field, [self._of_row(field, row) for row in some]) for field in fields}

    def _of_row(self, field: Field, row: Any) -> Any:
        if self.is_open and field.kind == "sealed":
            return field.told(row)  # type: ignore[attr-defined]
        words = "" if field.name in row.hidden else field.words(row)
        return Decimal(words) if field.numeric and words else words

    def _masked(self, field: Field, values: Values) -> Values:
        if self.is_open or not field.personal:
            return values
        return [f"{str(value)[:1]}{MASK}" if value not in (None, "") else value for value in values]

    def _beside(self, keys: Values) -> list[Values]:
        if self.extras is None:
            return []
        told, names = self.extras.told(keys), [column.name for column in self.extras.columns]
        columns: list[Values] = [[told.get(key, {}).get(name) for key in keys] for name in names]
        if self.is_open:
            return columns
        hide = self.extras.masked
        return [[cell and hide(name, cell) for cell in cells] for name, cells in zip(names, columns, strict=True)]


def _is_stored(field: Field) -> bool:
    """Whether the database tells it with the row: a column, or a value in plain of a field that people added."""
    return field.model_field is not None and not _is_sealed(field)


def _is_sealed(field: Any) -> bool:
    """Whether its values are opened row by row."""
    return hasattr(field, "told")


def _as_is(field: Field, values: Values, sheet: Sheet) -> Values:
    return values


def _choices(field: Field, values: Values, sheet: Sheet) -> Values:
    words = {value: field.word(value) for value in set(values)}
    return [words[value] for value in values]


def _several(field: Field, values: Values, sheet: Sheet) -> Values:
    words = {value: field.word(value.split(",") if value else []) for value in set(values)}
    return [words[value] for value in values]


def _truths(field: Field, values: Values, sheet: Sheet) -> Values:
    words = {True: _("yes"), False: _("no")}
    return [words.get(value) for value in values]


def _relations(field: Field, values: Values, sheet: Sheet) -> Values:
    """The names of the rows that may be known."""
    keys, related = set(values) - {None}, field.related
    if is_entity(related):
        seen = rows(related, by=sheet.by).filter(pk__in=keys).values_list("pk", entity_of(related).title)
        named = {key: f"{name} #{key}" if sheet.whole else name for key, name in seen}
    else:
        is_staff = related is Staff and sheet.whole
        everything: Any = related._default_manager.filter(pk__in=keys)
        named = {row.pk: row.get_username() if is_staff else str(row) for row in everything}
    return [named.get(value) for value in values]


TOLD: dict[str, Callable[[Field, Values, Sheet], Values]] = {
    "choice": _choices,
    "choices": _several,
    "yesno": _truths,
    "relation": _relations,
}
