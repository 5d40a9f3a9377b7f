"""What a person starred, in one place."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.attached.models import Mark
from zhike.kit.entity import Entity

SHOWN = 12  # of each noun
LOOKED_AT = 60  # some may be out of sight by now


@dataclass(frozen=True)
class Favourites:
    """The newest favourites of one noun, each with the moment it was starred; whether the list of the noun has more."""

    entity: Entity
    rows: list[tuple[Model, datetime]]
    has_more: bool


@require_GET
def favourites_page(request: HttpRequest) -> HttpResponse:
    """The person's favourites, by noun, the newest first."""
    return render(request, "work/favourites.html", {"groups": favourites(person(request))})


def favourites(by: Staff) -> list[Favourites]:
    """What somebody starred and may see today, in the order of the nouns. One query for each noun that has any."""
    rank = Window(RowNumber(), partition_by=["noun"], order_by="-at")
    marks = Mark.objects.filter(by=by, kind=Mark.Kind.STAR).annotate(rank=rank).filter(rank__lte=LOOKED_AT)
    starred: dict[str, dict[int, datetime]] = {}
    for noun, key, at in marks.order_by("-at", "-pk").values_list("noun", "object_id", "at"):
        starred.setdefault(noun, {})[key] = at
    asked = ((entity, starred.get(entity.model._meta.label_lower)) for entity in registry.entities())
    found = [_of(entity, some, by) for entity, some in asked if some]
    return [some for some in found if some.rows]


def _of(entity: Entity, starred: dict[int, datetime], by: Staff) -> Favourites:
    there = rows(entity.model, by=by).in_bulk(list(starred))
    seen = [(there[key], at) for key, at in starred.items() if key in there]
    return Favourites(entity, seen[:SHOWN], len(seen) > SHOWN)
