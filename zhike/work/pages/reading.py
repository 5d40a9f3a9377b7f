"""Reading a calendar file: what it holds is shown first, taken in when somebody says so, and taken back again."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhike.exchange.importing import undoing
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.look.toast import toast
from zhike.reading.encodings import text_of
from zhike.reading.problems import UnreadableFile
from zhike.work.actions.taking_in import Taken, compare, take_in, taken_in_before
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
BEFORE = 5  # imports that can be taken back


class FileForm(forms.Form):
    """A calendar file, or what was read of it a moment ago."""

    upload = forms.FileField(label=gettext_lazy("calendar file (.ics)"), required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LARGEST, strip=False)
    file_name = forms.CharField(widget=forms.HiddenInput, required=False)


def import_page(request: HttpRequest) -> HttpResponse:
    """Choose a file, look at what is in it, take it in. The same file again adds nothing."""
    by = person(request)
    form = FileForm(request.POST or None, request.FILES or None, label_suffix="")
    context: dict[str, Any] = {"form": form, "before": taken_in_before(by)[:BEFORE]}
    if request.method == "POST" and form.is_valid():
        try:
            text = _text(form)
            found = _found(text)
            if "take" in request.POST:
                return _take_in(request, found, _name(form))
            context |= {"text": text, "file_name": _name(form), "taken": _shown(compare(found, by=by))}
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "work/calendar_import.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a calendar back that was read in: its meetings go, as long as nobody touched them."""
    by = person(request)
    return redirect("batches:one", undoing.start(taken_in_before(by).get(pk=pk), by=by).pk)


def _take_in(request: HttpRequest, found: list[Found], file_name: str) -> HttpResponse:
    run, counts = take_in(found, by=person(request), file_name=file_name)
    toast(request, _said(counts), undo=reverse("work:calendar-undo", args=[run.pk]) if run else "")
    return redirect("work:calendar")


def _name(form: FileForm) -> str:
    upload = form.cleaned_data["upload"]
    return upload.name if upload else str(form.cleaned_data["file_name"])


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
    told = [f"{word} {counts[name]}" for name, word in OUTCOMES.items() if counts.get(name)]
    return _("The calendar was read: %(counts)s.") % {"counts": " · ".join(told)}
