"""Plans on paper, and the page of territories: rules, what they would move, the map, white spots and overlaps."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from zhike.kit.access.models import Role
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.look.toast import toast
from zhike.planning import coverage, territories
from zhike.planning.actions import plan_action
from zhike.planning.models import AccountPlan
from zhike.planning.panels import standing
from zhike.rights.entry import least

app_name = "planning"
DAY = forms.DateField(required=False)
BY_WHAT = (
    ("customers", _("customers")),
    ("amount", _("net sales in 12 months")),
    ("silence", _("days since the last contact")),
)
SUMS = (("moving", "moves"), ("others", "others"))


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan as it is printed."""
    plan = rows(AccountPlan, by=request.user).select_related("customer", "owner", "agreed_by").get(pk=pk)
    return render(request, "planning/paper.html", {"plan": plan, **standing(plan, by=request.user)})


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan an action: a task on the customer."""
    by, sent = person(request), request.POST
    plan = rows(AccountPlan, by=by).get(pk=pk)
    if not sent.get("title", "").strip():
        raise Refusal(gettext("Say what to do."), field="title")
    try:
        day = DAY.clean(sent.get("due_on", ""))
    except ValidationError as problem:
        raise Refusal(" ".join(problem.messages), field="due_on") from None
    task = plan_action(plan, by=by, title=sent["title"], due_on=day)
    toast(request, gettext("“%(title)s” was created.") % {"title": task})
    return redirect("kit:detail", "account-plans", pk)


def territories_page(request: HttpRequest) -> HttpResponse:
    """How the country is covered, and what the rules would change."""
    by, today = person(request), timezone.localdate()
    asked = request.GET.get("by", "")
    by_what = asked if asked in dict(BY_WHAT) else "customers"
    some = coverage.regions(by=by, today=today)
    context: dict[str, Any] = {
        "map": coverage.drawn(some, by_what=by_what, today=today),
        "by_what": by_what,
        "choices": BY_WHAT,
        "regions": [(one, one.silent(on=today), one.is_white(on=today)) for one in some],
        "white": [one for one in some if one.is_white(on=today)],
        "untouched": coverage.untouched(some),
        "shared": [one for one in some if len(one.teams) > 1],
    }
    try:
        context["outcomes"] = territories.preview(by=by)
        context |= {name: sum(getattr(one, word) for one in context["outcomes"]) for name, word in SUMS}
    except Refusal as refusal:
        context["muddle"] = str(refusal)
    return render(request, "planning/territories.html", context)


@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Share customers out by the rules."""
    return redirect("batches:one", territories.apply(by=person(request)).pk)


nav.add(nav.Place("plans", _("Account plans"), "kit:list", 27, args=("account-plans",), under="customers"))
nav.add(
    nav.Place(
        "territories",
        _("Territories"),
        "planning:territories",
        28,
        under="customers",
        shown_to=lambda by: by.is_at_least(Role.MANAGER),
        holds=("territory-rules",),
    )
)
urlpatterns = [
    path("account-plans/<int:pk>/paper/", signed_in(paper), name="paper"),
    path("account-plans/<int:pk>/act/", signed_in(act), name="act"),
    path("territories/", least(Role.MANAGER)(territories_page), name="territories"),
    path("territories/apply/", least(Role.MANAGER)(apply), name="apply"),
]
