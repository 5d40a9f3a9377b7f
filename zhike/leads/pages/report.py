"""Where leads come from and what came of them, by source and campaign."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.person import person
from zhike.leads import sources
from zhike.look.charts import Bars
from zhike.look.format import number

SPANS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("12 months")}
USUAL = "90"


def report(request: HttpRequest) -> HttpResponse:
    """The last days that the address names, as far as the reader sees."""
    by, span = person(request), request.GET.get("days", USUAL)
    span = span if span in SPANS else USUAL
    last = timezone.localdate()
    told: dict[str, Any] = {"by": by, "first": last - timedelta(days=int(span) - 1), "last": last}
    groups = sources.lines("source", **told)
    campaigns = sources.lines("source", "campaign", **told)
    shown = [(line, [one for one in campaigns if one.source == line.source and one.campaign]) for line in groups]
    whole = sources.lines(**told) if groups else []
    context = {"groups": shown, "whole": next(iter(whole), None), "spans": SPANS, "span": span, "first": told["first"]}
    return render(request, "leads/report.html", context | {"drawing": _drawing(groups) if groups else None})


def _drawing(groups: list[sources.Line]) -> Bars:
    names = [line.label for line in groups]
    series = [
        (_("Leads"), "t0", [float(line.leads) for line in groups]),
        (_("Converted"), "t1", [float(line.converted) for line in groups]),
    ]
    says = _("Leads and how many became customers, by source.")
    return Bars(label=_("Leads by source"), says=says, names=names, series=series, y_says=number)
