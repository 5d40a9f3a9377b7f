"""What the trace knows of a request: where it came from, and a name by which the log can be asked for it."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhike.kit.audit.door import entering

HEADER = "X-Request-ID"


def named_requests(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whatever is traced while a request is answered carries its name, and the answer tells it."""

    def with_name(request: HttpRequest) -> HttpResponse:
        name = secrets.token_hex(16)
        with entering(address=request.META.get("REMOTE_ADDR", "")[:45], request=name):
            response = answer(request)
        response.headers[HEADER] = name
        return response

    return with_name
