"""Who works here: inviting people, their roles, closing accounts. For administrators."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhike.kit.access.fresh import require_fresh
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.look.toast import toast
from zhike.site.account import links, sessions
from zhike.site.account.forms import IN_THEIR_OWN_WORDS, TAKEN, free
from zhike.site.account.passwords import has_second_factor
from zhike.site.account.telling import note_of
from zhike.site.account.warning import warn, warn_of_address

SHOWN = 500


class InvitationForm(forms.ModelForm):
    """Who is to work here, and as what."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=IN_THEIR_OWN_WORDS)

    def __init__(self, *given: Any, **more: Any):
        super().__init__(*given, **more)
        _say_no_team(self)

    class Meta:
        model = Staff
        fields = ("username", "name", "email", "role", "team", "joined_on", "language")
        labels = {"name": pgettext_lazy("of a person", "name")}
        error_messages = {"username": {"unique": TAKEN}}

    def clean_username(self) -> str:
        return free(self.cleaned_data["username"])


class PersonForm(forms.ModelForm):
    """What administrators change of somebody: everything but the way in."""

    is_active = forms.BooleanField(label=gettext_lazy("May sign in"), required=False)

    def __init__(self, *given: Any, **more: Any):
        super().__init__(*given, **more)
        _say_no_team(self)

    class Meta:
        model = Staff
        fields = ("name", "email", "role", "team", "joined_on", "is_active")
        labels = {"name": pgettext_lazy("of a person", "name")}


def _say_no_team(form: forms.ModelForm) -> None:
    form.fields["team"].empty_label = _("No team")  # type: ignore[attr-defined]


def people_page(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, and who did."""
    _administrator(request)
    people = Staff.objects.filter(is_robot=False).select_related("team")
    people = people.annotate(seen_at=Max("usersession__last_seen_at")).order_by("-is_active", "username")
    return render(request, "account/people.html", {"people": people[:SHOWN]})


@never_cache
def invite_page(request: HttpRequest) -> HttpResponse:
    """Make an account without a password, and show the link to it this once."""
    by = _administrator(request)
    form = InvitationForm(request.POST or None)
    if not form.is_valid():
        return render(request, "account/invite.html", {"form": form}, status=422 if form.errors else 200)
    require_fresh(by)
    with transaction.atomic():
        invited = form.save(commit=False)
        invited.set_unusable_password()
        invited.save()
        note_of(invited, "invited", by=by, role=[None, invited.role])
        text = links.make(links.Purpose.INVITATION, person=invited, by=by)
    return _handed(request, invited, text)


def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: role, team, and whether they may sign in."""
    by = _administrator(request)
    somebody = Staff.objects.get(pk=pk, is_robot=False)
    before = trace.snapshot(somebody)
    form = PersonForm(request.POST or None, instance=somebody)
    if form.is_valid():
        require_fresh(by)
        _keep(form.instance, before, by=by)
        toast(request, _("Saved."))
        return redirect("account:people")
    context = {"form": form, "somebody": somebody, "has_second_factor": has_second_factor(somebody)}
    return render(request, "account/person.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def link_for(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by which somebody who cannot come in chooses a new password."""
    by = _administrator(request)
    require_fresh(by)
    somebody = Staff.objects.working().get(pk=pk)
    purpose = links.Purpose.RESET if somebody.has_usable_password() else links.Purpose.INVITATION
    note_of(somebody, "link_made", by=by, purpose=[None, purpose])
    return _handed(request, somebody, links.make(purpose, person=somebody, by=by))


@require_POST
def factors_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second factors of somebody away who lost them all; their sessions end."""
    by = _administrator(request)
    require_fresh(by)
    somebody = Staff.objects.get(pk=pk, is_robot=False)
    with transaction.atomic():
        removed, _each = Authenticator.objects.filter(user=somebody).delete()
        sessions.end_all(somebody)
        note_of(somebody, "factor_removed", by=by, factors=[str(removed), None])
        warn(somebody, "factor_removed")
    toast(request, _("Removed."))
    return redirect("account:person", pk)


@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End every session of somebody."""
    by = _administrator(request)
    somebody = Staff.objects.get(pk=pk, is_robot=False)
    ended = sessions.end_all(somebody)
    note_of(somebody, "sessions_ended", by=by, sessions=[str(ended), None])
    toast(request, _("Signed out there."))
    return redirect("account:person", pk)


def _administrator(request: HttpRequest) -> Staff:
    by = person(request)
    if not by.is_at_least(Role.ADMIN):
        raise NotAllowed
    return by


def _keep(somebody: Staff, before: dict[str, Any], *, by: Staff) -> None:
    changes = trace.difference(before, trace.snapshot(somebody))
    if somebody.pk == by.pk and {"role", "is_active"} & set(changes):
        raise Refusal(_("Another administrator has to change your own role or close your account."))
    with transaction.atomic():
        somebody.save(update_fields=PersonForm.Meta.fields)  # whatever else changed meanwhile stays
        if not somebody.is_active:
            sessions.end_all(somebody)
        if changes:
            trace.record("change", somebody, by=by, changes=changes)
        if "email" in changes:
            warn_of_address(somebody, old=before["email"])


def _handed(request: HttpRequest, to: Staff, text: str) -> HttpResponse:
    """Show a link, on the address this administrator works at (one of ALLOWED_HOSTS)."""
    here = request.build_absolute_uri("/").rstrip("/")
    return render(request, "account/handed.html", {"to": to, "link": links.address_of(text, site=here)})
