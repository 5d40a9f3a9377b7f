"""Pages of a customer that cannot be derived: its axes on a day, the history of a standing, a contact point in full."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.customers import deciding, questions
from zhike.customers.actions import reveal
from zhike.customers.figures import listed
from zhike.customers.kinds import KINDS
from zhike.customers.knowing import as_known, may_know
from zhike.customers.models import Customer
from zhike.kit.access.rows import rows
from zhike.look.entry import signed_in
from zhike.look.toast import toast

HISTORY_SHOWN = 200
app_name = "customers"


def axes(request: HttpRequest, pk: int) -> HttpResponse:
    """The six axes on the day asked for."""
    customer = rows(Customer, by=request.user).get(pk=pk)
    day = _day(request.GET.get("on", "")) or timezone.localdate()
    held = questions.axes_on(customer, day)
    axes = [(kind, found and as_known(found, by=request.user)) for kind, found in held]
    context = {"row": customer, "axes": axes, "on": day}
    return render(request, "customers/axes.html", context)


def standing(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What is believed of one kind and was before, why, by which rules and run; a form where a person may speak."""
    kind = KINDS.get(name)
    if kind is None or not may_know(name, by=request.user):
        raise Http404
    customer = rows(Customer, by=request.user).get(pk=pk)
    verb = deciding.verb_for(kind, by=request.user)
    form = verb and deciding.form_for(verb, kind, by=request.user, data=request.POST or None)
    if verb and form and form.is_valid() and deciding.decide(verb, kind, form, customer, by=request.user):
        toast(request, _("“%(title)s” is set.") % {"title": kind.label})
        return redirect(request.path)
    history = [as_known(one, by=request.user) for one in customer.standings.history(name)[:HISTORY_SHOWN]]
    now = history[0] if history and history[0].until is None else None
    context = {"customer": customer, "kind": kind, "history": history, "now": now, "verb": verb, "form": form}
    context["numbers"] = listed(now.evidence) if now and not now.is_stated else []
    context["rules_said"] = now.replaced if now else None
    return render(request, "customers/standing.html", context, status=422 if form and form.is_bound else 200)


@require_POST
def point(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """One contact point in full, for a reason; the trace says who looked."""
    customer = rows(Customer, by=request.user).get(pk=pk)
    shown = reveal(customer, by=request.user, point=point, reason=request.POST.get("reason", ""))
    return render(request, "customers/point.html", {"point": shown})


def _day(typed: str):
    try:
        return parse_date(typed)
    except ValueError:
        return None


urlpatterns = [
    path("customers/<int:pk>/axes/", signed_in(axes), name="axes"),
    path("customers/<int:pk>/standings/<slug:name>/", signed_in(standing), name="standing"),
    path("customers/<int:pk>/points/<int:point>/", signed_in(point), name="point"),
]
