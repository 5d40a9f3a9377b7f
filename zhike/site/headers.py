"""What every answer carries, and how pages travel."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

FILE_POLICY = "default-src 'none'; sandbox"
# What this site never asks a browser for. Passkeys are not among it.
PERMISSIONS = ", ".join(
    f"{device}=()"
    for device in ("accelerometer", "camera", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb")
)


def content_security_policy(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the browser loads and runs nothing that does not come from this site, and lends it no device.

    A file to be saved can do nothing at all where a browser shows it after all.
    """

    def with_policy(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
        policy = FILE_POLICY if is_file else settings.CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return with_policy


def real_address(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: behind so many trusted proxies, a request comes from where the outermost of them was asked from.

    What stands further left in X-Forwarded-For was written by the asker and is believed by nobody; without proxies none
    of it is.
    """

    def from_there(request: HttpRequest) -> HttpResponse:
        proxies = settings.TRUSTED_PROXIES
        named = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if proxies and len(named) >= proxies and is_address(named[-proxies]):
            request.META["REMOTE_ADDR"] = named[-proxies]
        return answer(request)

    return from_there


def is_address(name: str) -> bool:
    """Whether this is an IP address and nothing else."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class PageCompression(GZipMiddleware):
    """Middleware: a page goes compressed, with random bytes against BREACH; files and streams go as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A stream is let through, for compressing would hold it back."""
        return response if response.streaming else super().process_response(request, response)
