"""The desk: lists to call from, the call on the screen, its result; the board; filling lists; numbers not to call."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhike.customers.models import Customer
from zhike.kit import writing
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import may, require, rows
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.forms import form_for, refuse
from zhike.leads.actions import convert
from zhike.leads.models import Lead
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.look.toast import toast
from zhike.rights.entry import least
from zhike.telesales import actions, desk, following, intake
from zhike.telesales.models import Attempt, CallList, DoNotCall, ResultCode, Why
from zhike.telesales.rules import steps

app_name = "telesales"
LINES = 5000  # numbers in one go


def desk_page(request: HttpRequest) -> HttpResponse:
    """What is on the screen now: a call, the time after it, a pause, or the lists to choose from."""
    by = person(request)
    if attempt := desk.on_screen(by):
        return _call(request, attempt)
    return render(request, "telesales/desk.html", _head(by) | {"lists": desk.lists(by=by)})


def _head(by: Staff) -> dict[str, Any]:
    """What stands above every screen of the desk."""
    (mine,) = desk.board([by], now=timezone.now())
    return {"mine": mine, "whys": Why.choices, "leads": by.is_at_least(Role.MANAGER)}


def _call(request: HttpRequest, attempt: Attempt, refusal: Refusal | None = None) -> HttpResponse:
    """The call on the screen; after a refusal with what was typed, for the customer is still on the line."""
    by = person(request)
    context = _head(by) | _screen(attempt, by=by) | {"sent": request.POST, "refusal": refusal}
    return render(request, "telesales/call.html", context, status=422 if refusal else 200)


@require_POST
def next_page(request: HttpRequest) -> HttpResponse:
    """Take the next call of a list; what may not be called is told on the way, and a refusal at the desk."""
    by = person(request)
    one = rows(CallList, by=by).get(pk=_key(request.POST.get("list", "")))
    try:
        attempt, passed = desk.next_call(one, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("telesales:desk")
    for planned in passed:
        messages.warning(request, _("Passed over %(name)s. %(why)s") % {"name": planned.name, "why": planned.reason})
    if attempt is None:
        toast(request, _("Nobody is to be called from this list now."))
    return redirect("telesales:desk")


@require_POST
def result_page(request: HttpRequest) -> HttpResponse:
    """Say what came of the call on the screen."""
    by, sent = person(request), request.POST
    attempt = _mine(by)
    result = rows(ResultCode, by=by).filter(active=True, pk=_key(sent.get("result") or "0")).first()
    if result is None:
        return _call(request, attempt, Refusal(_("Say what came of the call.")))
    told: dict[str, Any] = {name: sent.get(name, "") for name in ("words", "call_at", "way")}
    told["dialled"] = _key(sent.get("dialled", "0"))
    try:
        actions.say(attempt.planned, by=by, result=result, **told)
    except Refusal as refusal:
        return _call(request, desk.on_screen(by) or attempt, refusal)
    return redirect("telesales:desk")


@require_POST
def act(request: HttpRequest, word: str) -> HttpResponse:
    """Put the call back, take its result back, finish it, pause, or go on."""
    by = person(request)
    if word == "back":
        actions.put_back(_mine(by).planned, by=by)
    elif word == "unsay":
        actions.unsay(_mine(by, may_have_ended=True).planned, by=by)
    elif word == "done":
        desk.wrap_up(by)
    elif word == "rest":
        desk.rest(by, why=request.POST.get("why", ""))
    elif word == "resume":
        desk.resume(by)
    else:
        raise Http404
    return redirect("telesales:desk")


def board_page(request: HttpRequest) -> HttpResponse:
    """Who calls now, how fast, and how far the lists are."""
    by = person(request)
    team = Staff.objects.working().exclude(role=Role.ADMIN)
    team = team if by.is_at_least(Role.ADMIN) else team.filter(team__in=by.team_ids)
    callers = [one for one in desk.board(team, now=timezone.now()) if one.pace.calls or one.now or one.pause]
    return render(request, "telesales/board.html", {"callers": callers, "lists": desk.lists(by=by)})


def new_page(request: HttpRequest) -> HttpResponse:
    """A call list of the customers, or of the leads, of an address."""
    by, asked = person(request), request.GET.copy()
    whom = CallList.Whom.LEADS if asked.pop("of", [""])[-1] == CallList.Whom.LEADS else CallList.Whom.CUSTOMERS
    require(by, "create", CallList)
    address = asked.urlencode()
    count = intake.chosen(address, whom, by=by).count()
    form = form_for(entity_of(CallList), by=by, data=request.POST or None, given={"owner": by})
    if request.method == "POST" and form.is_valid() and (made := _made(form, address, whom, by=by)):
        toast(request, _("“%(title)s” was created.") % {"title": made})
        return redirect("kit:detail", "call-lists", made.pk)
    status = 422 if form.is_bound else 200
    context = {"form": form, "count": count, "address": request.GET.urlencode(), "of_leads": whom == "leads"}
    return render(request, "telesales/new.html", context, status=status)


@require_POST
def refill(request: HttpRequest, pk: int) -> HttpResponse:
    """Put those on a list who came since."""
    by = person(request)
    one = rows(CallList, by=by, to="change").get(pk=pk)
    batch = intake.fill(one, by=by)
    toast(
        request, _("%(count)s added.") % {"count": batch.done} if batch.finished_at else _("Filling in the background.")
    )
    return redirect("kit:detail", "call-lists", pk)


class NumbersForm(forms.Form):
    """Numbers that nobody may call, a line each."""

    numbers = forms.CharField(label=gettext_lazy("Numbers, a line each"), widget=forms.Textarea, max_length=200_000)
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)


def forbid_page(request: HttpRequest) -> HttpResponse:
    """Take in many numbers at once; those that are there already are passed over, wrong ones are told."""
    by = person(request)
    require(by, "forbid", DoNotCall)
    form = NumbersForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        context |= _forbidden(form.cleaned_data, by=by)
        left = "\n".join(line for line, _why in context["wrong"])
        context["form"] = NumbersForm(initial={"numbers": left, "reason": form.cleaned_data["reason"] if left else ""})
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "telesales/forbid.html", context, status=status)


def _screen(attempt: Attempt, *, by: Staff) -> dict[str, Any]:
    """The customer or lead with the numbers that may be called, the script, and the results with their keys."""
    customer = rows(Customer, by=by).filter(pk=attempt.planned.customer_id or 0).first()
    lead = rows(Lead, by=by).filter(pk=attempt.planned.lead_id or 0).first()
    who = customer or lead
    numbers = following.callable_numbers(who) if who and attempt.ended_at is None else []
    said = rows(ResultCode, by=by).filter(active=True).order_by("position", "pk")
    script = steps(attempt.edition.text) if attempt.edition else []
    known = {"customer": customer, "lead": lead, "may_convert": lead and lead.is_open and may(by, convert.right, Lead)}
    return {**known, "attempt": attempt, "numbers": numbers, "steps": script, "results": said}


def _made(form: forms.Form, address: str, whom: str, *, by: Staff) -> Any:
    values = dict(form.cleaned_data)
    values.pop("version", None)
    try:
        made: Any = writing.create(CallList, by=by, values=values)
        made.whom = whom
        made.save()
        intake.fill(made, by=by, address=address)
        return made
    except (Refusal, forms.ValidationError) as refusal:
        refuse(form, refusal)
    return None


def _forbidden(told: dict[str, Any], *, by: Staff) -> dict[str, Any]:
    added, wrong = 0, []
    for line in [line.strip() for line in told["numbers"].splitlines() if line.strip()][:LINES]:
        if following.is_forbidden(line):
            continue
        try:
            actions.forbid(by=by, number=line, reason=told["reason"])
            added += 1
        except Refusal as refusal:
            wrong.append((line, str(refusal)))
    return {"added": added, "wrong": wrong, "done": True}


def _mine(by: Staff, *, may_have_ended: bool = False) -> Attempt:
    attempt = desk.on_screen(by)
    if attempt is None or (attempt.ended_at is not None and not may_have_ended):
        raise Refusal(_("There is no call on your screen."))
    return attempt


def _key(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 18:
        raise Http404
    return int(typed)


HELD = ("call-lists", "planned-calls", "scripts", "result-codes", "do-not-calls")
nav.add(nav.Place("telesales", gettext_lazy("Telesales desk"), "telesales:desk", 41, under="sales", holds=HELD))
urlpatterns = [
    path("telesales/", signed_in(desk_page), name="desk"),
    path("telesales/next/", signed_in(next_page), name="next"),
    path("telesales/result/", signed_in(result_page), name="result"),
    path("telesales/do/<slug:word>/", signed_in(act), name="act"),
    path("telesales/board/", least(Role.MANAGER)(board_page), name="board"),
    path("telesales/lists/new/", least(Role.MANAGER)(new_page), name="new"),
    path("telesales/lists/<int:pk>/refill/", least(Role.MANAGER)(refill), name="refill"),
    path("telesales/do-not-call/", signed_in(forbid_page), name="forbid"),
]
