"""Reports that go out on time: when, to whom, what next, and what became of the last."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from zhike.insight.cubes import jobs, reach, reporting
from zhike.insight.cubes.models import Dashboard, Report, Rhythm, SavedCube
from zhike.insight.pages.cubes.kept import MODELS
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.atomic import one_act
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.look.toast import toast

WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip


class ReportForm(forms.Form):
    """When a report goes out, and to whom."""

    rhythm = forms.ChoiceField(label=gettext_lazy("how often"), choices=Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("on weekday"), choices=list(enumerate(WEEKDAYS, start=1)), coerce=int
    )
    month_day = forms.TypedChoiceField(
        label=gettext_lazy("on day of the month"), choices=[(day, day) for day in range(1, 32)], coerce=int
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("at hour"), choices=[(hour, f"{hour}:00") for hour in range(24)], coerce=int
    )
    to = forms.ModelMultipleChoiceField(
        Staff.objects.none(), label=gettext_lazy("to"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, **options: Any):
        super().__init__(data, **options)
        people = Staff.objects.working()
        self.fields["to"].queryset = people  # type: ignore[attr-defined]

    @property
    def when(self) -> dict[str, Any]:
        """Rhythm, day and hour, as a report keeps them."""
        given = self.cleaned_data
        day = given["weekday"] if given["rhythm"] == Rhythm.WEEKLY else given["month_day"]
        return {"rhythm": given["rhythm"], "day": day, "hour": given["hour"]}


def new(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Let a saved cube or a dashboard be mailed."""
    by, model = person(request), MODELS[what]
    kept: SavedCube | Dashboard = reach.seen(model, by=by).get(pk=pk)
    form = ReportForm(
        request.POST or None, initial={"rhythm": "weekly", "weekday": 1, "month_day": 1, "hour": 8, "to": [by.pk]}
    )
    about: dict[str, Any] = {"cube" if what == "cubes" else "dashboard": kept}
    if form.is_bound and form.is_valid():
        try:
            report = reporting.schedule(by=by, to=form.cleaned_data["to"], **about, **form.when)
            return redirect("insight:report", report.pk)
        except Refusal as refusal:
            refuse(form, refusal)
    return _form(request, form, kept)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A report: when it is due next, who got it, and its settings."""
    by = person(request)
    report = reach.reports(by=by).get(pk=pk)
    began = {
        "rhythm": report.rhythm, "hour": report.hour, "weekday": min(report.day, 7), "month_day": report.day,
        "to": report.to.values_list("pk", flat=True),
    }  # fmt: skip
    form = ReportForm(request.POST or None, initial=began)
    if form.is_bound and form.is_valid():
        try:
            reporting.reschedule(pk, by=by, to=form.cleaned_data["to"], **form.when)
            return redirect("insight:report", pk)
        except Refusal as refusal:
            refuse(form, refusal)
    return _form(request, form, report.cube or report.dashboard, report=report)


@require_POST
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Send now, pause, go on, or end a report."""
    by = person(request)
    if name == "send":
        reporting.require_mail()
        with one_act():
            many = jobs.queue(reach.own_report(pk, by=by), due_at=timezone.now())
        toast(
            request, ngettext("%(many)s mail is on its way.", "%(many)s mails are on their way.", many) % {"many": many}
        )
    elif name in ("pause", "resume"):
        reporting.reschedule(pk, by=by, is_paused=name == "pause")
    elif name == "end":
        reporting.reschedule(pk, by=by, deleted_at=timezone.now())
        toast(request, _("The report goes out no more."))
        return redirect("insight:dashboards")
    else:
        raise Http404
    return redirect("insight:report", pk)


def _form(request: HttpRequest, form: ReportForm, kept: Any, *, report: Report | None = None) -> HttpResponse:
    context = {"form": form, "kept": kept, "report": report, "has_mail": reporting.has_mail()}
    if report:
        context["sendings"] = report.sendings.select_related("to").order_by("-pk")[:20]
        context["is_own"] = report.made_by_id == person(request).pk or person(request).role == "admin"
    return render(request, "insight/cubes/report.html", context, status=422 if form.is_bound else 200)
