"""Minutes of a meeting: written in one box, read line by line before they become tasks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.work.actions import keep_minutes
from zhike.work.actions.meetings import lines_of
from zhike.work.models import Meeting


class MinutesForm(forms.Form):
    """What was said, and the reason where nothing follows."""

    text = forms.CharField(
        label=gettext_lazy("minutes"), widget=forms.Textarea(attrs={"rows": 10}), max_length=20_000, required=False
    )
    no_next = forms.CharField(label=gettext_lazy("or: no next step, because"), max_length=120, required=False)


def minutes_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes; while they are typed, what the lines say stands beside them."""
    meeting = rows(Meeting, by=request.user, to="change").get(pk=pk)
    begun = {"text": meeting.minutes, "no_next": meeting.no_next}
    form = MinutesForm(request.POST or None, initial=begun, label_suffix="")
    typed = request.POST.get("text", meeting.minutes)
    if "preview" in request.GET:
        return render(request, "work/minutes_read.html", {"lines": lines_of(typed)})
    if request.method == "POST" and form.is_valid() and _kept(request, meeting, form):
        return redirect("kit:detail", "meetings", pk)
    context: dict[str, Any] = {"meeting": meeting, "form": form, "lines": lines_of(typed)}
    return render(request, "work/minutes.html", context, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, meeting: Meeting, form: MinutesForm) -> bool:
    try:
        kept = keep_minutes(meeting, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    tasks = kept.items.filter(kind="task").count()  # type: ignore[attr-defined]
    messages.success(request, _("The minutes are kept; tasks: %(tasks)s.") % {"tasks": tasks})
    return True
