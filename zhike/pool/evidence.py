"""What counts as looking after a customer, published by whoever has it: contacts, orders, and days it got its owner.

A source is SQL that selects `customer_id` and `day` (a date in the business zone), one row for each time.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

CONTACT, ORDER, OWNER = "contact", "order", "owner"
IN_ZONE = f"at time zone '{settings.TIME_ZONE}'"


@dataclass(frozen=True)
class Source:
    """One place where evidence lies. `label` is what people call it."""

    name: str
    kind: str
    label: Any
    sql: str


@dataclass(frozen=True)
class Spared:
    """SQL that selects `customer_id`, `first` and `last` (the day it ended, or null): while that lasts, a rule that
    spares such customers lets them be.
    """

    name: str
    sql: str


_sources: dict[str, Source] = {}
_spared: dict[str, Spared] = {}


def register(name: str, *, kind: str, label: Any, sql: str) -> None:
    """Let what a package knows count as evidence. The last one under a name wins."""
    _sources[name] = Source(name, kind, label, sql)


def spare(name: str, *, sql: str) -> None:
    """Let a time in which something is under way with a customer be told."""
    _spared[name] = Spared(name, sql)


def sources() -> list[Source]:
    """Every source, in order of registration."""
    return list(_sources.values())


def union() -> str:
    """All evidence as one query of `customer_id`, `kind` and `day`."""
    return " union all ".join(
        f"select customer_id, '{one.kind}'::text as kind, day from ({one.sql}) {one.name}"  # noqa: S608 -- our own
        for one in sources()
    )


def under_way() -> str:
    """All that is under way with customers, as one query of `customer_id`, `first` and `last`."""
    return " union all ".join(
        f"select customer_id, first, last from ({one.sql}) {one.name}"  # noqa: S608 -- our own
        for one in _spared.values()
    )
