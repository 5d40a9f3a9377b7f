"""A request followed from end to end: its name in the log and the trace, what is told of it, how it is counted."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject

from zhike.kit.audit.door import entering
from zhike.site.logs import about
from zhike.site.probes.metrics import count_request

REQUEST_ID = "X-Request-ID"
ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
log = logging.getLogger("zhike.requests")


def followed(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a request has a name, which its log, its trace and its answer carry, and is counted when answered."""

    def follow(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        name = secrets.token_hex(16)
        address = request.META.get("REMOTE_ADDR", "")[:45]
        with about(lambda: {"request": name, **request_facts(request)}), entering(address=address, request=name):
            response = answer(request)
            seconds = time.perf_counter() - began
            told = {"method": request.method, "status": response.status_code, "ms": round(1000 * seconds, 1)}
            log.info("answered", extra={"facts": told})
        count_request(route_of(request), request.method or "", response.status_code, seconds)
        response.headers[REQUEST_ID] = name
        return response

    return follow


def request_facts(request: HttpRequest) -> dict[str, Any]:
    """The route, not the address; the number of the person, where it is known without asking for it.

    The name that the asker has for the request stands beside ours: two could ask under the same one.
    """
    person = request.__dict__.get("user")
    if isinstance(person, LazyObject):
        person = getattr(request, "_cached_user", None)
    asked_as = request.headers.get(REQUEST_ID, "")
    return {
        "route": route_of(request),
        "person": getattr(person, "pk", None),
        **({"asked_as": asked_as} if ACCEPTED_ID.fullmatch(asked_as) else {}),
    }


def route_of(request: HttpRequest) -> str:
    """The pattern that an address fits, the same for every row; "none" where it fits none."""
    return request.resolver_match.route or "/" if request.resolver_match else "none"
