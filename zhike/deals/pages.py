"""The pages of deals that cannot be derived: a pipeline in pictures, how deals ended, the rules of a stage."""

import json
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.deals import figures, pictures, requirements
from zhike.deals.actions import require_for
from zhike.deals.models import Deal, Kind, Pipeline, Stage
from zhike.deals.stepping import steps_page
from zhike.insight.pictures.workbook import write
from zhike.kit.access.models import Role
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.forms import PICKED
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.look.saving import to_save

app_name = "deals"
CONTACTS = 50  # to pick from
NO_STEP = json.dumps({"any": [{"field": name, "op": "empty", "values": []} for name in ("next_step", "next_step_on")]})


def pipeline(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A pipeline in pictures; without a number the first one."""
    known = list(rows(Pipeline, by=request.user).filter(is_used=True).order_by("position", "pk"))
    named = next((one for one in known if one.pk == pk), None)
    chosen = named or (rows(Pipeline, by=request.user).get(pk=pk) if pk else next(iter(known), None))
    context: dict[str, Any] = {"pipelines": known, "pipeline": chosen}
    if chosen:
        today = timezone.localdate()
        counts = figures.counts(chosen, by=request.user, today=today)
        context |= {"counts": _tiles(chosen, counts, today=today), "stages": _stages(chosen, by=request.user)}
        currency = figures.currency_of(chosen, by=request.user)
        context |= {"currency": currency, "beside": figures.beside(chosen, by=request.user, currency=currency)}
        cards = pictures.cards_of(chosen, by=request.user, today=today, currency=currency)
        context |= {"cards": cards, "today": today}
        context |= {"requirements": requirements.known(), "may_set": may(request.user, "change", Stage)}
    return render(request, "deals/pipeline.html", context)


def pipeline_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The tables of a pipeline as XLSX."""
    chosen, today = rows(Pipeline, by=request.user).get(pk=pk), timezone.localdate()
    return _workbook(chosen.name, pictures.cards_of(chosen, by=request.user, today=today), f"pipeline-{today}")


def outcomes(request: HttpRequest) -> HttpResponse:
    """How deals ended in a span of days."""
    since, until = _span(request)
    currency = _currency(request)
    cards = pictures.outcome_cards(by=request.user, since=since, until=until, currency=currency)
    context = {"since": since, "until": until, "cards": cards, "currency": currency, "address": request.GET.urlencode()}
    return render(request, "deals/outcomes.html", context)


def outcomes_file(request: HttpRequest) -> HttpResponse:
    """The tables of how deals ended as XLSX."""
    since, until = _span(request)
    cards = pictures.outcome_cards(by=request.user, since=since, until=until, currency=_currency(request))
    return _workbook(_("How deals ended"), cards, f"outcomes-{since}-{until}")


def stage_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """What a stage asks for, as ticks; by whoever may change stages."""
    stage = rows(Stage, by=request.user).get(pk=pk)
    if request.method == "POST":
        enter, leave = (",".join(request.POST.getlist(name)) for name in ("enter", "leave"))
        require_for(stage, by=request.user, enter=enter, leave=leave)
        messages.success(request, _("The rules of “%(stage)s” are set.") % {"stage": stage.name})
        return redirect("deals:pipeline", pk=stage.pipeline_id)
    known = [(one, one.name in stage.to_enter, one.name in stage.to_leave) for one in requirements.known()]
    return render(request, "deals/rules.html", {"stage": stage, "known": known})


def asking(request: HttpRequest, pk: int) -> HttpResponse:
    """The question what is done next, for a deal that was just moved; nothing where that is known."""
    deal = rows(Deal, by=request.user, to="change").get(pk=pk)
    if not deal.is_open or (deal.next_step and not deal.is_late()):
        return HttpResponse(status=204)
    return render(request, "deals/asking.html", {"deal": deal, "today": timezone.localdate()})


def _tiles(pipeline: Pipeline, counts: dict[str, int], *, today: date) -> list[tuple[str, int, str, bool]]:
    before = (today - timedelta(days=1)).isoformat()
    slipping = {"expected_on.max": before}
    here = {"pipeline": pipeline.pk, "status": Kind.OPEN.value}
    return [
        (_("open deals"), counts["open"], _list(here), False),
        (_("without a next step"), counts["no_step"], _list(here | {"filter": NO_STEP}), counts["no_step"] > 0),
        (_("next step overdue"), counts["late"], _list(here | {"next_step_on.max": before}), counts["late"] > 0),
        (_("past the expected day"), counts["slipping"], _list(here | slipping), counts["slipping"] > 0),
    ]


def _stages(pipeline: Pipeline, *, by: Any) -> list[tuple[Any, ...]]:
    labels = {one.name: one.label for one in requirements.known()}
    found = rows(Stage, by=by).filter(pipeline=pipeline).order_by("position", "pk")
    return [
        (stage, *([labels[name] for name in names if name in labels] for names in (stage.to_enter, stage.to_leave)))
        for stage in found
    ]


def contact_options(request: HttpRequest) -> HttpResponse:
    """The contacts of the customer picked in the form of a deal, to pick from."""
    picked = PICKED.search(request.GET.get("customer", ""))
    customer = rows(Customer, by=request.user).filter(pk=picked[1]).first() if picked else None
    names = customer.contacts.order_by("pk").values_list("name", flat=True)[:CONTACTS] if customer else []
    return HttpResponse(format_html_join("", '<option value="{}">', ((name,) for name in names)))


def _span(request: HttpRequest) -> tuple[date, date]:
    today = timezone.localdate()
    since, until = (_day(request.GET.get(name, "")) for name in ("since", "until"))
    return since or today - figures.YEAR, until or today


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _currency(request: HttpRequest) -> str:
    return request.GET.get("currency", "")[:3].upper() or "CNY"


def _list(asked: dict[str, Any]) -> str:
    return f"{reverse('kit:list', args=['deals'])}?{urlencode(asked)}"


def _workbook(title: str, cards: list[Any], name: str) -> HttpResponse:
    file = BytesIO()
    write(title, cards, [(_("As of"), timezone.localdate().isoformat())], file)
    return to_save(file.getvalue(), f"{name}.xlsx")


def _answers_for_a_team(by: Any) -> bool:
    return by.is_at_least(Role.MANAGER)


nav.add(nav.Place("deals", gettext_lazy("Deals"), "kit:board", 32, args=("deals",), under="sales", holds=("deals",)))
nav.add(nav.Place("pipeline", gettext_lazy("Pipeline analysis"), "deals:first", 61, under="sales"))
nav.add(nav.Place("outcomes", gettext_lazy("Won and lost"), "deals:outcomes", 62, under="sales"))
nav.add(nav.Place("competitors", gettext_lazy("Competitors"), "kit:list", 65, args=("competitors",), under="sales"))
nav.add(
    nav.Place(
        "stages",
        gettext_lazy("Deal stages"),
        "kit:list",
        92,
        args=("stages",),
        under="settings",
        shown_to=_answers_for_a_team,
        holds=("pipelines", "loss-reasons"),
    )
)
urlpatterns = [
    path("deals/pipelines/", signed_in(pipeline), name="first"),
    path("deals/pipelines/<int:pk>/", signed_in(pipeline), name="pipeline"),
    path("deals/pipelines/<int:pk>/xlsx/", signed_in(pipeline_file), name="pipeline-xlsx"),
    path("deals/outcomes/", signed_in(outcomes), name="outcomes"),
    path("deals/outcomes/xlsx/", signed_in(outcomes_file), name="outcomes-xlsx"),
    path("deals/stages/<int:pk>/rules/", signed_in(stage_rules), name="rules"),
    path("deals/steps/", signed_in(steps_page), name="steps"),
    path("deals/contacts/", signed_in(contact_options), name="contacts"),
    path("deals/<int:pk>/asking/", signed_in(asking), name="asking"),
]
