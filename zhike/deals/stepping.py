"""The steps of deals between stages, as a page shows what a figure of them counts."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware

from zhike.deals.models import Deal, StageMove
from zhike.kit.access.person import person
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.query import Query

SHOWN = 500
STAGES = {"stage": "entered__name__in", "stage_before": "left__name__in"}


def steps_page(request: HttpRequest) -> HttpResponse:
    """Steps by the stage entered and the one left, in a span of days, of the deals that a filter names."""
    asked = request.GET
    of_deals = QueryDict(mutable=True)
    of_deals["filter"] = asked.get("filter", "")
    deals = Query.read(entity_of(Deal), of_deals, by=person(request)).found
    found = standing().filter(deal__in=deals.values("pk").order_by())
    for name, lookup in STAGES.items():
        found = found.filter(**{lookup: asked.getlist(name)}) if name in asked else found
    since, until = (_day(asked.get(name, "")) for name in ("since", "until"))
    found = found.filter(at__gte=_begin(since)) if since else found
    found = found.filter(at__lt=_begin(until + timedelta(days=1))) if until else found
    count = found.count()
    steps = found.select_related("deal__customer", "left", "entered", "by").order_by("-at", "-pk")[:SHOWN]
    context = {"steps": steps, "count": count, "left_out": max(count - SHOWN, 0), "since": since, "until": until}
    return render(request, "deals/steps.html", context)


def standing() -> QuerySet[StageMove]:
    """The steps that were not taken back, and no step that takes one back."""
    later = StageMove.objects.filter(deal=OuterRef("deal"), pk__gt=OuterRef("pk")).order_by("pk").values("is_undo")
    found = StageMove.objects.filter(is_undo=False).annotate(undone=Subquery(later[:1]))
    return found.filter(Q(undone=False) | Q(undone=None))


def _day(typed: str) -> Any:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
