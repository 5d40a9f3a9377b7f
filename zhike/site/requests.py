"""A request followed from end to end: its number, what the log tells of it, how it is counted."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject

from zhike.site.logs import about
from zhike.site.probes.metrics import count_request

REQUEST_ID = "X-Request-ID"
ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("zhike.requests")


def request_in_the_log(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a request has a number, its asker's or a new one, and is counted and told when it is answered."""

    def follow(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        asked = request.headers.get(REQUEST_ID, "")
        number = asked if ACCEPTED_ID.fullmatch(asked) else secrets.token_hex(16)
        with about(lambda: {"request": number, **request_facts(request)}):
            response = answer(request)
            seconds = time.perf_counter() - began
            told = {"method": request.method, "status": response.status_code, "ms": round(1000 * seconds, 1)}
            log.info("answered", extra={"facts": told})
        count_request(route_of(request), request.method or "", response.status_code, seconds)
        response.headers[REQUEST_ID] = number
        return response

    return follow


def request_facts(request: HttpRequest) -> dict[str, Any]:
    """The route, not the address; the number of the person, where it is known without asking for it."""
    person = request.__dict__.get("user")
    if isinstance(person, LazyObject):
        person = getattr(request, "_cached_user", None)
    return {"route": route_of(request), "person": getattr(person, "pk", None)}


def route_of(request: HttpRequest) -> str:
    """The pattern that an address fits, the same for every row; "none" where it fits none."""
    return request.resolver_match.route or "/" if request.resolver_match else "none"
