"""Where targets stand, and what will be sold."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.access.person import person
from zhike.kit.access.rows import may, rows
from zhike.kit.refusal import Refusal
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.look.toast import toast
from zhike.rights.entry import least
from zhike.rights.figures import require_known
from zhike.sales.models import Order
from zhike.targets import files, freezing
from zhike.targets.actions import judge
from zhike.targets.attaining import of_period, visible_periods
from zhike.targets.foreseeing import Forecast, foresee
from zhike.targets.models import Judgement, Measure, Period, Statement, Target, Way
from zhike.targets.pictures import forecast_drawing
from zhike.targets.rules import periods

app_name = "targets"
MOST_SAID = 6


def attainment_page(request: HttpRequest) -> HttpResponse:
    """The targets of one period: what was asked, what is reached, what is needed to reach it."""
    by, today = person(request), timezone.localdate()
    known = visible_periods(by)
    chosen = _period(request, known, today)
    found = of_period(*chosen, on=today, by=by) if chosen else None
    context = {
        "periods": [(*pair, periods.name(pair[1], pair[0])) for pair in known],
        "chosen": chosen and periods.name(chosen[1], chosen[0]),
        "standings": found.standings if found else [],
        "unpriced": sorted(found.unpriced) if found else [],
        "today": today,
        "measures": dict(Measure.choices),
        "may_set": may(by, "create", Target),
    }
    return render(request, "targets/attainment.html", context)


def attainment_xlsx(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    by, today = person(request), timezone.localdate()
    chosen = _period(request, visible_periods(by), today)
    if chosen is None:
        raise Http404
    found = of_period(*chosen, on=today, by=by)
    return _workbook(files.of_targets(found), f"targets-{periods.name(chosen[1], chosen[0])}")


def statement_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """One's statement, or one of those one answers for, line by line."""
    statement = rows(Statement, by=person(request)).get(pk=pk)
    return _workbook(files.of_statement(statement), f"commission-{statement.pk}")


def _workbook(content: bytes, name: str) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    named = f'attachment; filename="{name.replace(" ", "-")}.xlsx"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": named})


def forecast_page(request: HttpRequest) -> HttpResponse:
    """Three ways to foresee the months to come side by side, and how far each was off before."""
    by, today = person(request), timezone.localdate()
    require_known(Order, by=by)
    every = list(Team.objects.order_by("name"))
    teams = [one for one in every if by.is_at_least(Role.ADMIN) or one.pk in by.team_ids]
    team = next((one for one in teams if str(one.pk) == request.GET.get("team")), None)
    if team is None and not by.is_at_least(Role.ADMIN):
        team = teams[0] if teams else None
    may_see = team is not None or by.is_at_least(Role.ADMIN)
    months = [periods.moved(periods.begin(today, "month"), number) for number in range(freezing.AHEAD + 1)]
    above = {one.pk: one.parent_id for one in every}
    found = foresee(months, team=team, on=today, above=above) if may_see else None
    context: dict[str, Any] = {
        "team": team,
        "teams": teams,
        "today": today,
        "months": months,
        "may_see": may_see,
        "whole_firm": by.is_at_least(Role.ADMIN),
        "table": _table(found, months) if found else [],
        "drawing": forecast_drawing(found, months) if found else None,
        "errors": _errors(freezing.past_errors(team, on=today)) if may_see else [],
        "may_judge": may(by, "judge", Judgement) and bool(teams),
        "judged": request.POST,
        "said": _said(team, months, by) if may_see else [],
    }
    status = 200
    if request.method == "POST":
        try:
            _judge(request, by)
            toast(request, _("Kept. Next month you will see how far it was off."))
            return redirect(f"{reverse('targets:forecast')}?{request.GET.urlencode()}")
        except Refusal as refusal:
            context["refusal"], status = refusal, 422
    return render(request, "targets/forecast.html", context, status=status)


def _judge(request: HttpRequest, by: Staff) -> None:
    typed = request.POST
    try:
        amount = Decimal(typed.get("amount", "").replace(",", "").strip())
    except InvalidOperation:
        raise Refusal(_("“%(typed)s” is no amount.") % {"typed": typed.get("amount", "")[:40]}) from None
    month = parse_date(typed.get("month", "") or "")
    team = typed.get("team", "")
    if month is None or not team.isdecimal() or not amount.is_finite():
        raise Refusal(_("Choose a team and a month, and say an amount."))
    judge(by=by, team=int(team), month=month, amount=amount, reason=typed.get("reason", "")[:300])


def _period(request: HttpRequest, known: list[tuple[str, date]], today: date) -> tuple[str, date] | None:
    """The period that the address names; else the one that runs, the shortest first."""
    asked = request.GET.get("period", "")
    for pair in known:
        if periods.name(pair[1], pair[0]) == asked:
            return pair
    running = [pair for pair in known if pair[1] == periods.begin(today, pair[0])]
    order = [Period.QUARTER, Period.MONTH, Period.YEAR]
    return min(running, key=lambda pair: order.index(Period(pair[0])), default=known[0] if known else None)


def _said(team: Team | None, months: list[date], by: Staff) -> list[Judgement]:
    """What was judged last of these months, and why: of a team or, for the firm, of every team."""
    found = rows(Judgement, by=by).filter(month__in=months).select_related("team", "judged_by").order_by("-pk")
    return list((found.filter(team=team) if team else found)[:MOST_SAID])


def _table(found: Forecast, months: list[date]) -> list[tuple[date, list, Decimal | None]]:
    ways = [str(way) for way in Way]
    return [(month, [found.said[way].get(month) for way in ways], found.came.get(month)) for month in months]


def _errors(errors: dict) -> list[tuple[str, list]]:
    """A row for each way with a past, a column for each distance."""
    distances = range(freezing.AHEAD + 1)
    rows = [(str(way.label), [errors.get((str(way), distance)) for distance in distances]) for way in Way]
    return [(label, row) for label, row in rows if any(row)]


nav.add(nav.Place("targets", gettext_lazy("Targets"), "targets:attainment", 50, holds=("targets",)))
nav.add(
    nav.Place(
        "sales-forecast",
        gettext_lazy("Sales forecast"),
        "targets:forecast",
        51,
        under="targets",
        shown_to=lambda by: by.is_at_least(Role.MANAGER),
    )
)
nav.add(nav.Place("commission", gettext_lazy("Commission"), "kit:list", 52, args=("statements",), under="targets"))
nav.add(
    nav.Place(
        "commission-plans",
        gettext_lazy("Commission plans"),
        "kit:list",
        53,
        args=("commissionplans",),
        under="targets",
        shown_to=lambda by: by.is_at_least(Role.MANAGER),
        holds=("commissionrates",),
    )
)

urlpatterns = [
    path("attainment/", signed_in(attainment_page), name="attainment"),
    path("attainment/xlsx/", signed_in(attainment_xlsx), name="attainment-xlsx"),
    path("statements/<int:pk>/xlsx/", signed_in(statement_xlsx), name="statement-xlsx"),
    path("sales-forecast/", least(Role.MANAGER)(forecast_page), name="forecast"),
]
