"""What a domain publishes to the warehouse: a fact is a table with a grain, columns and units."""

from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Model
from django.db.models.sql import Query

from zhike.kit import registry
from zhike.kit.fields import Field

_facts: dict[str, "Fact"] = {}


@dataclass(frozen=True)
class Column:
    """One column of a fact: its name, its Arrow type (`int64`, `string`, `bool`, `date32`, `money`) and its unit."""

    name: str
    type: str
    unit: str = ""


@dataclass(frozen=True)
class Fact:
    """A table of the warehouse. `sql` selects exactly `columns`, in order; `grain` says what one row is.

    `day` names the column by whose months the rows are kept apart, so that a change rewrites only its month; rows
    without one are kept together. The first column is the key.

    Where `model` is given, the fields that people added to it are columns too, and `sql` has the place for them:
    `select id {added} from …`. Free words and what is personal never leave the database.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    sql: str
    model: type[Model] | None = None
    day: str = ""


def publish(fact: Fact) -> None:
    """Register a fact. The last one under a name wins."""
    _facts[fact.name] = fact


def published() -> list[Fact]:
    """Every fact as it is now, in order of registration."""
    return [_with_added(fact, fact.model) if fact.model else fact for fact in _facts.values()]


def _with_added(fact: Fact, model: type[Model]) -> Fact:
    added = [field for field in registry.added_fields(model) if field.fact and not field.personal]
    told = tuple(Column(field.name, field.fact) for field in added)
    selected = "".join(f", {_selected(field, model)}" for field in added)
    return replace(fact, columns=fact.columns + told, sql=fact.sql.format(added=selected))


def _selected(field: Field, model: type[Model]) -> str:
    """An added field as SQL over the table of its noun, so that no analysis ever reads JSON."""
    query = Query(model, alias_cols=False)
    sql, params = query.get_compiler(connection=connection).compile(field.sql.resolve_expression(query))
    with connection.schema_editor(collect_sql=True) as editor:
        return sql % tuple(editor.quote_value(param) for param in params)
