"""The one reading of a list's address: conditions, search, order and page, for screen and API alike.

    ?kind=a&kind=b&amount.min=1000&q=茶&sort=-amount&after=…

A name is a declared field, a dot gives the operator, a repeated name means any of the values. An unknown name is
refused by name, never ignored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.kit import filters, search
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.filters.reading import Tree
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces import keyset
from zhike.kit.surfaces.hiding import hide

RESERVED = frozenset({"q", "filter", "sort", "after", "before", "limit"})
CAP = 10_000


@dataclass(frozen=True)
class Condition:
    """One condition of a list: a field, an operator, the values as typed, and the parameter that said it."""

    field: Field
    operator: str
    values: tuple[str, ...]
    parameter: str

    @property
    def tree(self) -> Tree:
        """The same as a filter: any of the values."""
        sets = [list(self.values)] if self.operator == "in" else [[value] for value in self.values]
        return {"any": [{"field": self.field.name, "op": self.operator, "values": values} for values in sets]}


@dataclass
class Query:
    """A list as asked for by one person."""

    entity: Entity
    by: Actor
    conditions: list[Condition] = field(default_factory=list)
    filter: Tree = field(default_factory=dict)
    typed: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""
    size: int = 50

    @classmethod
    def read(cls, entity: Entity, params: QueryDict, *, by: Actor, size: int = 50) -> "Query":
        """Understand the parameters of an address. Raises Refusal naming what is not understood."""
        return cls(
            entity=entity,
            by=by,
            conditions=_conditions(entity, params),
            filter=filters.read(params.get("filter", ""), entity, by=by),
            typed=params.get("q", "").strip(),
            sort=_sort(entity, params.get("sort") or entity.sort),
            after=params.get("after", ""),
            before=params.get("before", ""),
            size=size,
        )

    @property
    def sort_field(self) -> Field:
        return self.entity.field(self.sort.lstrip("-"))

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @cached_property
    def found(self) -> QuerySet:
        """Every row that matches, within the person's scope, unordered."""
        found = rows(self.entity.model, by=self.by)
        if self.filter:
            found = found.filter(filters.where(self.filter, self.entity, by=self.by))
        for condition in self.conditions:
            found = found.filter(filters.where(condition.tree, self.entity, by=self.by))
        return search.find(found, self.typed)

    def page(self, *, columns: Sequence[Field] | None = None) -> keyset.Page:
        """One page of rows with everything these columns need; those of the list unless others are named."""
        found, columns = self.found, columns or self.entity.shown
        for column in columns:
            found = column.prepare(found)
        order = keyset.Order(self.sort_field, descending=self.descending)
        page = order.page(found, after=self.after, before=self.before, size=self.size)
        for column in columns:
            column.attach(page.rows)
        hide(page.rows, columns, by=self.by)
        return page

    def count(self) -> int:
        """How many rows match, counted no further than CAP + 1."""
        return self.found.order_by()[: CAP + 1].count()


def parameter(field: Field, operator: str) -> str:
    """How a condition is written in an address: the plain name for the first operator, else `name.operator`."""
    return field.name if operator == field.operators[0] else f"{field.name}.{operator}"


def moved(params: QueryDict, *, without: Iterable[str] = (), **changes: str) -> QueryDict:
    """The same list from its first page on, some of its parameters left out, others said anew."""
    rest = params.copy()
    for name in ("after", "before", *without):
        rest.pop(name, None)
    for name, value in changes.items():
        rest[name] = value
    return rest


def _conditions(entity: Entity, params: QueryDict) -> list[Condition]:
    asked = [_condition(entity, name, params.getlist(name)) for name in params if name not in RESERVED]
    return [condition for condition in asked if condition.values]


def _condition(entity: Entity, asked: str, values: list[str]) -> Condition:
    name, _dot, operator = asked.partition(".")
    wanted = next((f for f in entity.filters if f.name == name), None)
    if wanted is None:
        raise Refusal(_("This list has no filter called “%(name)s”.") % {"name": name}, field=name)
    given = tuple(value for value in values if value != "")
    return Condition(wanted, operator or wanted.operators[0], given, asked)


def _sort(entity: Entity, asked: str) -> str:
    name = asked.lstrip("-")
    if not any(f.name == name and f.sort for f in entity.all_fields):
        raise Refusal(_("This list cannot be sorted by “%(name)s”.") % {"name": name}, field="sort")
    return ("-" if asked.startswith("-") else "") + name
