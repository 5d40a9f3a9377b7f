"""Saying what was found about an alert, and taking it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.insight.checks import check, reopen
from zhike.kit.access.person import person
from zhike.look.toast import toast


@require_POST
def check_signal(request: HttpRequest) -> HttpResponse:
    """Keep a verdict; the next alert moves up."""
    given = {name: request.POST.get(name, "") for name in ("verdict", "note")}
    check(request.POST.get("alert", ""), by=person(request), **given)
    toast(request, _("Kept. The alert stays away until something new happens."))
    return redirect("insight:picture", "signals")


@require_POST
def reopen_signal(request: HttpRequest) -> HttpResponse:
    """Put an alert back on the list."""
    reopen(request.POST.get("alert", ""), by=person(request))
    toast(request, _("The alert is to be checked again."))
    return redirect("insight:picture", "signals")
