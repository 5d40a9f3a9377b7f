"""What every answer carries, and how pages travel."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


def content_security_policy(
    answer: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the browser loads and runs nothing that does not come from this site."""

    def with_policy(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response

    return with_policy


class PageCompression(GZipMiddleware):
    """Middleware: a page goes compressed, with random bytes against BREACH; files and streams go as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """A stream is let through, for compressing would hold it back."""
        return response if response.streaming else super().process_response(request, response)
