"""Keeping and changing views: a small form below the tabs, and acts that are posted."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhike.kit.access.models import Staff, Team
from zhike.kit.access.person import person
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.kit.surfaces.query import Query
from zhike.kit.views import keeping, reach
from zhike.kit.views.models import NAME_LENGTH, Audience, View
from zhike.kit.views.state import State, state_of
from zhike.look.toast import toast

ACTS: dict[str, Callable[..., View]] = {
    "front": keeping.move_to_front,
    "delete": keeping.delete,
    "restore": keeping.restore,
    "open": keeping.open_with,
    "open-for-all": keeping.open_with_for_everyone,
}


class ViewForm(forms.Form):
    """What a view is called and who sees it."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=NAME_LENGTH)
    audience = forms.ChoiceField(label=gettext_lazy("shown to"), choices=Audience.choices)
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("team"), required=False, empty_label="—")
    pinned = forms.BooleanField(label=gettext_lazy("as a tab"), required=False)

    def __init__(self, data: Any = None, *, by: Staff, **options: Any):
        super().__init__(data, **options)
        self.fields["team"].queryset = reach.teams(by).order_by("name")  # type: ignore[attr-defined]


def keep_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """Keep the list at the address in the query under a name."""
    by = person(request)
    form = ViewForm(request.POST or None, by=by, initial={"team": by.team_id, "pinned": True})
    return _answer(request, entity, form, lambda **said: _kept(request, entity, **said))


def settings_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Name, audience and pin of a view."""
    by = person(request)
    view = reach.changeable(entity, pk, by=by)
    kept = {"name": view.name, "audience": view.audience, "team": view.team_id or by.team_id, "pinned": view.pinned}
    form = ViewForm(request.POST or None, by=by, initial=kept)
    return _answer(request, entity, form, partial(keeping.change, entity, pk, by=by), view=view)


@require_POST
def save_changes(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Let a view show what the address shows now."""
    view = keeping.change(entity, pk, by=person(request), state=_asked(request, entity))
    toast(request, _("“%(view)s” now shows this.") % {"view": view})
    return redirect(address(entity, pk))


@require_POST
def act(request: HttpRequest, entity: Entity, pk: int, name: str) -> HttpResponse:
    """Delete, bring back, move, or let the list open with it."""
    if name not in ACTS:
        raise Http404
    view = ACTS[name](entity, pk, by=person(request))
    if name.startswith("open"):
        opens = reach.opening(entity, by=request.user) == pk
        said = _("The list now opens with “%(view)s”.") if opens else _("The list no longer opens with “%(view)s”.")
        toast(request, said % {"view": view})
    if name != "delete":
        return redirect(address(entity, pk))
    undo = reverse("kit:view-act", args=[entity.slug, pk, "restore"])
    toast(request, _("“%(view)s” was deleted.") % {"view": view}, undo=undo)
    return redirect(f"{reverse('kit:list', args=[entity.slug])}?view=")


def address(entity: Entity, pk: int) -> str:
    """Where a view is seen."""
    return f"{reverse('kit:list', args=[entity.slug])}?view={pk}"


def _kept(request: HttpRequest, entity: Entity, **said: Any) -> View:
    return keeping.keep(entity, by=person(request), state=_asked(request, entity), **said)


def _asked(request: HttpRequest, entity: Entity) -> State:
    """The list that the query of this request asks for. Raises Refusal where it is not understood."""
    query = Query.read(entity, request.GET, by=request.user)
    assert query.found is not None  # values are read with the rows
    return state_of(query.asked)


def _answer(
    request: HttpRequest, entity: Entity, form: ViewForm, save: Callable[..., View], *, view: View | None = None
) -> HttpResponse:
    """Save what was typed and show the view, or the form with what was typed."""
    if form.is_bound and form.is_valid():
        try:
            return redirect(address(entity, save(**form.cleaned_data).pk))
        except Refusal as refusal:
            refuse(form, refusal)
    template = "form" if request.headers.get("HX-Request") else "form_page"
    context = {"entity": entity, "form": form, "view": view, "asked": request.GET.urlencode()}
    return render(request, f"kit/views/{template}.html", context, status=422 if form.is_bound else 200)
