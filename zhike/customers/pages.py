"""Pages of a customer that cannot be derived: its axes on a day, the history of a standing, a contact point in full."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from zhike.customers import questions
from zhike.customers.actions import reveal
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows

app_name = "customers"


def axes(request: HttpRequest, pk: int) -> HttpResponse:
    """The six axes on the day asked for."""
    customer = rows(Customer, by=request.user).get(pk=pk)
    day = _day(request.GET.get("on", "")) or timezone.localdate()
    context = {"row": customer, "axes": questions.axes_on(customer, day), "on": day}
    return render(request, "customers/axes.html", context)


def standing(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Every standing of one kind, with its evidence: what, since when, why, by which rules and run."""
    if name not in KINDS:
        raise Http404
    customer = rows(Customer, by=request.user).get(pk=pk)
    context = {"customer": customer, "kind": KINDS[name], "history": questions.history(customer, name)[:200]}
    return render(request, "customers/standing.html", context)


@require_POST
def point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """One contact point in full; the trace says who looked."""
    customer = rows(Customer, by=request.user).get(pk=pk)
    wanted = customer.contact_points.get(pk=point)
    reveal(customer, by=request.user, medium=wanted.medium)
    return render(request, "customers/point.html", {"point": wanted})


def _day(typed: str):
    try:
        return parse_date(typed)
    except ValueError:
        return None


urlpatterns = [
    path("customers/<int:pk>/axes/", axes, name="axes"),
    path("customers/<int:pk>/standings/<slug:name>/", standing, name="standing"),
    path("customers/<int:pk>/points/<int:point>/", point, name="point"),
]
