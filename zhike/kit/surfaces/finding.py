"""What the search box finds: what can be done or gone to, then a few rows of every noun a person may read."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhike.kit import registry
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.search import best, nouns_holding
from zhike.kit.search.rules import closeness
from zhike.kit.surfaces import palette

A_FEW = 6
THE_MOST = 12  # entries of the palette with nothing typed


@dataclass(frozen=True)
class Hit:
    """One row found."""

    row: Model
    url: str


@dataclass(frozen=True)
class Group:
    """The rows found of one noun; `more` leads to all of them where there are more than a few."""

    entity: Entity
    hits: list[Hit]
    more: str


def search_page(request: HttpRequest) -> HttpResponse:
    """All that fits, as a page; htmx asks for the list below the search box alone."""
    typed = request.GET.get("q", "").strip()
    found = groups(typed, by=request.user)
    if not request.headers.get("HX-Request"):
        return render(request, "kit/search.html", {"typed": typed, "groups": found})
    row, most = palette.row_on_screen(request), A_FEW if typed else THE_MOST
    entries = palette.entries(typed, by=request.user, row=row, most=most)
    return render(request, "kit/parts/found.html", {"typed": typed, "groups": found, "entries": entries})


def groups(typed: str, *, by) -> list[Group]:
    """The nearest of what holds everything typed, the noun of the nearest first; nothing typed finds nothing."""
    holding = nouns_holding(typed)
    readable = [one for one in registry.entities() if one.found_by and may(by, "read", one.model)]
    some = [_group(one, typed, by=by) for one in readable if one.model._meta.label_lower in holding]
    return sorted((group for group in some if group.hits), key=lambda group: closeness(str(group.hits[0].row), typed))


def _group(entity: Entity, typed: str, *, by) -> Group:
    some = best(rows(entity.model, by=by), typed, most=A_FEW + 1, by=by)
    hits = [Hit(row, reverse("kit:detail", args=(entity.slug, row.pk))) for row in some[:A_FEW]]
    everything = f"{reverse('kit:list', args=(entity.slug,))}?{urlencode({'q': typed})}"
    return Group(entity, hits, everything if len(some) > A_FEW else "")
