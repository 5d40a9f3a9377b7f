"""Lists in an order that no index of the noun's own table serves: walked part by part, each along another index.

Sorting a million rows by the name of their owner would read them all; the rows of the first owner, then those of the
next, are the same list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet, Value

from zhike.kit.fields import Field
from zhike.kit.registry import is_entity

Keyed = list[tuple[int, Any]]  # the number of each row and its key
MOST_PARTS = 1000
GROWTH = 4  # each question asks of so many times more parts than the one before


@dataclass(frozen=True)
class Part:
    """Rows beside each other in an order: all with one `key`, or, where `runs`, ordered by their own `sort_key`.

    The rows without a value are a part with the key None.
    """

    found: QuerySet
    key: Any = None
    runs: bool = False


@dataclass(frozen=True)
class Place:
    """Where a page begins: past the row with this key and number."""

    key: Any
    pk: int


def parts_of(field: Field) -> Callable[[QuerySet], list[Part]] | None:
    """What finds the parts of an ascending order by one field, rows without a value last; none where its column
    is sorted.

    Finding them may ask the database.
    """
    if own := getattr(field, "parts", None):
        return own
    if field.kind == "relation" and field.is_column and not is_entity(field.related) and field.key != field.name:
        return partial(_by_relation, field)
    if field.kind == "choice" and field.is_column and field.key == field.name:
        return partial(_by_choice, field)
    return None


def walk(
    parts: Sequence[Part], place: Place | None, *, downwards: bool, back: bool, most: int
) -> list[tuple[int, Any]]:
    """The numbers and keys of the rows past a place, in order (`back`: towards the beginning, nearest first)."""
    valued = [part for part in parts if part.runs or part.key is not None]
    ahead = [*(reversed(valued) if downwards else valued), *(part for part in parts if part not in valued)]
    ahead = list(reversed(ahead)) if back else ahead
    falling = downwards != back
    if place:
        ahead = _past(ahead, place, falling=falling)
    found: Keyed = []
    at, many = 0, 1
    while at < len(ahead) and len(found) < most:
        found += _read(ahead[at : at + many], falling=falling, most=most - len(found))
        at, many = at + many, many * GROWTH
    return found


def _past(ahead: list[Part], place: Place, *, falling: bool) -> list[Part]:
    at = next((n for n, part in enumerate(ahead) if _holds(part, place)), None)
    if at is None:
        return []
    side = "lt" if falling else "gt"
    beyond = Q(**{f"pk__{side}": place.pk})
    if ahead[at].runs:
        beyond = Q(**{f"sort_key__{side}e": place.key}) & (
            Q(**{f"sort_key__{side}": place.key}) | (Q(sort_key=place.key) & beyond)
        )
    begun = Part(ahead[at].found.filter(beyond), ahead[at].key, ahead[at].runs)
    return [begun, *ahead[at + 1 :]]


def _holds(part: Part, place: Place) -> bool:
    return place.key is not None if part.runs else part.key == place.key


def _read(some: Sequence[Part], *, falling: bool, most: int) -> Keyed:
    sign = "-" if falling else ""
    if len(some) == 1 or any(part.runs for part in some):
        first, *rest = some
        columns = [f"{sign}sort_key", f"{sign}pk"] if first.runs else [f"{sign}pk"]
        values = first.found.order_by(*columns).values_list("pk", *(["sort_key"] if first.runs else []))
        found = [(row[0], row[1] if first.runs else first.key) for row in values[:most]]
        return found + (_read(rest, falling=falling, most=most - len(found)) if rest and len(found) < most else [])
    numbered = [part.found.annotate(part=Value(n)).order_by(f"{sign}pk") for n, part in enumerate(some)]
    first, *rest = (found.values_list("part", "pk")[:most] for found in numbered)
    return [(pk, some[n].key) for n, pk in first.union(*rest, all=True).order_by("part", f"{sign}pk")[:most]]


def _by_choice(field: Field, found: QuerySet) -> list[Part]:
    keys = sorted({*(key for key, _word in field.choices), *([""] if field.model_field.blank else [])})
    parts = [Part(found.filter(**{field.name: key}), key) for key in keys]
    return [*parts, Part(found.filter(**{field.name: None}))] if field.model_field.null else parts


def _by_relation(field: Field, found: QuerySet) -> list[Part]:
    below = field.key.removeprefix(f"{field.name}__")
    rows: dict[Any, list[int]] = {}
    for pk, key in field.related._default_manager.order_by(below).values_list("pk", below)[: MOST_PARTS + 1]:
        rows.setdefault(key, []).append(pk)
    if sum(len(pks) for pks in rows.values()) > MOST_PARTS:
        return []
    parts = [Part(found.filter(**{f"{field.name}__in": pks}), key) for key, pks in rows.items()]
    return [*parts, Part(found.filter(**{field.name: None}))]
