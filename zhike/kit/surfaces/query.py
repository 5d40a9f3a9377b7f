"""A list asked for by address, read once for every surface: screen, API, export.

    ?kind=a&kind=b&amount.min=1000&filter={…}&q=茶&sort=kind,-amount&columns=name,amount:120&group=kind&density=compact

A name is a declared field, a dot gives the operator, a repeated name means any of the values. `open` is the group whose
rows are shown, `after` or `before` the place among them. `view=12` brings the parameters of a saved view; what else
stands in the address is said instead. What is not understood is refused by name, never ignored; of a saved view it is
left out, and told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import DateTimeField, JSONField, Model, QuerySet, TextField
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
from zhike.kit.surfaces.parts import Part, parts_of
from zhike.kit.views import grouping, reach, state
from zhike.kit.views.models import View

SHAPED = ("by", "on")  # the field a board has its columns from, and the one a calendar goes by
RESERVED = frozenset({"q", "filter", "sort", "columns", "group", "density", *SHAPED}) | state.PLACE
CAP = 1_000
UNSAID = (TextField, JSONField, DateTimeField)  # kinds of columns that the words of a row are not made of
NARROWEST, WIDEST = 48, 900  # pixels of a column


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


@dataclass(frozen=True)
class Column:
    """A field that is shown, and its width in pixels; 0 where the content decides."""

    field: Field
    width: int = 0


@dataclass
class Query:
    """A list as asked for by one person."""

    entity: Entity
    by: Actor
    asked: QueryDict
    conditions: list[Condition] = field(default_factory=list)
    filter: Tree = field(default_factory=dict)
    typed: str = ""
    sort: list[tuple[Field, bool]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    group: Field | None = None
    size: int = 50
    view: View | None = None
    left_out: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, entity: Entity, params: QueryDict, *, by: Actor, size: int = 50) -> "Query":
        """Understand the parameters of an address. Raises Refusal naming what is not understood."""
        entity, view = entity.seen_by(by), reach.view_of(entity, params.get("view", ""), by=by)
        if view is None:
            return cls._plain(entity, params, by=by, size=size)
        try:
            query = cls._plain(entity, state.laid_over(view.state, params), by=by, size=size)
            query.check()
        except Refusal:
            view.state, left_out = _understood(entity, view.state, by=by)
            query = cls._plain(entity, state.laid_over(view.state, params), by=by, size=size)
            query.left_out = left_out
        query.view = view
        return query

    @classmethod
    def _plain(cls, entity: Entity, asked: QueryDict, *, by: Actor, size: int = 50) -> "Query":
        return cls(
            entity=entity,
            by=by,
            asked=asked,
            conditions=_conditions(entity, asked),
            filter=filters.read(asked.get("filter", ""), entity, by=by),
            typed=asked.get("q", "").strip(),
            sort=_sort(entity, asked.get("sort") or entity.sort),
            columns=_columns(entity, state.parts(asked.getlist("columns"))),
            group=_group(entity, asked.get("group", "")),
            size=size,
        )

    @property
    def is_compact(self) -> bool:
        return self.asked.get("density") == "compact"

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than the view it began with."""
        return self.view is not None and state.state_of(self.asked) != self.view.state

    @cached_property
    def found(self) -> QuerySet:
        """Every row that matches, within the person's scope, unordered."""
        found = rows(self.entity.model, by=self.by)
        if self.filter:
            found = found.filter(filters.where(self.filter, self.entity, by=self.by))
        for condition in self.conditions:
            found = found.filter(filters.where(condition.tree, self.entity, by=self.by))
        return search.find(found, self.typed, by=self.by)

    def check(self) -> None:
        """Raise Refusal for a value that a condition does not understand: values are read with the rows."""
        self.found  # noqa: B018

    def page(self, *, columns: Sequence[Field] | None = None, group: str | None = None) -> keyset.Page:
        """One page of rows with everything these columns need; those of the list unless others are named.

        With `group`, the rows of that group alone.
        """
        found, columns = self.found, columns or [column.field for column in self.columns]
        if group is not None and self.group is not None:
            found = grouping.within(found, self.group, group, by=self.by)
        found = prepared(found, columns)
        order = keyset.Order(self.sort, by=self.by)
        after, before = self.asked.get("after", ""), self.asked.get("before", "")
        page = order.page(found, after=after, before=before, size=self.size, parts=self._parts(found))
        complete(page.rows, columns, by=self.by)
        if not (page.previous or page.next or after or before or group):
            self.count = len(page.rows)  # nothing is left to count
        return page

    def _parts(self, found: QuerySet) -> list[Part]:
        """How to walk a long list that no index holds in its order; a short one is simply sorted."""
        find = parts_of(self.sort[0][0]) if len(self.sort) == 1 else None
        return find(found) if find and self.count > CAP else []

    @cached_property
    def count(self) -> int:
        """How many rows match, counted no further than CAP + 1."""
        return self.found.order_by()[: CAP + 1].count()


