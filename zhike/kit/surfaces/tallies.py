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
    """A count, no further than CAP + 1; and what they come to in each currency, of a part only where it is more."""

    count: int
    totals: tuple[tuple[Decimal, str | None], ...] = ()


def tallies(found: QuerySet, sets: Sequence[Q], money: Field | None) -> list[Tally]:
    """Each set of the rows counted, and its amounts added up where there is a field of money."""
    amounts = _amounts(found, money)
    parts = [(place, *part) for place, one in enumerate(sets) if (part := _part(amounts.filter(one)))]
    told: dict[int, Tally] = {}
    if parts:
        one = "select {0}, count(*), sum(added::numeric), told_in from ({1}) part group by told_in"
        statement = " union all ".join(one.format(place, sql) for place, sql, _values in parts)
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for _place, _sql, values in parts for value in values])
            for place, count, total, currency in sorted(cursor.fetchall(), key=lambda row: (row[0], -row[1])):
                before = told.get(place, Tally(0))
                told[place] = Tally(before.count + count, (*before.totals, (total, currency)))
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
