"""What lies behind a link that works once: the first account, an invitation, a new password."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import SetPasswordForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhike.kit.access.models import Role, Staff
from zhike.kit.refusal import Refusal
from zhike.look.toast import toast
from zhike.site.account import first, links, sessions
from zhike.site.account.forms import FirstAdministratorForm, NewPasswordForm
from zhike.site.account.models import OneTimeLink
from zhike.site.account.passwords import has_second_factor
from zhike.site.account.telling import note_of
from zhike.site.account.warning import warn

Purpose = OneTimeLink.Purpose


@never_cache
@login_not_required
def link_page(request: HttpRequest, text: str) -> HttpResponse:
    """Choose the password the link is for. A link that does not work says no more than that."""
    link = links.found(text)
    if link is None or (link.purpose == Purpose.FIRST and not first.is_empty()):
        return render(request, "account/link_gone.html", status=410)
    form = _form(link, request.POST or None)
    if form.is_valid():
        return _accept(request, link, form)
    context = {"form": form, "link": link}
    return render(request, "account/link.html", context, status=422 if form.errors else 200)


def _form(link: OneTimeLink, data: Any) -> SetPasswordForm:
    if link.purpose == Purpose.FIRST:
        return FirstAdministratorForm(Staff(role=Role.ADMIN), data)
    return NewPasswordForm(link.person, data)


def _accept(request: HttpRequest, link: OneTimeLink, form: SetPasswordForm) -> HttpResponse:
    try:
        with transaction.atomic():
            links.use(link)
            person = _first(form) if link.purpose == Purpose.FIRST else form.user
            person.set_password(form.cleaned_data["new_password1"])
            person.save(update_fields=["password"] if person.pk else None)
            ended = sessions.end_all(person)
            note_of(person, "password_changed", by=person, way=[None, "link"], sessions=[str(ended), None])
            warn(person, "password_changed")
    except Refusal:
        return render(request, "account/link_gone.html", status=410)
    if link.purpose == Purpose.RESET or has_second_factor(person):
        toast(request, _("Your password is changed. Sign in with it."))
        return redirect("account_login")
    get_adapter().login(request, person)
    return redirect("/")


def _first(form: SetPasswordForm) -> Staff:
    person: Staff = form.user
    person.username, person.name = form.cleaned_data["username"], form.cleaned_data["name"]
    if not first.is_empty():
        raise Refusal(_("Somebody has an account here already."))
    return person
