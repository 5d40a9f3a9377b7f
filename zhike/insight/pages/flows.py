"""The loyalty ladder and the stages of life: where everyone stands, who moved in a month, and why."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhike.customers.kinds import KINDS, mark_of, words_of
from zhike.insight.models import Run
from zhike.insight.pages.parts import stated
from zhike.insight.pages.standings import answered
from zhike.insight.pictures.ladder import ribbons
from zhike.insight.pictures.standings import of_standing
from zhike.insight.questions import flows, groups, times
from zhike.insight.questions.movers import movers

SHOWN = 50
MEASURES = {"rung": "ladder", "lifecycle": "lifecycle"}


def ladder(request: HttpRequest) -> HttpResponse:
    """Eight rungs and the movement of a month between them."""
    return _standing_and_moving(request, "rung", _("Loyalty ladder"))


def lifecycle(request: HttpRequest) -> HttpResponse:
    """Five stages and the movement of a month between them."""
    return _standing_and_moving(request, "lifecycle", _("Stages of life"))


def moves(request: HttpRequest, kind: str) -> HttpResponse:
    """The customers of one cell of a month: who, since when, why."""
    if kind not in MEASURES:
        raise Http404
    context = stated(MEASURES[kind], by=request.user)
    context |= _month(request, kind, context["run"])
    if context["month"] is None:
        raise Http404
    was, now = (_value(request, kind, name) for name in ("was", "now"))
    month = context["month"]
    found = movers(kind, month.first, month.end, was, now, by=request.user)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    cell = {name: _named(kind, value) for name, value in (("was", was), ("now", now))}
    context |= {"page": page, "cell": cell, "has_margin": any(mover["margin"] is not None for mover in page)}
    return render(request, "insight/moves.html", context)


def _standing_and_moving(request: HttpRequest, kind: str, heading: str) -> HttpResponse:
    context = stated(MEASURES[kind], by=request.user)
    if context["run"]:
        context |= _month(request, kind, context["run"])
        context["picture"] = groups.picture(kind, by=request.user)
    if month := context.get("month"):
        context["flow"] = flows.flow(kind, month.first, month.end, by=request.user)
        context["ribbons"] = ribbons(context["flow"])
    if context["run"]:
        context["cards"] = of_standing(KINDS[kind].label, context["picture"], context.get("flow"))
    return answered(request, MEASURES[kind], heading, context)


def _month(request: HttpRequest, kind: str, run: Run | None) -> dict[str, Any]:
    """The months that can be shown, the one asked for (else the newest), and its neighbours."""
    known = times.known_months(kind, run.as_of) if run else []
    at = next((i for i, month in enumerate(known) if month.code == request.GET.get("month")), 0)
    return {
        "kind": KINDS[kind],
        "months": known,
        "month": known[at] if known else None,
        "later": known[at - 1] if at else None,
        "earlier": known[at + 1] if at + 1 < len(known) else None,
    }


def _value(request: HttpRequest, kind: str, name: str) -> str | None:
    """A value of the kind from the address; "none" is "not judged". Raises Http404 for any other word."""
    value = request.GET.get(name, "none")
    if value != "none" and value not in dict(KINDS[kind].values):
        raise Http404
    return None if value == "none" else value


def _named(kind: str, value: str | None) -> dict[str, str]:
    return {"words": words_of(kind, value), "mark": mark_of(kind, value)} if value else {"words": "", "mark": ""}
