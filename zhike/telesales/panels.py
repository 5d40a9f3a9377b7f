"""The desk on other pages: how far a list is, the steps of a script, calls to come, a way to a new call list."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.offers import Way, offer_panel, offer_way
from zhike.leads.models import Lead
from zhike.telesales import following
from zhike.telesales.models import CallList, PlannedCall, Script, State
from zhike.telesales.rules import Muddled, steps

SHOWN = 10


def progress(one: CallList, *, by) -> dict[str, Any]:
    """How many of a list are where, of those in sight."""
    found = rows(PlannedCall, by=by).filter(call_list=one)
    counts = dict(found.order_by().values_list("state").annotate(Count("pk")))
    return {
        "states": [(state, State(state).label, counts.get(state, 0)) for state in State.values],
        "total": sum(counts.values()),
        "results": found.exclude(result=None).order_by().values_list("result", "result__name").annotate(n=Count("pk")),
    }


def read(script: Script, *, by) -> dict[str, Any]:
    """The steps as they are walked through."""
    try:
        return {"steps": steps(script.text), "editions": script.editions.order_by("-number")[:SHOWN]}
    except Muddled:
        return {"steps": [], "editions": script.editions.order_by("-number")[:SHOWN]}


def to_be_called(who: Customer | Lead, *, by) -> dict[str, Any] | None:
    """The call lists somebody stands on, and why they may not be called; nothing where there is nothing to tell."""
    of = {"lead": who} if isinstance(who, Lead) else {"customer": who}
    planned = rows(PlannedCall, by=by).filter(**of).select_related("call_list", "result")
    found = list(planned.order_by("-pk")[:SHOWN])
    points = [] if isinstance(who, Lead) and not who.is_open else following.numbers(who)
    closed = following.why_closed(points) if points else ""
    return {"planned": found, "closed": closed} if found or closed else None


@offer_way
def make_list(entity, *, by, address: str) -> Way | None:
    """Above the list of customers and that of leads: call these."""
    if entity.model not in (Customer, Lead) or not may(by, "create", CallList):
        return None
    whom = "of=leads&" if entity.model is Lead else ""
    return Way(_("Call list"), f"{reverse('telesales:new')}?{whom}{address}")


offer_panel(CallList, template="telesales/progress.html", context=progress, place="main", order=10)
offer_panel(Script, template="telesales/script.html", context=read, place="main", order=10)
offer_panel(Lead, template="telesales/to_be_called.html", context=to_be_called, place="right", order=40, late=True)
offer_panel(Customer, template="telesales/to_be_called.html", context=to_be_called, place="right", order=40, late=True)
