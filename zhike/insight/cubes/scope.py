"""Whose rows count: the scope of a noun as a condition of the engine, asked of the rights when the question is.

The scope of a noun is any of several conditions. Those along a relation (whoever looks after the customer of an order)
become the numbers of the related rows, single rows their own numbers; where a scope says anything else, the engine is
lent the number of every row that somebody may see. Each way exactly the rows of `rows()` count.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from django.db.models import Model, Q, QuerySet

from zhike.insight.cubes.declaring import Cube, Dimension
from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import may, rows, sees_all
from zhike.kit.access.scopes import ALL

PLAIN = ("", "in", "exact")  # lookups of a relation itself


class Unsortable(Exception):
    """A scope that is not just any of some conditions along known relations."""


@dataclass
class Within:
    """A condition of the engine (none where everything counts) and the tables of numbers that it names.

    `known` says of a related noun on which condition its columns may be told: of a record that somebody sees without
    seeing what it belongs to, those say nothing.
    """

    conditions: list[str] = field(default_factory=list)
    lent: dict[str, pa.Table] = field(default_factory=dict)
    along: dict[str, str] = field(default_factory=dict)
    known: dict[type[Model], str] = field(default_factory=dict)

    @property
    def sql(self) -> str:
        return f"({' OR '.join(self.conditions)})" if self.conditions else ""

    def told(self, dimension: Dimension) -> str:
        """The column of a dimension, or nothing where it would tell of a row out of sight."""
        condition = self.known.get(dimension.needs[0]) if dimension.needs else None
        return f"CASE WHEN {condition} THEN {dimension.name} END" if condition else dimension.name

    def numbers(self, column: str, found: QuerySet, *, along: str = "") -> None:
        """Let the rows count whose column holds one of these numbers."""
        name = f"seen_{len(self.lent)}"
        self.lent[name], self.along[name] = _table(found), along
        self.conditions.append(f"{column} IN (SELECT number FROM {name})")  # noqa: S608 -- our own names


def within(cube: Cube, *, by: Staff) -> Within:
    """The rows of a cube that a person may see, however their role, team, territory and shares say it."""
    if not may(by, "read", cube.records):
        return Within(["1 = 0"])
    found = _counted(cube, by)
    for along, column in cube.owners.items():
        _know(found, _related(cube.records, along), along, column, by=by)
    return found


def _counted(cube: Cube, by: Staff) -> Within:
    reach = registry.gates[-1].reach(by, "read", registry.entity_of(cube.records))
    if reach == ALL:
        return Within()
    try:
        return _along(cube, list(_leaves(reach)))
    except Unsortable:
        all_seen = Within()
        all_seen.numbers(cube.key, rows(cube.records, by=by))
        return all_seen


def _know(found: Within, model: type[Model], along: str, column: str, *, by: Staff) -> None:
    """Let columns of a related noun be told of its visible rows alone; mostly no record belongs to any other."""
    if sees_all(model, by=by):
        return
    visible = _table(rows(model, by=by))
    counted = [found.lent[name] for name, way in found.along.items() if way == along]
    if counted and len(counted) == len(found.lent) and all(_are_in(some, visible) for some in counted):
        return
    found.lent[f"known_{along}"] = visible
    found.known[model] = f"{column} IN (SELECT number FROM known_{along})"  # noqa: S608 -- our own names


def _are_in(some: pa.Table, others: pa.Table) -> bool:
    inside = pc.all(pc.is_in(some["number"], value_set=others["number"].combine_chunks()))
    return inside.as_py() is not False


def _along(cube: Cube, leaves: list[tuple[str, Any]]) -> Within:
    found = Within()
    related: dict[str, Q] = {}
    for path, value in leaves:
        along, _, rest = path.partition("__")
        if along == "pk":
            found.numbers(cube.key, QuerySet(cube.records).filter(**{path: value}))
            continue
        if along not in cube.owners:
            raise Unsortable
        lookup = f"pk__{rest or 'exact'}" if rest in PLAIN else rest
        related[along] = related.get(along, Q(pk__in=[])) | Q(**{lookup: value})
        if rest.endswith("isnull") and value:
            found.conditions.append(f"{cube.owners[along]} IS NULL")
    for along, condition in related.items():
        found.numbers(cube.owners[along], QuerySet(_related(cube.records, along)).filter(condition), along=along)
    return found


def _leaves(reach: Q) -> Iterator[tuple[str, Any]]:
    """The conditions of which any suffices."""
    if reach.negated or (reach.connector != Q.OR and len(reach.children) > 1):
        raise Unsortable
    for child in reach.children:
        if isinstance(child, Q):
            yield from _leaves(child)
        elif isinstance(child, tuple):
            yield child
        else:
            raise Unsortable


def _related(model: type[Model], name: str) -> type[Model]:
    return model._meta.get_field(name).related_model  # type: ignore[return-value]


def _table(numbers: QuerySet) -> pa.Table:
    """Many numbers in one row of the database, which travels ten times as fast as a row for each."""
    sql, params = numbers.order_by().values_list("pk", flat=True).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"select array(select n from ({sql}) t (n))", params)  # noqa: S608 -- Django's own text
        return pa.table({"number": pa.array(cursor.fetchone()[0], pa.int64())})
