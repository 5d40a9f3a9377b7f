"""Who must have a second factor: from one role upwards, nothing opens but the page where one is set up."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from zhike.kit.access.models import Staff
from zhike.site.account.passwords import has_second_factor

HAS = "second_factor"  # in the session: seen once, and asked for no more
# Where somebody without one may go: to set it up, to link an account, and out.
OPEN = (
    *("/profile/security/", "/sign-in/", "/sign-out/", "/language/", "/link/"),
    *("/favicon.ico", "/service-worker.js", "/manifest.webmanifest", "/offline/"),
)


class SecondFactorRequired:
    """Middleware: leads whoever must have a second factor and has none to where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, place: Any, named: Any) -> HttpResponse | None:
        """Let through, or lead away. A program with a token is nobody here yet; its owner made it with the factor."""
        if not settings.SECOND_FACTOR_FROM or not isinstance(request.user, Staff) or request.path.startswith(OPEN):
            return None
        if not request.user.is_at_least(settings.SECOND_FACTOR_FROM) or request.session.get(HAS):
            return None
        if has_second_factor(request.user):
            request.session[HAS] = True
            return None
        messages.warning(request, _("Your role needs a second factor. Set up a code app or a passkey first."))
        away = reverse("account:security")
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": away})
        return redirect(away)
