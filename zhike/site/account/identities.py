"""Accounts at other houses (OpenID Connect Core 1.0), linked by their owners and by nothing else."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.api.rest.limits import TooMuch
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import next_page
from zhike.look.toast import toast
from zhike.site.account.limits import count_try, too_many
from zhike.site.account.stepping_up import fresh
from zhike.site.account.telling import note


@require_POST
@login_not_required
def enter(request: HttpRequest, house: str) -> HttpResponse:
    """Off to another house, which confirms who somebody is."""
    try:
        count_try(request)
    except TooMuch as error:
        messages.error(request, too_many(error))
        return redirect("account_login")
    return _house(request, house).redirect(request, process="login", next_url=next_page(request, otherwise="/"))


@require_POST
@fresh
def link(request: HttpRequest, house: str) -> HttpResponse:
    """Link one's account there with the one here."""
    return _house(request, house).redirect(request, process="connect")


@require_POST
@fresh
def unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """An account there opens the one here no more."""
    by = person(request)
    found = SocialAccount.objects.get(pk=pk, user=by)
    if not by.has_usable_password():
        raise Refusal(
            _("Without a password this may be your only way in. Ask an administrator for a link to one first.")
        )
    found.delete()
    note(request, "house_unlinked", house=[found.get_provider().name, None])
    toast(request, _("The link is gone."))
    return redirect("account:security")


def houses(request: HttpRequest) -> list[Any]:
    """The houses whose accounts are accepted."""
    return get_adapter().list_providers(request)


def _house(request: HttpRequest, name: str) -> Any:
    try:
        return get_adapter().get_provider(request, name)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
