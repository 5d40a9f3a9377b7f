"""`/healthz`, `/readyz` and `/metrics`, answered before anything of the site is asked."""

from collections.abc import Callable
from hmac import compare_digest
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound, JsonResponse
from django.http.request import split_domain_port
from prometheus_client import CONTENT_TYPE_LATEST

from zhike.site.probes import metrics, readiness
from zhike.site.probes.figures import Figures

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")
Answer = Callable[[HttpRequest], HttpResponseBase]


def probes(answer: Answer) -> Answer:
    """Middleware: a probe needs no host name, no session and no sign-in. Details are for operators alone."""

    def probed(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info) if request.method in ("GET", "HEAD") else None
        if probe is None:
            return answer(request)
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response

    return probed


def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives; the database is not asked."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """200 where pages can be served, else 503."""
    looked_at = readiness.state()
    is_ready = readiness.is_ready(looked_at)
    told: dict[str, object] = {"status": "ready" if is_ready else "not ready"}
    if is_operator(request):
        told["checks"] = looked_at
    return JsonResponse(told, status=200 if is_ready else 503)


def metrics_page(request: HttpRequest) -> HttpResponse:
    """All figures; to strangers there is no such page."""
    if not is_operator(request):
        return HttpResponseNotFound()
    return HttpResponse(metrics.page(Figures()), content_type=CONTENT_TYPE_LATEST)


def is_operator(request: HttpRequest) -> bool:
    """Whoever has the token; without one set, whoever asks from this very machine by one of its own names."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return is_from_here(request) and split_domain_port(request.get_host())[0] in OWN_NAMES


def is_from_here(request: HttpRequest) -> bool:
    """Whether no proxy stands between: behind one, the whole world comes from this machine."""
    is_direct = not settings.HTTPS and not any(request.headers.get(name) for name in FORWARDED)
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return is_direct and ip_address(address).is_loopback
    except ValueError:
        return False


PROBES = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics_page}
