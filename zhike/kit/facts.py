"""What a domain publishes to the warehouse: a fact is a table with a grain, columns and units."""

from dataclasses import dataclass

_facts: dict[str, "Fact"] = {}


@dataclass(frozen=True)
class Column:
    """One column of a fact: its name, its Arrow type (`int64`, `string`, `bool`, `date32`, `money`) and its unit."""

    name: str
    type: str
    unit: str = ""


@dataclass(frozen=True)
class Fact:
    """A table of the warehouse. `sql` selects exactly `columns`, in order; `grain` says what one row is."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    sql: str


def publish(fact: Fact) -> None:
    """Register a fact. The last one under a name wins."""
    _facts[fact.name] = fact


def published() -> list[Fact]:
    """Every fact, in order of registration."""
    return list(_facts.values())
