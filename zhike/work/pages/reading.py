"""Reading a calendar file: what it holds is shown first, and taken in when somebody says so."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.reading.encodings import text_of
from zhike.reading.problems import UnreadableFile
from zhike.work.actions.taking_in import Taken, compare, take_in
from zhike.work.calendars.parsing import LARGEST, Found, read
from zhike.work.calendars.pieces import unfolded

BACK, AHEAD = timedelta(days=30), timedelta(days=365)
OUTCOMES = {
    "new": gettext_lazy("to add"),
    "changed": gettext_lazy("changed"),
    "same": gettext_lazy("unchanged"),
    "cancelled": gettext_lazy("cancelled"),
    "passed": gettext_lazy("passed over"),
}
SHOWN = 200


class FileForm(forms.Form):
    """A calendar file, or what was read of it a moment ago."""

    upload = forms.FileField(label=gettext_lazy("calendar file (.ics)"), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LARGEST, strip=False)


def import_page(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at what is in it, take it in. The same file again adds nothing."""
    by = person(request)
    form = FileForm(request.POST or None, request.FILES or None, label_suffix="")
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            text = _text(form)
            found = _found(text)
            if "take" in request.POST:
                counts = take_in(found, by=by)
                messages.success(request, _said(counts))
                return redirect("work:calendar")
            context |= {"text": text, "taken": _shown(compare(found, by=by))}
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "work/calendar_import.html", context, status=422 if form.errors else 200)


def _text(form: FileForm) -> str:
    upload = form.cleaned_data["upload"]
    if upload is None:
        return str(form.cleaned_data["text"])
    if upload.size > LARGEST:
        raise Refusal(_("The file is larger than 1 MB."), field="upload")
    try:
        return text_of(unfolded(upload.read()))
    except UnreadableFile as problem:
        sentence = _("The letters of this file cannot be read. Save it as UTF-8 and choose it again.")
        raise Refusal(sentence, field="upload") from problem


def _found(text: str) -> list[Found]:
    today = timezone.localdate()
    return read(text, first=today - BACK, last=today + AHEAD, zone=timezone.get_default_timezone())


def _shown(taken: list[Taken]) -> dict[str, Any]:
    counts = {name: sum(one.outcome == name for one in taken) for name in OUTCOMES}
    problems = [one.found for one in taken if one.found.problem]
    whole = [one for one in taken if not one.found.problem]
    lines = [(one.found, OUTCOMES[one.outcome]) for one in whole[:SHOWN]]
    said = [(OUTCOMES[name], count) for name, count in counts.items() if count]
    return {
        "counts": said,
        "problems": sorted(problems, key=lambda found: found.line),
        "lines": lines,
        "more": max(len(whole) - SHOWN, 0),
        "news": counts["new"] + counts["changed"],
    }


def _said(counts: dict[str, int]) -> str:
    told = [f"{OUTCOMES[name]} {count}" for name, count in counts.items()]
    return _("The calendar was read: %(counts)s.") % {"counts": " · ".join(told)}
