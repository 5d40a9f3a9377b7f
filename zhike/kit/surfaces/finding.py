"""What the search box finds: a few rows of every noun a person may read."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhike.kit import registry
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.search import find

A_FEW = 6


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
    """What is found in every noun the person may read; htmx asks for the list below the search box alone."""
    typed = request.GET.get("q", "").strip()
    template = "kit/parts/found.html" if request.headers.get("HX-Request") else "kit/search.html"
    return render(request, template, {"typed": typed, "groups": groups(typed, by=request.user)})


def groups(typed: str, *, by) -> list[Group]:
    """What holds everything typed, noun by noun; nothing typed finds nothing."""
    searched = [entity for entity in registry.entities() if entity.found_by and may(by, "read", entity.model)]
    some = [_group(entity, typed, by=by) for entity in searched] if typed else []
    return [group for group in some if group.hits]


def _group(entity: Entity, typed: str, *, by) -> Group:
    some = list(find(rows(entity.model, by=by), typed)[: A_FEW + 1])
    hits = [Hit(row, reverse("kit:detail", args=(entity.slug, row.pk))) for row in some[:A_FEW]]
    everything = f"{reverse('kit:list', args=(entity.slug,))}?{urlencode({'q': typed})}"
    return Group(entity, hits, everything if len(some) > A_FEW else "")
