"""What is taken from somebody nobody knows: a short form, looked at before any of it is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zhike.look.entry import STRANGERS
from zhike.site import trouble
from zhike.site.space import MOST_READ


class ShortFromStrangers:
    """Middleware: a page that is open to everybody takes a short form, and no file to be kept aside meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Stands before whatever reads a form. Bytes without a length are none."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if getattr(view, "entry", "") != STRANGERS or int(length) <= settings.MOST_FROM_STRANGERS:
            return None
        request.read(MOST_READ)  # an answer to what was not read yet would cost the asker its connection
        return trouble.answer(request, trouble.LONG)
