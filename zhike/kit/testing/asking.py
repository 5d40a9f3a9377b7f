"""Asking for a list as every surface does, without a page drawn around it: a request costs five times as much."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.keyset import Page
from zhike.kit.surfaces.query import Query


def page_of(entity: Entity, asked: dict[str, Any], *, by: Any, size: int = 50) -> Page:
    """The page that an address with these parameters shows. Raises Refusal where the answer would be 400."""
    parameters = QueryDict(mutable=True)
    for name, value in asked.items():
        parameters.setlist(name, value if isinstance(value, list) else [value])
    return Query.read(entity, parameters, by=by, size=size).page()


def found(entity: Entity, asked: dict[str, Any], *, by: Any) -> list[int]:
    """The numbers of the rows on that page, in its order."""
    return [row.pk for row in page_of(entity, asked, by=by).rows]


def is_answered(entity: Entity, asked: dict[str, Any], *, by: Any) -> bool:
    """Whether there is such a page; if not it was refused, and whatever else happens is raised."""
    try:
        page_of(entity, asked, by=by)
    except Refusal:
        return False
    except Exception as broken:
        broken.add_note(f"asked for {asked}")
        raise
    return True


def walk(entity: Entity, sort: str, *, by: Any, size: int, back_from: str = "") -> Iterator[Page]:
    """Every page of an order, one after the other; backwards from the page before the place `back_from`."""
    side, neighbour = ("before", "previous") if back_from else ("after", "next")
    cursor, first = back_from, not back_from
    while cursor or first:
        page = page_of(entity, {"sort": sort, side: cursor}, by=by, size=size)
        yield page
        cursor, first = getattr(page, neighbour), False