def prepared(found: QuerySet, columns: Sequence[Field]) -> QuerySet:
    """Rows that come with what showing these columns needs, and without the long texts that none of them shows."""
    for column in columns:
        found = column.prepare(found)
    return found.defer(*_unread(found.model, columns))


def complete(some: list[Model], columns: Sequence[Field], *, by: Actor) -> None:
    """Fetch for rows on their way to the screen what does not come with them, and note what `by` may not see."""
    for column in columns:
        column.attach(some)
    hide(some, columns, by=by)


def parameter(field: Field, operator: str) -> str:
    """How a condition is written in an address: the plain name for the first operator, else `name.operator`."""
    return field.name if operator == field.operators[0] else f"{field.name}.{operator}"


def moved(params: QueryDict, *, without: Iterable[str] = (), **changes: str) -> QueryDict:
    """The same list from its first page on, some of its parameters left out, others said anew."""
    left_out, rest = {"after", "before", *without}, QueryDict(mutable=True)
    for name, values in params.lists():
        if name not in left_out:
            rest.setlist(name, values)
    if rest.get("view"):
        for name in without:
            rest[name] = ""  # or the view would say it again
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


def _sort(entity: Entity, asked: str) -> list[tuple[Field, bool]]:
    known = {field.name: field for field in entity.all_fields if field.sort}
    keys: dict[str, tuple[Field, bool]] = {}
    for key in state.parts([asked]):
        name = key.lstrip("-")
        if name not in known:
            raise Refusal(_("This list cannot be sorted by “%(name)s”.") % {"name": name}, field="sort")
        keys.setdefault(name, (known[name], key.startswith("-")))
    return list(keys.values())


def _columns(entity: Entity, asked: list[str]) -> list[Column]:
    known = {field.name: field for field in entity.all_fields}
    columns: dict[str, Column] = {}
    for name, _colon, width in (part.partition(":") for part in asked):
        if name not in known or not (width == "" or (width.isascii() and width.isdigit())):
            raise Refusal(_("This list has no column called “%(name)s”.") % {"name": name}, field="columns")
        columns[name] = Column(known[name], min(max(int(width[:9]), NARROWEST), WIDEST) if width else 0)
    return list(columns.values()) or [Column(field) for field in entity.shown]


def _group(entity: Entity, asked: str) -> Field | None:
    if not asked:
        return None
    wanted = next((field for field in grouping.groupable(entity) if field.name == asked), None)
    if wanted is None:
        raise Refusal(_("This list cannot be grouped by “%(name)s”.") % {"name": asked}, field="group")
    return wanted


def _understood(entity: Entity, saved: state.State, *, by: Actor) -> tuple[state.State, list[str]]:
    """What of a saved list is still understood, and a sentence for everything else."""
    kept: state.State = {}
    left_out = []
    for name, values in saved.items():
        for part in state.parts(values) if name in state.LISTS else [values]:
            said = [part] if isinstance(part, str) else part
            try:
                Query._plain(entity, state.laid_over({name: said}, QueryDict()), by=by).check()
            except Refusal as refusal:
                left_out.append(str(refusal))
            else:
                kept[name] = [",".join([*kept.get(name, ()), *said])] if name in state.LISTS else said
    return kept, left_out


def _unread(model: type[Model], columns: Sequence[Field]) -> list[str]:
    """Long texts that no column shows; of the rows they point at also what their words are never made of."""
    own = [field for field in _names(model, TextField) if field not in {column.name for column in columns}]
    pointing = [column for column in columns if column.kind == "relation" and column.is_column]
    return own + [f"{column.name}__{field}" for column in pointing for field in _names(column.related, *UNSAID)]


def _names(model: type[Model], *kinds: type) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
