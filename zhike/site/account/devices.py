"""Devices that somebody came in on before: known by a random word in a cookie, which opens nothing."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from zhike.kit.access.models import Staff
from zhike.site.account.limits import digest
from zhike.site.account.models import Device

REMEMBERED = timedelta(days=365)
WORD = "device_word"  # of a request whose answer hands the cookie out


def was_seen(request: HttpRequest, somebody: Staff) -> bool:
    """Whether somebody came in on this device before; from now on they have."""
    word = request.COOKIES.get(settings.DEVICE_COOKIE_NAME) or secrets.token_urlsafe(32)
    setattr(request, WORD, word)
    _device, is_new = Device.objects.update_or_create(
        person=somebody, digest=digest(word), defaults={"seen_at": timezone.now()}
    )
    return not is_new


def hand_out(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the device its word, where somebody came in with this request."""
    if word := getattr(request, WORD, ""):
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            word,
            max_age=REMEMBERED,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def forget() -> None:
    """Drop devices nobody came in on for a year."""
    Device.objects.filter(seen_at__lt=timezone.now() - REMEMBERED).delete()
