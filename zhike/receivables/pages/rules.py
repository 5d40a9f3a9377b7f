"""The thresholds of ageing and the steps of reminding, as versions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.receivables.models import Rulebook
from zhike.receivables.rules.ageing import Thresholds

STEPS = (1, 2, 3)


class RulesForm(forms.Form):
    """Days, all of them: where a bucket ends, from when money is owed long or lost, when each letter is written."""

    bounds = forms.CharField(
        label=gettext_lazy("buckets end after"),
        max_length=60,
        help_text=gettext_lazy("Days overdue, rising, such as 30, 60, 90, 180, 365."),
    )
    long_from = forms.IntegerField(label=gettext_lazy("long-term after"), min_value=1, max_value=9999)
    bad_from = forms.IntegerField(label=gettext_lazy("bad debt after"), min_value=1, max_value=9999)

    def __init__(self, data: Any, rules: Rulebook):
        thresholds, steps = rules.thresholds, {one["step"]: one for one in rules.steps}
        initial: dict[str, Any] = {"bounds": ", ".join(map(str, thresholds.bounds))}
        initial |= {"long_from": thresholds.long_from, "bad_from": thresholds.bad_from}
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            field.section = _("Accounts receivable")  # type: ignore[attr-defined]
        for step in STEPS:
            one = steps.get(step, {"days": 0, "later": {}})
            label = _("Letter %(step)s after") % {"step": step}
            self.fields[f"days-{step}"] = forms.IntegerField(
                label=label, min_value=0, max_value=9999, initial=one["days"], help_text=_("0 for never.")
            )
            self.fields[f"gold-{step}"] = forms.IntegerField(
                label=_("of gold customers later by"), min_value=0, max_value=999, initial=one["later"].get("gold", 0)
            )
            for name in ("days", "gold"):
                self.fields[f"{name}-{step}"].section = _("Payment reminders")  # type: ignore[attr-defined]

    def clean_bounds(self) -> list[int]:
        """The ends of the buckets."""
        parts = self.cleaned_data["bounds"].replace("，", ",").split(",")
        try:
            bounds = [int(part) for part in parts]
            Thresholds(tuple(bounds), 1, 2)
        except ValueError:
            raise forms.ValidationError(_("Whole days, each more than the one before.")) from None
        return bounds

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if {"long_from", "bad_from"} <= told.keys() and told["long_from"] >= told["bad_from"]:
            self.add_error("bad_from", _("Bad debt begins later than long-term debt."))
        return told

    def rules(self) -> dict[str, Any]:
        """What the new version says."""
        told = self.cleaned_data
        steps = [
            {"step": step, "days": told[f"days-{step}"], "later": {"gold": told[f"gold-{step}"]}}
            for step in STEPS
            if told[f"days-{step}"]
        ]
        return {"ageing": {name: told[name] for name in ("bounds", "long_from", "bad_from")}, "dunning": steps}


def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules as they are; saved, they are another version."""
    newest, by = Rulebook.objects.newest(), person(request)
    form = RulesForm(request.POST or None, newest)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = Rulebook.objects.create(version=newest.version + 1, rules=form.rules(), by=by)
            trace.record_about(Rulebook, "change", by=by, changes={"version": [str(newest), str(made)]})
        messages.success(request, _("Version %(n)s counts from now on.") % {"n": made.version})
        return redirect("receivables:rules")
    versions = Rulebook.objects.select_related("by").order_by("-version")[:20]
    context = {"form": form, "newest": newest, "versions": versions}
    return render(request, "receivables/rules.html", context, status=422 if form.errors else 200)
