"""How the pools do."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.person import person
from zhike.look.charts import Bars
from zhike.look.format import number
from zhike.pool import health as figures
from zhike.pool.seeing import pools_of
from zhike.pool.undoing import mornings

SPAN = timedelta(days=365)
MORNINGS = 14  # on which customers fell back, that the page tells


def health(request: HttpRequest) -> HttpResponse:
    """All pools one sees into together, or the one that the address names."""
    pools, today = list(pools_of(person(request))), timezone.localdate()
    chosen = next((pool for pool in pools if str(pool.pk) == request.GET.get("pool")), None)
    keys = [pool.pk for pool in ([chosen] if chosen else pools)]
    weeks = figures.weeks(keys, on=today)
    context: dict[str, Any] = {"pools": pools, "chosen": chosen, "weeks": weeks[::-1], "now": weeks[-1].size}
    context |= {"claims": figures.claims(keys, since=today - SPAN, on=today)}
    context |= {"drawing": _flow(weeks), "sizes": _sizes(weeks)}
    context["mornings"] = mornings(by=person(request), last=MORNINGS)
    return render(request, "pool/health.html", context)


def _flow(weeks: list[figures.Week]) -> Bars:
    series = [
        (_("Came in"), "t3", [float(week.came) for week in weeks]),
        (_("Left"), "t0", [float(week.left) for week in weeks]),
    ]
    says = _("Customers that came into the pool and left it, by week.")
    return Bars(label=_("Coming and going"), says=says, names=_names(weeks), series=series, y_says=number)


def _sizes(weeks: list[figures.Week]) -> Bars:
    series = [(_("Waiting"), "t2", [float(week.size) for week in weeks])]
    says = _("Customers that waited at the end of each week.")
    return Bars(label=_("How many wait"), says=says, names=_names(weeks), series=series, y_says=number, height=220)


def _names(weeks: list[figures.Week]) -> list[str]:
    return [f"{week.begins:%m-%d}" if place % 4 == 0 else "" for place, week in enumerate(weeks)]
