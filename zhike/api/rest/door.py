"""The door of the interface: who asks, in which language, how often, and in which form. Every "no" is a problem."""

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from zhike.api.rest.limits import FAILURES, RECORDS, REQUESTS, TooMuch, spend
from zhike.api.rest.problems import ANSWERS, Misfit, OutOfScope, answer_to
from zhike.api.rest.repeating import once
from zhike.api.tokens.keeping import known, note_use
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.entity import Entity
from zhike.kit.events import announce
from zhike.kit.refusal import Refusal
from zhike.look.entry import signed_in

View = Callable[..., HttpResponse]


class Bearer(HttpBearer):
    """Whoever came in with a token. Without one the session counts, and with it the protection against forgery."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return request.user if hasattr(request, "token") else None


def guarded(view: View) -> View:
    """A view as the world may call it."""

    @csrf_exempt
    @gzip_page
    @functools.wraps(view)
    def door(request: HttpRequest, *place: Any, **sent: Any) -> HttpResponse:
        told: dict[str, Any] = {}
        try:
            _let_in(request)
            told = _counted(request)
            _look_at(request)
            response = once(request, actor=payers(request)[-1], act=lambda: _answer(request, view, place, sent))
        except tuple(ANSWERS) as error:
            response = answer_to(request, error)
        for name, value in {**told, "Content-Language": translation.get_language()}.items():
            response.headers.setdefault(name, str(value))
        if response.status_code < 400 and hasattr(request, "token"):
            note_use(request.token)
        return response

    door.login_required = False  # type: ignore[attr-defined]  # a stranger is answered here, not led to the sign-in page
    return signed_in(door)


def scoped(view: View, entity: Entity, to: str) -> View:
    """A view that a token without the scope for it cannot call."""

    @functools.wraps(view)
    def checked(request: HttpRequest, **sent: Any) -> HttpResponse:
        if not request.user.has_scope(entity.slug, to):  # type: ignore[union-attr]
            raise OutOfScope(f"{entity.slug}:{'read' if to == 'read' else 'write'}")
        if request.method != "GET":
            only(request)
        return view(request, **sent)

    return checked


def only(request: HttpRequest, *names: str) -> None:
    """Refuse a parameter of the address that nobody would look at."""
    for name in request.GET:
        if name not in names:
            raise Refusal(_("There is no parameter called “%(name)s” here.") % {"name": name}, field=name)


def charge(request: HttpRequest, records: int) -> None:
    """Count rows that leave against the hour's budget. The scope `export` goes beyond it, and is told of."""
    try:
        spend(RECORDS, payers(request), records)
    except TooMuch as error:
        if error.over <= records:
            announce("kit.much_read", by=request.user.pk)
        if request.user.scopes is None or "export" not in request.user.scopes:  # type: ignore[union-attr]
            raise


def charge_write(request: HttpRequest, records: int) -> None:
    """Count rows that are to be written against the hour's budget."""
    spend(RECORDS, payers(request), records)


def payers(request: HttpRequest) -> list[str]:
    """Against whom a request counts: the person and, where there is one, the token."""
    person = [f"person {request.user.pk}"]
    return [*person, f"token {request.token.pk}"] if hasattr(request, "token") else person


def _let_in(request: HttpRequest) -> None:
    word, _space, text = request.headers.get("Authorization", "").partition(" ")
    if not request.user.is_authenticated and "Accept-Language" in request.headers:
        translation.activate(translation.get_language_from_request(request))
    if word:
        address = request.META.get("REMOTE_ADDR", "")
        token = known(text.strip(), address=address) if word.lower() == "bearer" else None
        if token is None:
            spend(FAILURES, [address])
            raise AuthenticationError
        request.token, request.user = token, token.owner  # type: ignore[attr-defined]
        request.user.scopes = frozenset(token.scopes)
        if "Accept-Language" not in request.headers:
            translation.activate(request.user.language)
    if not request.user.is_authenticated:
        raise AuthenticationError


def _counted(request: HttpRequest) -> dict[str, int]:
    left, seconds = spend(REQUESTS, payers(request))
    return {"RateLimit-Limit": REQUESTS.most, "RateLimit-Remaining": left, "RateLimit-Reset": seconds}


def _look_at(request: HttpRequest) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise Misfit(413, _("The body is too long. Send it in parts."))
    if request.method not in ("POST", "PATCH"):
        return
    if request.body and request.content_type != "application/json":
        raise Misfit(415, _("The body must be JSON, and its content type application/json."))


def _answer(request: HttpRequest, view: View, place: Any, sent: Any) -> HttpResponse:
    with through(Door.API, program=request.token.name if hasattr(request, "token") else ""):
        response = view(request, *place, **sent)
    if response.status_code == 405:
        deletes = request.method == "DELETE"
        sentence = _("Nothing is deleted through the interface.") if deletes else _("This cannot be done here.")
        raise Misfit(405, sentence, Allow=", ".join(sorted(response.headers["Allow"].split(", "))))
    return response
