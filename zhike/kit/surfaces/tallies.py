"""How many rows each of several sets holds and what they come to, in one statement, none of them read to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, DecimalField, F, Q, QuerySet, Value

from zhike.kit.fields import Field
from zhike.kit.surfaces.query import CAP


@dataclass(frozen=True)
class Tally:
    """A count, no further than CAP + 1; and a total, none where only a part was counted or currencies are mixed."""

    count: int
    total: Decimal | None = None
    currency: str | None = None


def tallies(found: QuerySet, sets: Sequence[Q], money: Field | None) -> list[Tally]:
    """Each set of the rows counted, and its amounts added up where there is a field of money."""
    amounts = _amounts(found, money)
    parts = [(place, *part) for place, one in enumerate(sets) if (part := _part(amounts.filter(one)))]
    told: dict[int, Tally] = {}
    if parts:
        one = "select {0}, count(*), sum(added::numeric), min(told_in), max(told_in) from ({1}) part"
        statement = " union all ".join(one.format(place, sql) for place, sql, _values in parts)
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for _place, _sql, values in parts for value in values])
            told = {place: _tally(*figures) for place, *figures in cursor.fetchall()}
    return [told.get(place, Tally(0)) for place in range(len(sets))]


def _amounts(found: QuerySet, money: Field | None) -> QuerySet:
    """The rows with what is added up, and the currency it is told in."""
    has_currency = any(field.name == "currency" for field in found.model._meta.concrete_fields)
    named: dict[str, Any] = {"added": F("sort_key")} if money else {"added": Value(None, DecimalField())}
    named["told_in"] = F("currency") if has_currency else Value(None, CharField())
    return (money.order(found) if money else found).annotate(**named).order_by().values("added", "told_in")


def _part(some: QuerySet) -> tuple[str, Sequence] | None:
    """The SQL of one set; none where nothing can be in it."""
    try:
        return some[: CAP + 1].query.sql_with_params()
    except EmptyResultSet:
        return None


def _tally(count: int, total: Decimal | None, least: str | None, most: str | None) -> Tally:
    return Tally(count, total, least) if count <= CAP and least == most else Tally(count)
