"""A visit on site, in one hand: one large button to arrive, one to leave with what came of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.forms import refuse
from zhike.kit.surfaces.hiding import hide
from zhike.work.actions import check_in, finish
from zhike.work.forms import NextForm
from zhike.work.models import Visit, VisitResult, VisitStatus, work_calendar
from zhike.work.rules.places import is_far
from zhike.work.suggesting import after_visit

OTHERS = ("accelerometer", "camera", "gyroscope", "microphone", "midi", "payment", "usb")
PLACE_ALONE = ", ".join(["geolocation=(self)", *(f"{device}=()" for device in OTHERS)])  # every other page gets none


class ArriveForm(forms.Form):
    """Where the device is, or in words where it does not tell."""

    latitude = forms.DecimalField(widget=forms.HiddenInput, required=False)
    longitude = forms.DecimalField(widget=forms.HiddenInput, required=False)
    accuracy = forms.DecimalField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label=gettext_lazy("where you are"), max_length=120, required=False)


class LeaveForm(NextForm):
    """What came of it."""

    result = forms.ChoiceField(label=gettext_lazy("result"), choices=VisitResult.choices)
    summary = forms.CharField(
        label=gettext_lazy("summary"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )


def visit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrive or leave, whichever comes next; of a visit that is over its own page."""
    visit = rows(Visit, by=request.user, to="change").select_related("customer", "owner").get(pk=pk)
    if visit.status not in (VisitStatus.PLANNED, VisitStatus.THERE):
        return redirect("kit:detail", "visits", pk)
    hide([visit], entity_of(Visit).fields, by=request.user)
    is_there = visit.status == VisitStatus.THERE
    step = after_visit(today=timezone.localdate(), calendar=work_calendar())
    usual = {"next_what": step.what, "next_kind": step.kind, "next_on": step.on, "result": VisitResult.GOOD}
    kept: dict[str, Any] = {"data": request.POST or None, "label_suffix": ""}
    form: forms.Form = LeaveForm(initial=usual, **kept) if is_there else ArriveForm(**kept)
    if request.method == "POST" and form.is_valid() and _done(request, visit, form):
        return redirect("kit:detail", "visits", pk) if is_there else redirect("work:on-site", pk)
    context = {
        "visit": visit,
        "form": form,
        "is_there": is_there,
        "is_far": is_far(visit.distance, accuracy=visit.accuracy),
        "results": VisitResult.choices,
    }
    answer = render(request, "work/visit.html", context, status=422 if form.is_bound else 200)
    answer.headers["Permissions-Policy"] = PLACE_ALONE
    return answer


def _done(request: HttpRequest, visit: Visit, form: forms.Form) -> bool:
    said: dict[str, Any] = dict(form.cleaned_data)
    try:
        if isinstance(form, LeaveForm):
            finish(visit, by=request.user, **said)
            messages.success(request, _("The visit is finished."), extra_tags=f"/visits/{visit.pk}/do/step_back/")
        else:
            check_in(visit, by=request.user, **said | {"accuracy": int(said["accuracy"] or 0)})
            messages.success(request, _("You are checked in."), extra_tags=f"/visits/{visit.pk}/do/step_back/")
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True
