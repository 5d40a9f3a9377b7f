"""The page of one row: its fields, the panels and timeline that other domains offer, its verbs and its history."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import may, rows
from zhike.kit.audit import trace
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces import offers
from zhike.kit.surfaces.hiding import hide

HISTORY_SHOWN = 50


def detail_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """One row, for a person who may see it."""
    row = fetch(entity, pk, by=request.user)
    panels = offers.panels(row, by=request.user)
    context = {
        "entity": entity,
        "row": row,
        "title": str(row),
        "fields": registry.added_fields(entity.model) if panels["left"] else entity.all_fields,
        "panels": panels,
        "verbs": [verb for verb in registry.verbs_of(entity.model) if _offered(verb, row, request.user)],
        "may_change": may(request.user, "change", entity.model),
        "timeline": offers.timeline(row, by=request.user),
        "timeline_kinds": offers.timeline_kinds(entity.model),
        "history": [(entry, trace.phrase(entry)) for entry in trace.trace_of(row)[:HISTORY_SHOWN]],
    }
    return render(request, "kit/detail.html", context)


def timeline_part(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Older entries, or entries of one kind, for the timeline already on screen."""
    row = fetch(entity, pk, by=request.user)
    kind, before = request.GET.get("kind", ""), _moment(request.GET.get("before", ""))
    entries = offers.timeline(row, by=request.user, kind=kind, before=before)
    return render(request, "kit/timeline.html", {"entity": entity, "row": row, "timeline": entries, "kind": kind})


def fetch(entity: Entity, pk: int, *, by, to: str = "read"):
    """A row in the person's scope with what its page shows. Raises DoesNotExist outside it."""
    found = rows(entity.model, by=by, to=to)
    for field in entity.all_fields:
        found = field.prepare(found)
    row = found.get(pk=pk)
    for field in entity.all_fields:
        field.attach([row])
    hide([row], entity.all_fields, by=by)
    return row


def _moment(typed: str) -> datetime | None:
    try:
        moment = parse_datetime(typed)
        return moment and localtime(moment)
    except (ValueError, OverflowError):
        raise Refusal(_("This page address is damaged. Start again from the first page."), field="before") from None


def _offered(verb, row, by) -> bool:
    return may(by, verb.needs, verb.model) and verb.offered_for(row)
