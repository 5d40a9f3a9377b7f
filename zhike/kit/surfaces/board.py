"""The board: a list in columns, one for each choice of a field, each of them read by pages of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import is_entity
from zhike.kit.surfaces import keyset, listing
from zhike.kit.surfaces.query import CAP, Query, complete, moved, prepared
from zhike.kit.surfaces.shapes import accepts, board_fields, chosen, usual
from zhike.kit.surfaces.tallies import Tally, tallies

SIZE = 20  # cards of a column at a time
FACTS = 3  # fields on a card beside its title and who looks after it
NONE = "none"  # the column of rows without a value, in an address


@dataclass(frozen=True)
class Lane:
    """One column: the value as an address says it, its words, how many rows it holds and what they come to."""

    value: str
    word: Any
    tally: Tally
    page: keyset.Page | None = None

    @property
    def count(self) -> int:
        """How many rows are told, and whether there are more."""
        return min(self.tally.count, CAP)

    @property
    def is_capped(self) -> bool:
        return self.tally.count > CAP


@dataclass(frozen=True)
class CardFields:
    """The fields a card shows below its title: some facts, and who looks after the row."""

    facts: list[Field]
    person: Field | None

    @property
    def all(self) -> list[Field]:
        return [*self.facts, *([self.person] if self.person else [])]


def board_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """The board of a noun; of a column named in the address the cards from a place on, for the end of that column."""
    query = Query.read(entity, request.GET, by=request.user)
    known = board_fields(entity)
    field = chosen(known, query.asked.get("by", ""), otherwise=usual(entity, known), parameter="by")
    if "column" in request.GET:
        lane = _further(query, field, request.GET["column"])
        return render(request, "kit/board/cards.html", _context(request, query, field) | {"lane": lane})
    lanes = _filled(query, field, counted(query, field, choices(field)))
    context = {
        **listing.around(request, query, count=sum(lane.count for lane in lanes)),
        **_context(request, query, field),
        "lanes": lanes,
        "others": [(other, f"?{moved(request.GET, by=other.name).urlencode()}") for other in known],
    }
    return render(request, "kit/board/page.html", context)


def choices(field: Field) -> list[tuple[str, Any]]:
    """The columns of a board, as values and words; the last one for rows without a value where there may be some."""
    named = [(str(value), word) for value, word in field.choices]
    may_be_empty = field.nullable or field.model_field.blank
    return [*named, (NONE, _("(none)"))] if may_be_empty else named


def counted(query: Query, field: Field, columns: Sequence[tuple[str, Any]]) -> list[Lane]:
    """Columns with what they hold, all of them counted in one query."""
    money = next((field for field in query.entity.all_fields if field.money), None)
    figures = tallies(query.found, [_within(field, value) for value, _word in columns], money)
    return [Lane(value, word, tally) for (value, word), tally in zip(columns, figures, strict=True)]


def card_fields(query: Query, field: Field) -> CardFields:
    """What a card shows beside its title: the first of the columns of the list that are not said already."""
    said = {field.name, query.entity.title, *query.entity.named_by}
    shown = [column.field for column in query.columns if column.field.name not in said]
    people = [field for field in shown if field.kind == "relation" and not is_entity(field.related)]
    return CardFields([field for field in shown if field not in people][:FACTS], people[0] if people else None)


def _filled(query: Query, field: Field, lanes: list[Lane]) -> list[Lane]:
    """The columns with their first cards; what the cards of all of them need is fetched once."""
    fields = card_fields(query, field).all
    parts = [_within(field, lane.value) for lane in lanes]
    pages = keyset.Order(query.sort, by=query.by).first_pages(prepared(query.found, fields), parts, size=SIZE)
    complete([row for page in pages for row in page.rows], fields, by=query.by)
    return [replace(lane, page=page) for lane, page in zip(lanes, pages, strict=True)]


def _further(query: Query, field: Field, value: str) -> Lane:
    """A column with its cards from a place on."""
    fields, order = card_fields(query, field).all, keyset.Order(query.sort, by=query.by)
    found = prepared(query.found.filter(_within(field, value)), fields)
    page = order.page(found, after=query.asked.get("after", ""), before="", size=SIZE)
    complete(page.rows, fields, by=query.by)
    return Lane(value, "", Tally(0), page)


def _within(field: Field, value: str) -> Q:
    return field.condition("empty", []) if value == NONE else field.condition("in", [field.read(value)])


def _context(request: HttpRequest, query: Query, field: Field) -> dict[str, Any]:
    return {
        "entity": query.entity,
        "field": field,
        "shows": card_fields(query, field),
        "is_movable": any(accepts(query.entity, field, value, by=query.by) for value, _word in choices(field)),
        "list": reverse("kit:list", args=[query.entity.slug]),
        "address": request.GET.urlencode(),
        "added": next((each.label for each in query.entity.all_fields if each.money), ""),
    }
