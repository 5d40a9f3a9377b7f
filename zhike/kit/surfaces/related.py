"""The rows of other nouns that point at a row: the first few of each, and the way to all of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from zhike.kit import registry
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.surfaces.headings import Heading, plain
from zhike.kit.surfaces.query import CAP, Query

SHOWN = 5
COLUMNS = 4


@dataclass(frozen=True)
class RelatedList:
    """Rows of one noun that point here by one field."""

    entity: Entity
    field: Field
    headings: list[Heading]
    base: str
    rows: list[Model]
    count: int

    @property
    def capped(self) -> bool:
        return self.count > CAP


def related_part(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """The related lists of a row, fetched when the page is looked at that far down."""
    row = rows(entity.model, by=request.user).get(pk=pk)
    return render(request, "kit/related.html", {"entity": entity, "row": row, "lists": related(row, by=request.user)})


def related(row: Model, *, by) -> list[RelatedList]:
    """What points at a row, of the nouns `by` may read, each in the order of its own list."""
    found = [_list(entity, field, row, by) for entity, field in _pointing(type(row), by)]
    return [some for some in found if some.rows]


def _pointing(model: type[Model], by: Any) -> list[tuple[Entity, Field]]:
    """Fields by which a list that `by` may read can be narrowed to what points at rows of a noun."""
    return [
        (entity, field)
        for entity in registry.entities()
        if may(by, "read", entity.model)
        for field in entity.seen_by(by).filters
        if field.model_field is not None and field.kind == "relation" and field.related is model
    ]


def _list(entity: Entity, field: Field, row: Model, by: Any) -> RelatedList:
    query = Query.read(entity, QueryDict(f"{field.name}={row.pk}"), by=by, size=SHOWN)
    columns = [column for column in query.entity.shown if column.name != field.name][:COLUMNS]
    page = query.page(columns=columns)
    base = reverse("kit:list", args=[entity.slug])
    return RelatedList(entity, field, [plain(one) for one in columns], base, page.rows, query.count)
