"""The page of one row: its fields in sections, the panels and timeline that other domains offer, and its verbs."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhike.kit import lineage, registry
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces import history, offers
from zhike.kit.surfaces.hiding import hide

KEY = re.compile(r"\d{1,18}")
OWN_PLACE = ("tags", "starred")  # fields that stand elsewhere on the page, as those with a panel do


def detail_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """One row, for a person who may see it; the address of a row that went up in another leads there."""
    try:
        row = fetch(entity, pk, by=request.user)
    except ObjectDoesNotExist:
        survivor = lineage.survivor_of(entity.model._meta.label_lower, pk)
        if survivor == pk or not rows(entity.model, by=request.user).filter(pk=survivor).exists():
            raise
        return redirect("kit:detail", entity.slug, survivor)
    # The timeline comes when it is looked at, late panels by themselves; at once to who asked for it, or for a part.
    is_whole = "timeline" in request.GET or "HX-Request" in request.headers
    panels = offers.panels(row, by=request.user, whole=is_whole)
    verbs = [verb for verb in registry.verbs_of(entity.model) if _offered(verb, row, request.user)]
    usual = [verb for verb in verbs if not verb.rare][:2]
    reach = [registry.gates[-1].reach(request.user, to, entity) for to in ("read", "change")]
    context = {
        "entity": entity,
        "row": row,
        # Where a domain tells of its noun itself, what remains to be told are the fields that people added.
        "sections": sections([f for f in entity.all_fields if f.id] if panels["left"] else entity.all_fields),
        "panels": panels,
        "verbs": usual,
        "further": [verb for verb in verbs if verb not in usual],
        "may_change": may(request.user, "change", entity.model)
        and (reach[0] == reach[1] or rows(entity.model, by=request.user, to="change").filter(pk=row.pk).exists()),
        "timeline": offers.timeline(row, by=request.user) if is_whole else None,
        "timeline_kinds": offers.timeline_kinds(entity.model),
        "people": history.people(row) if is_whole else (),
    }
    return render(request, "kit/detail.html", context)


def late_part(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """The panels that come late."""
    row = fetch(entity, pk, by=request.user, fields=())
    return render(request, "kit/late_panels.html", {"row": row, "panels": offers.late_panels(entity.model)})


def timeline_part(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """The timeline with whom it can be narrowed to; or older entries, or those of one kind or person."""
    row = rows(entity.model, by=request.user).get(pk=pk)
    kind, before = request.GET.get("kind", ""), _moment(request.GET.get("before", ""))
    person = person if KEY.fullmatch(person := request.GET.get("person", "")) else ""
    entries = offers.timeline(row, by=request.user, kind=kind, person=int(person or 0) or None, before=before)
    context = {"entity": entity, "row": row, "timeline": entries, "kind": kind, "person": person}
    context["people"] = () if request.GET else history.people(row)
    return render(request, "kit/timeline.html", context)


def sections(fields: Iterable[Field]) -> list[tuple[Any, list[Field]]]:
    """Fields by the section they stand in; those without one come first, without a heading."""
    shown = [field for field in fields if field.name not in OWN_PLACE and not field.has_panel]
    order = list(dict.fromkeys(["", *(str(field.section) for field in shown)]))
    shown.sort(key=lambda field: order.index(str(field.section)))
    return [(section, list(some)) for section, some in groupby(shown, key=lambda field: str(field.section))]


def fetch(entity: Entity, pk: int, *, by, to: str = "read", fields: Sequence[Field] | None = None):
    """A row in the person's scope with what its page shows, or these fields. Raises DoesNotExist outside it."""
    found, fields = rows(entity.model, by=by, to=to), entity.all_fields if fields is None else fields
    for field in fields:
        found = field.prepare(found)
    return completed(found.get(pk=pk), fields, by=by)


def completed(row: Model, fields: Sequence[Field], *, by):
    """A row with what these fields fetch beside it, and the names of those that its reader may not know."""
    for field in fields:
        field.attach([row])
    hide([row], fields, by=by)
    return row


def _moment(typed: str) -> datetime | None:
    try:
        moment = parse_datetime(typed)
        return moment and localtime(moment)
    except (ValueError, OverflowError):
        raise Refusal(_("This page address is damaged. Start again from the first page."), field="before") from None


def _offered(verb, row, by) -> bool:
    return may(by, verb.right, verb.model) and verb.offered_for(row)
