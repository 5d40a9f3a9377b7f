"""Saved cubes: kept, opened, changed, taken away and brought back."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhike.insight.cubes import keeping, reach
from zhike.insight.cubes.answering import asked, known_only
from zhike.insight.cubes.models import NAME_LENGTH, Dashboard, SavedCube
from zhike.insight.pages.cubes.explore import context_of, first
from zhike.kit.access.models import Staff, Team
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.kit.views.models import Audience
from zhike.kit.views.reach import teams
from zhike.look.toast import toast

MODELS: dict[str, Any] = {"cubes": SavedCube, "dashboards": Dashboard}


class KeepForm(forms.Form):
    """What something is called and who sees it."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=NAME_LENGTH)
    audience = forms.ChoiceField(label=gettext_lazy("shown to"), choices=Audience.choices)
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("team"), required=False, empty_label="—")

    def __init__(self, data: Any = None, *, by: Staff, **options: Any):
        super().__init__(data, **options)
        self.fields["team"].queryset = teams(by).order_by("name")  # type: ignore[attr-defined]


def saved(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved cube as it was kept; what is changed on it goes on in the explorer."""
    by = person(request)
    kept = reach.seen(SavedCube, by=by).get(pk=pk)
    found = asked(QueryDict(kept.state), by=by)
    if found.question is None:
        return first(request, by)
    shown = context_of(found, number=request.GET.get("page", ""))
    context = {"saved": kept, "may_change": reach.may_change(kept, by=by), **shown}
    return render(request, "insight/cubes/explore.html", context)


def keep(request: HttpRequest) -> HttpResponse:
    """Keep the question of the address under a name."""
    by = person(request)
    found = asked(known_only(request.GET), by=by)
    if found.question is None or found.refused:
        raise Refusal(found.refused or _("Nothing was computed yet. A manager can import orders and start it."))
    form = KeepForm(request.POST or None, by=by, initial={"team": by.team_id})
    if form.is_bound and form.is_valid():
        try:
            kept = keeping.keep(found.question.address(), by=by, **form.cleaned_data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            toast(request, _("“%(name)s” is kept.") % {"name": kept})
            return redirect("insight:saved-cube", kept.pk)
    return _form(request, form, _("Save this cube"))


def settings(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Name and audience of a saved cube or a dashboard."""
    by, model = person(request), MODELS[what]
    kept = reach.seen(model, by=by).get(pk=pk)
    began = {"name": kept.name, "audience": kept.audience, "team": kept.team_id or by.team_id}
    form = KeepForm(request.POST or None, by=by, initial=began)
    if form.is_bound and form.is_valid():
        try:
            keeping.change(model, pk, by=by, **form.cleaned_data)
            return redirect(address(what, pk))
        except Refusal as refusal:
            refuse(form, refusal)
    return _form(request, form, _("Name and share"))


@require_POST
def act(request: HttpRequest, what: str, pk: int, name: str) -> HttpResponse:
    """Take away, bring back, or let a saved cube show what the address shows."""
    by, model = person(request), MODELS[what]
    if name == "show" and what == "cubes":
        found = asked(known_only(request.GET), by=by)
        if found.question is None or found.refused:
            raise Refusal(found.refused)
        keeping.change(SavedCube, pk, by=by, state=found.question.address())
    elif name == "delete":
        kept = keeping.delete(model, pk, by=by)
        undo = reverse("insight:kept-act", args=[what, pk, "restore"])
        toast(request, _("“%(name)s” was deleted.") % {"name": kept}, undo=undo)
        return redirect("insight:dashboards")
    elif name == "restore":
        keeping.restore(model, pk, by=by)
    else:
        raise Http404
    return redirect(address(what, pk))


def address(what: str, pk: int) -> str:
    """Where a saved cube or a dashboard is seen."""
    return reverse("insight:saved-cube" if what == "cubes" else "insight:dashboard", args=[pk])


def _form(request: HttpRequest, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "insight/cubes/form.html", context, status=422 if form.is_bound else 200)
