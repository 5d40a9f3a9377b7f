"""The lines below a row, as programs are told and send them: declared once for a noun, fetched a page at a time.

They stand in the answer about one row, and in lists for whoever asks (`expand=lines`). A line is seen by whoever sees
its row, and each of its figures by whoever may read the fields that it would tell of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet
from pydantic import BaseModel, create_model

from zhike.api.rest import shapes
from zhike.kit.access.rows import readable
from zhike.kit.fields import Field
from zhike.kit.values import plain
from zhike.rights.figures import may_know

Read = Callable[[Any], Any]
Fetch = Callable[[Sequence[Any]], Mapping[int, Sequence[Any]]]
Told = tuple[type[Model], str]


@dataclass(frozen=True)
class Column:
    """One figure of a line. It tells of the fields it `follows`, and is left out for whoever may not read them."""

    name: str
    shape: Any
    read: Read
    follows: tuple[Told, ...] = ()

    def is_known_to(self, by: Any) -> bool:
        """Whether somebody may read all the fields it tells of."""
        return all(may_know(by, model, name) for model, name in self.follows)


@dataclass(frozen=True)
class Lines:
    """The lines of a noun under one name.

    fetch    the lines of some rows, by the key of the row, in a number of queries that does not grow with them
    usual    told of a single row without being asked for
    written  what a program sends for one line, where lines are written with their row
    put      makes the lines that were sent those of a row, as plain objects; it asks for the rights it needs
    """

    model: type[Model]
    name: str
    columns: tuple[Column, ...]
    fetch: Fetch
    about: str
    usual: bool = True
    written: type[BaseModel] | None = None
    put: Callable[..., Any] | None = None

    @cached_property
    def shape(self) -> type[BaseModel]:
        """What is answered for one line."""
        fields: dict[str, Any] = {column.name: (column.shape | None, None) for column in self.columns}
        return create_model(f"{self.model.__name__}{self.name.title().removesuffix('s')}", __doc__=self.about, **fields)

    def told(self, some: Sequence[Model], *, by: Any) -> dict[int, list[dict[str, Any]]]:
        """The lines of some rows as `by` may know them, by the key of the row."""
        columns, found = [column for column in self.columns if column.is_known_to(by)], self.fetch(some)
        lines = {
            row.pk: [{column.name: column.read(line) for column in columns} for line in found.get(row.pk, ())]
            for row in some
        }
        seen = _seen(lines, by=by)
        return {key: _told(value, seen) for key, value in lines.items()}


def tell(model: type[Model], name: str, **options: Any) -> None:
    """Tell programs of the lines of a noun, with the options of `Lines`."""
    shapes.add_lines(model, Lines(model, name, **options))


def columns(model: type[Model], *names: str, **follows: Told | tuple[Told, ...]) -> tuple[Column, ...]:
    """Columns of the table of lines; types come from there. What a column follows is given by its name."""
    return tuple(
        Column(name, shapes.read(_bound(model, name)), attrgetter(name), _several(follows.get(name, ())))
        for name in names
    )


def below(lines: QuerySet[Any], parent: str) -> Fetch:
    """Fetches those of some lines, in their order, that point at their row by `parent`, in one query."""

    def fetch(some: Sequence[Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {row.pk: [] for row in some}
        for line in lines.filter(**{f"{parent}__in": [*found]}):
            found[getattr(line, f"{parent}_id")].append(line)
        return found

    return fetch


def _bound(model: type[Model], name: str) -> Field:
    field = Field(name)
    field.bind(model)
    return field


def _several(follows: Any) -> tuple[Told, ...]:
    return (follows,) if follows and not isinstance(follows[0], tuple) else follows


def _seen(value: Any, *, by: Any) -> dict[type[Model], set[int]]:
    """Of the rows that lines name, those that `by` may read, by their noun."""
    keys: dict[type[Model], set[int]] = {}
    for row in _named(value):
        keys.setdefault(type(row), set()).add(row.pk)
    return {model: readable(model, some, by=by) for model, some in keys.items()}


def _named(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _named(one)


def _told(value: Any, seen: Mapping[type[Model], set[int]]) -> Any:
    """A value as JSON has it; a row that its reader may not see has no title."""
    if isinstance(value, Model):
        return {"id": value.pk, "title": str(value) if value.pk in seen[type(value)] else None}
    if isinstance(value, dict):
        return {name: _told(one, seen) for name, one in value.items()}
    return [_told(one, seen) for one in value] if isinstance(value, list) else plain(value)
