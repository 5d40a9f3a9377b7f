"""Noting an objection in two clicks, and what the book says as a whole."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.forms import next_page
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.look.saving import to_save
from zhike.look.toast import toast
from zhike.objections import actions, advising, statistics
from zhike.objections.files import as_csv, as_xlsx
from zhike.objections.models import Answer, Objection, ObjectionKind, Timing

app_name = "objections"


def methods_part(request: HttpRequest) -> HttpResponse:
    """The six methods for the kind that was clicked on, the surest first: a second click notes the objection."""
    by = person(request)
    kind = rows(ObjectionKind, by=by).get(pk=_key(request.GET.get("kind", "")))
    timing = request.GET.get("timing", "")
    timing = timing if timing in Timing.values else Timing.AT_ONCE
    context = {"kind": kind, "ways": advising.methods(kind, by=by, timing=timing)}
    context |= {"timing": timing, "timings": Timing.choices}
    return render(request, "objections/methods.html", context)


@require_POST
def capture(request: HttpRequest) -> HttpResponse:
    """Note what was chosen, and go on where the person was."""
    by, sent = person(request), request.POST
    customer = rows(Customer, by=by).get(pk=_key(sent.get("customer", "")))
    values: dict[str, Any] = {name: sent.get(name, "") for name in ("method", "timing", "wording", "noun")}
    kind = rows(ObjectionKind, by=by).filter(pk=_key(sent.get("kind", "0") or "0")).first()
    if kind is None:
        raise Refusal(_("Say what the objection is about."), field="kind")
    related: dict[str, type[Any]] = {"answer": Answer, "product": Product}
    for name, model in related.items():
        if sent.get(name):
            values[name] = rows(model, by=by).get(pk=_key(sent[name]))
    made = actions.note(by=by, customer=customer, kind=kind, number=_key(sent.get("number", "0") or "0"), **values)
    toast(request, _("Noted: %(said)s") % {"said": made}, undo=reverse("objections:take-back", args=[made.pk]))
    return redirect(next_page(request, otherwise=address_of(made)))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What was noted by mistake is gone."""
    by = person(request)
    objection = rows(Objection, by=by).get(pk=pk)
    actions.take_back(objection, by=by)
    toast(request, _("Taken back: %(said)s") % {"said": objection})
    return redirect(next_page(request, otherwise=f"/customers/{objection.customer_id}/"))


def statistics_page(request: HttpRequest) -> HttpResponse:
    """Which way helped how often, by kind, method, time and tenure, over the objections in sight."""
    asked = statistics.Asked.read(request.GET)
    return render(request, "objections/statistics.html", statistics.page(asked, by=person(request)))


def statistics_csv(request: HttpRequest) -> HttpResponse:
    """Every combination with its count and interval, as CSV."""
    lines = statistics.every(statistics.Asked.read(request.GET), by=person(request))
    return to_save(as_csv(lines), "objections.csv")


def statistics_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    lines = statistics.every(statistics.Asked.read(request.GET), by=person(request))
    return to_save(as_xlsx(lines), "objections.xlsx")


def _key(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 18:
        raise Http404
    return int(typed)


nav.add(
    nav.Place(
        "objections",
        gettext_lazy("Objections"),
        "objections:statistics",
        42,
        under="sales",
        holds=("objections", "objection-kinds", "answers"),
    ),
)
urlpatterns = [
    path("objections/methods/", signed_in(methods_part), name="methods"),
    path("objections/capture/", signed_in(capture), name="capture"),
    path("objections/<int:pk>/take-back/", signed_in(take_back), name="take-back"),
    path("objections/statistics/", signed_in(statistics_page), name="statistics"),
    path("objections/statistics/csv/", signed_in(statistics_csv), name="csv"),
    path("objections/statistics/xlsx/", signed_in(statistics_xlsx), name="xlsx"),
]
