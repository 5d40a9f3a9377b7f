"""What the figures of loyalty shall reach: a form with a line for each figure that orders tell."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhike.insight.actions import aim, may_draft
from zhike.insight.books import newest
from zhike.insight.computing import kept
from zhike.insight.measures.loyalty.figures import FIGURES
from zhike.insight.models import RuleBook
from zhike.insight.pictures.loyalty import known_kpis, told
from zhike.insight.pictures.picture import Unit, said
from zhike.insight.pictures.seen import Seen
from zhike.kit.access.person import person
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.look.toast import toast

HIDDEN = ("share_of_wallet", "feedback", "price_tolerance")  # told by surveys, never by orders
SHARES = {figure.kpi for figure in FIGURES if figure.unit == "share"}


class TargetsForm(forms.Form):
    """A target for each figure, shares in per cent; an empty one is none."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, book: RuleBook, data: Any = None):
        super().__init__(data, initial={"version": book.version})
        for figure in FIGURES:
            if figure.kpi not in HIDDEN:
                value = book.settings.get(figure.kpi)
                shown = value if value is None or figure.kpi not in SHARES else round(value * 100, 4)
                self.fields[figure.kpi] = forms.FloatField(
                    label=told({"kpi": figure.kpi, "unit": figure.unit, "meaning": figure.meaning})["words"],
                    required=False,
                    initial=shown,
                    min_value=None if figure.kpi == "rung_movement" else 0,
                    max_value=100 if figure.kpi in SHARES else None,
                    widget=forms.NumberInput(attrs={"step": "any"}),
                )

    @property
    def targets(self) -> dict[str, float]:
        """The targets as the figures are counted."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version" and value is not None}
        return {name: value / 100 if name in SHARES else value for name, value in given.items()}

    def lines(self, now: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Each field beside its unit and where the figure stands."""
        for figure in FIGURES:
            if figure.kpi not in HIDDEN:
                row = told({"kpi": figure.kpi, "unit": figure.unit, "meaning": figure.meaning})
                unit = {"share": "%", "money": "¥", "per_hundred": _("per 100")}.get(figure.unit, "")
                yield row | {
                    "field": self[figure.kpi],
                    "unit": unit,
                    "now": said(now.get(figure.kpi), row["own_unit"] or Unit.NUMBER),
                }


def targets(request: HttpRequest) -> HttpResponse:
    """Read and set the targets; for managers, and for who may publish rules."""
    by, book = person(request), newest("loyalty")
    if not may_draft(by):
        raise NotAllowed
    form = TargetsForm(book, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            aim(form.targets, by=by, version=form.cleaned_data["version"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("The targets are set."))
            return redirect("insight:picture", "loyalty")
    run = kept.newest("loyalty")
    now = {row["kpi"]: row["value"] for row in known_kpis(Seen(run, by=by))} if run else {}
    context = {"form": form, "lines": form.lines(now), "book": book}
    return render(request, "insight/targets.html", context, status=422 if form.errors else 200)
