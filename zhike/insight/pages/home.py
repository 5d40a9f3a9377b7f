"""Insight: what was computed, from what, when, and with which caveats; and the button to do it again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.insight import jobs, warehouse
from zhike.insight.apart.measures import SLOW
from zhike.insight.computing.steps import STEPS
from zhike.insight.models import Run
from zhike.insight.pages.parts import import_url, may_compute
from zhike.insight.questions import groups, times
from zhike.insight.questions.comparing import COMPARED, is_told_to
from zhike.insight.reservations import own, shared
from zhike.insight.rules import STILL_AFTER
from zhike.kit.refusal import Refusal
from zhike.look.toast import toast

SHOWN = 80
QUICK = ("figures", *(step.name for step in STEPS))


def home(request: HttpRequest) -> HttpResponse:
    """The state of the numbers and the ways into the pictures."""
    today, manifest = timezone.localdate(), warehouse.current()
    context = _runs(request.user) | {
        "today": today,
        "manifest": manifest,
        "lines": manifest.facts["order_lines"].rows if manifest and "order_lines" in manifest.facts else 0,
        "may_compute": may_compute(request.user),
        "import_url": import_url(),
        "tiers": groups.picture("tier", by=request.user),
    }
    return render(request, "insight/home.html", context | _age(context["latest"], today))


def runs(request: HttpRequest) -> HttpResponse:
    """The list of computations alone, fetched again while one is working."""
    return render(request, "insight/runs.html", _runs(request.user))


@require_POST
def recompute_now(request: HttpRequest) -> HttpResponse:
    """Queue a computation as of the day asked for. The page shows it working."""
    if not may_compute(request.user):
        raise Refusal(_("Only managers and administrators start computations."))
    as_of = _day_asked_for(request)
    there = jobs.ask(as_of, by=request.user)
    if there is None:
        said = _("Computing as of %(day)s. Results appear here as they are ready.")
        toast(request, said % {"day": as_of.isoformat()})
    else:
        messages.info(request, _instead(there, as_of))
    return redirect("insight:home")


def _instead(there: jobs.UnderWay, asked: date) -> str:
    """Why nothing was queued, and what comes in its stead."""
    if there.works:
        return _("A computation is running already; its results appear here. No second one was queued.")
    if there.as_of in (None, asked):
        return _("A computation is queued already and begins as soon as a worker is free. No second one was queued.")
    said = _("A computation as of %(other)s is queued. Ask for %(day)s once it has begun.")
    return said % {"other": there.as_of.isoformat(), "day": asked.isoformat()}


def _day_asked_for(request: HttpRequest) -> date:
    today, run = timezone.localdate(), times.latest("figures")
    try:
        as_of = parse_date(request.POST.get("as_of", "")) or today
    except ValueError:
        as_of = None
    if as_of is None or as_of > today:
        raise Refusal(_("A computation looks back: choose today or a day before."), field="as_of")
    if run and as_of < run.as_of:
        sentence = _("Everybody is judged as of %(day)s already. Choose that day or a later one.")
        raise Refusal(sentence % {"day": run.as_of.isoformat()}, field="as_of")
    return as_of


def _age(latest: Run | None, today: date) -> dict:
    """How old the numbers are, whether because the orders ended, and the day that a new computation would take."""
    if latest is None:
        return {"days_old": 0, "ended": False, "day": today}
    days_old = (today - latest.as_of).days
    ended = days_old > STILL_AFTER
    return {"days_old": days_old, "ended": ended, "day": latest.as_of if ended else today}


def _place(runs: list[Run]) -> dict | None:
    """Which of how many measures is computed at this moment; None between computations."""
    for run in runs:
        for steps in (QUICK, tuple(SLOW)):
            if run.status == Run.Status.RUNNING and run.measure in steps:
                return {"measure": run.measure, "place": steps.index(run.measure) + 1, "of": len(steps)}
    return None


def _runs(by: Any) -> dict:
    """The newest run of each measure, replays apart, and the older ones."""
    runs = list(Run.objects.order_by("-id")[:SHOWN])
    for run in runs:
        run.is_compared = run.measure in COMPARED and is_told_to(by, run.measure)  # type: ignore[attr-defined]
    newest = {(run.measure, "replayed_from" in run.parameters): run for run in reversed(runs)}
    reservations = shared(newest.values())
    for run in newest.values():
        run.reservations = own(run, reservations)  # type: ignore[attr-defined]
    going = jobs.going()
    works = any(run.status == Run.Status.RUNNING for run in runs)
    return {
        "newest": [run for run in runs if run in newest.values()],
        "older": [run for run in runs if run not in newest.values()],
        "reservations": reservations,
        "place": _place(runs),
        "working": works or bool(going),
        "queued": not works and bool(going) and not any(one.works for one in going),
        "latest": next((run for run in runs if run.status == Run.Status.DONE), None),
    }
