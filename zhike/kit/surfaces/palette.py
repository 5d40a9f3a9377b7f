"""What the search box offers beside rows: places to go to, things to begin, verbs of the row on screen, and whatever
else a package puts there."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import may, rows
from zhike.kit.search.rules import closeness
from zhike.kit.surfaces.answers import page_on_screen
from zhike.look import nav

PLACE = re.compile(r"/(?P<slug>[a-z-]+)/(?P<pk>\d{1,18})/")
ELSEWHERE = 5  # the closeness of what does not match


@dataclass(frozen=True)
class Entry:
    """One thing to choose: its words, where it leads, and what it belongs to."""

    label: str
    url: str
    hint: str = ""


Source = Callable[..., Iterable[Entry]]
_sources: list[Source] = []


def offer(source: Source) -> Source:
    """Let the palette ask `source(by=, row=)` too; `row` is the one on screen, or None."""
    _sources.append(source)
    return source


def entries(typed: str, *, by, row: Model | None, most: int) -> list[Entry]:
    """What fits the words typed, nearest first; with nothing typed, in the order of the sources."""
    every = [entry for source in _sources for entry in source(by=by, row=row)]
    if not typed:
        return every[:most]
    fitting = [entry for entry in every if closeness(entry.label, typed) < ELSEWHERE]
    return sorted(fitting, key=lambda entry: closeness(entry.label, typed))[:most]


def row_on_screen(request: HttpRequest) -> Model | None:
    """The row whose page the person looks at, where they may see it."""
    place = PLACE.match(page_on_screen(request).path)
    entity = registry.entity_named(place["slug"]) if place else None
    return rows(entity.model, by=request.user).filter(pk=place["pk"]).first() if place and entity else None


@offer
def _verbs(*, by: Any, row: Model | None) -> Iterable[Entry]:
    if row is None:
        return
    slug = registry.entity_of(type(row)).slug
    if may(by, "change", type(row)):
        yield Entry(_("Edit"), reverse("kit:edit", args=(slug, row.pk)), str(row))
    for verb in registry.verbs_of(type(row)):
        if may(by, verb.right, type(row)) and verb.offered_for(row):
            yield Entry(capfirst(str(verb.title)), reverse("kit:verb", args=(slug, row.pk, verb.word)), str(row))


@offer
def _places(*, by: Any, row: Model | None) -> Iterable[Entry]:
    for place in nav.places():
        if place.shown_to(by):
            address = reverse(place.url_name, args=place.args)
            yield Entry(str(place.label), f"{address}?{place.query}" if place.query else address, _("Go to"))


@offer
def _beginnings(*, by: Any, row: Model | None) -> Iterable[Entry]:
    for entity in registry.entities():
        if may(by, "create", entity.model):
            label = _("New %(noun)s") % {"noun": entity.noun}
            yield Entry(label, reverse("kit:new", args=(entity.slug,)), _("Create"))
