"""Roles for administrators, and for those who answer for a team the reason of everything somebody may."""

import re

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.look.toast import toast
from zhike.rights import roles, why
from zhike.rights.entry import least
from zhike.rights.forms import NewRoleForm, RoleForm, TerritoryForm
from zhike.rights.models import RoleDefinition

app_name = "rights"
BETWEEN = re.compile(r"[,，、;；\n]+")


@never_cache
def roles_page(request: HttpRequest) -> HttpResponse:
    """All roles, and the form for another one."""
    form = NewRoleForm(request.POST or None)
    if form.is_valid():
        try:
            return redirect("rights:role", roles.define(by=person(request), **form.cleaned_data).pk)
        except Refusal as refusal:
            refuse(form, refusal)
    shown = [(role, [one.name for one in roles.holders(role)]) for role in RoleDefinition.objects.order_by("name")]
    return render(request, "rights/roles.html", {"form": form, "roles": shown}, status=422 if form.errors else 200)


@never_cache
def role_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one role may, and who holds it."""
    role = RoleDefinition.objects.get(pk=pk)
    form = RoleForm(request.POST or None, role)
    if form.is_valid() and _saved(request, role, form):
        toast(request, _("Saved."))
        return redirect("rights:role", pk)
    context = {"form": form, "role": role, "heads": roles.RIGHTS.values()}
    return render(request, "rights/role.html", context, status=422 if form.errors else 200)


@never_cache
def territories_page(request: HttpRequest) -> HttpResponse:
    """Which regions belong to which team."""
    roles.require_admin(person(request))
    teams = list(Team.objects.order_by("name"))
    form = TerritoryForm(request.POST or None, teams)
    if form.is_valid():
        with transaction.atomic():
            for team in teams:
                _keep_regions(team, BETWEEN.split(form.cleaned_data[f"team-{team.pk}"]), by=person(request))
        toast(request, _("Saved."))
        return redirect("rights:territories")
    return render(request, "rights/territories.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def why_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What somebody may do with a record the asker can see, and because of what."""
    entity, by = registry.entity_named(slug), person(request)
    if entity is None:
        raise Http404
    row = rows(entity.model, by=by).get(pk=pk)
    people = Staff.objects.working()
    asked = request.GET.get("who", "")
    who = people.get(pk=asked) if asked.isdecimal() and len(asked) < 19 else by
    context = {"entity": entity, "row": row, "who": who, "people": people, "shares": why.shares(row)}
    context |= {"reasons": why.reasons(row, who=who), "levels": why.fields(row, who=who)}
    return render(request, "rights/why.html", context)


def _saved(request: HttpRequest, role: RoleDefinition, form: RoleForm) -> bool:
    told = {name: form.cleaned_data[name] for name in roles.TOLD}
    try:
        with transaction.atomic():
            roles.change(role, by=person(request), rights=form.said("right"), fields=form.said("field"), **told)
            roles.give(role, by=person(request), to=[one.pk for one in form.cleaned_data["people"]])
    except Refusal as refusal:
        refuse(form, refusal)
    return form.is_valid()


def _keep_regions(team: Team, typed: list[str], *, by: Staff) -> None:
    before, team.regions = team.regions, list(dict.fromkeys(word.strip() for word in typed if word.strip()))
    if before != team.regions:
        team.save(update_fields=["regions"])
        changes = trace.difference({"regions": before}, {"regions": team.regions})
        trace.record("change", team, by=by, changes=changes)


urlpatterns = [
    path("settings/roles/", least(Role.ADMIN)(roles_page), name="roles"),
    path("settings/roles/territories/", least(Role.ADMIN)(territories_page), name="territories"),
    path("settings/roles/<int:pk>/", least(Role.ADMIN)(role_page), name="role"),
    path("why/<slug:slug>/<int:pk>/", least(Role.MANAGER)(why_page), name="why"),
]
