"""A rule tried on the past: the form, and what it would have come to."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.kinds import words_of
from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import require, rows
from zhike.kit.batches.models import Batch
from zhike.look.charts import Bars
from zhike.look.format import number
from zhike.pool.models import PoolRule
from zhike.pool.simulating import KIND, LONGEST, ask

USUAL = 90
BARS = 60  # at most; longer windows are drawn by weeks
SHOWN = 50  # customers that the page names


class TryForm(forms.Form):
    """How far back."""

    days = forms.IntegerField(label=gettext_lazy("Days up to today"), min_value=1, max_value=LONGEST, initial=USUAL)


def tried(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a trial, and the latest one that is there."""
    by = person(request)
    require(by, "change", PoolRule)
    rule = rows(PoolRule, by=by).select_related("pool").get(pk=pk)
    form = TryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ask(rule, by=by, days=form.cleaned_data["days"])
        return redirect(request.path)
    batch = Batch.objects.filter(kind=KIND, by=by, asked__rule=pk).order_by("-pk").first()
    context: dict[str, Any] = {"rule": rule, "form": form, "batch": batch}
    if batch and batch.result:
        context |= _shown(batch.result, by)
    return render(request, "pool/tried.html", context, status=422 if form.is_bound else 200)


def _shown(result: dict[str, Any], by: Any) -> dict[str, Any]:
    """What a trial came to, with the names its reader may know."""
    names = dict(Staff.objects.filter(pk__in=[owner for owner, _count in result["owners"]]).values_list("pk", "name"))
    seen = rows(Customer, by=by).in_bulk([one["customer"] for one in result["customers"]])
    customers = [
        one
        | {"row": seen[one["customer"]], "owner": names.get(one["owner"], ""), "tier": words_of("tier", one["tier"])}
        for one in result["customers"]
        if one["customer"] in seen
    ]
    days = [(parse_date(day), warned, returned) for day, warned, returned in result["days"]]
    return {
        "result": result,
        "first": days[0][0],
        "last": days[-1][0],
        "mornings": len(days),
        "protected": result["spared"].get("tier", 0),
        "with_deals": result["spared"].get("deal", 0),
        "owners": [(names.get(int(owner), "—"), count) for owner, count in result["owners"]],
        "tiers": [(words_of("tier", tier) if tier else _("no tier"), count) for tier, count in result["tiers"]],
        "customers": customers[:SHOWN],
        "more": max(result["returned"] - SHOWN, 0) if customers else 0,
        "by_week": len(days) > BARS,
        "drawing": _drawing(days),
    }


def _drawing(days: list[tuple[Any, int, int]]) -> Bars:
    size = 1 if len(days) <= BARS else 7
    parts = [days[place : place + size] for place in range(0, len(days), size)]
    names = [_name(part[0][0]) if place % 5 == 0 else "" for place, part in enumerate(parts)]
    series = [
        (_("Warned"), "t1", [float(sum(one[1] for one in part)) for part in parts]),
        (_("Fell back"), "t3", [float(sum(one[2] for one in part)) for part in parts]),
    ]
    says = _("How many would have been warned and would have fallen back.")
    return Bars(label=_("Warned and fallen back"), says=says, names=names, series=series, y_says=number)


def _name(day: date) -> str:
    return f"{day:%m-%d}"
