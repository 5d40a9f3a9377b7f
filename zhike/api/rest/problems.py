"""Every "no" of the interface as one kind of answer, with a sentence in the language of the person asking."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as ShapeError

from zhike.api.rest import sentences
from zhike.api.rest.limits import TooMuch
from zhike.api.rest.values import as_json
from zhike.kit import registry
from zhike.kit.entity import Entity
from zhike.kit.refusal import NotAllowed, Refusal


class Misfit(Exception):
    """A request that HTTP itself has a status for."""

    def __init__(self, status: int, sentence: str, **headers: str):
        super().__init__(sentence)
        self.status, self.headers = status, headers


class OutOfScope(NotAllowed):
    """The token lacks a scope, whatever its owner may do."""

    def __init__(self, scope: str):
        Refusal.__init__(self, _("This token lacks the scope “%(scope)s”.") % {"scope": scope})


def answer_problems(api: NinjaAPI) -> None:
    """Give the interface its answers to everything that may be refused."""
    for error, answer in ANSWERS.items():
        api.add_exception_handler(error, answer)


def answer_to(request: HttpRequest, error: Exception) -> JsonResponse:
    """The answer to an error, by the nearest of its kinds."""
    return next(ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)(request, error)


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """An answer of RFC 9457. `field` names the input the sentence is about, `errors` holds all of them."""
    title = TITLES[status]
    body = {"type": f"urn:zhike:{title.replace(' ', '-')}", "title": title, "status": status, "detail": detail}
    told = {**body, **{name: value for name, value in more.items() if value}}
    response = as_json(told, status=status, content_type="application/problem+json")
    response.told = told  # type: ignore[attr-defined]
    return response


TITLES = {
    400: "not understood",
    401: "not signed in",
    403: "not allowed",
    404: "not found",
    405: "no such method",
    409: "refused",
    412: "changed meanwhile",
    413: "too long",
    415: "not JSON",
    422: "not valid",
    429: "too much",
    503: "not reachable",
    507: "no room",
}


def _refused(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    if isinstance(refusal, NotAllowed):
        return problem(403, str(refusal))
    status = 400 if request.method == "GET" else 422 if refusal.field else 409
    return problem(status, str(refusal), field=refusal.field)


def _invalid(request: HttpRequest, error: ValidationError) -> JsonResponse:
    errors = sentences.of_model(error, entity=_noun(request))
    field, said = next(iter(errors.items()))
    return problem(422, said[0], field=field or None, errors=errors)


def _misshapen(request: HttpRequest, error: ShapeError) -> JsonResponse:
    """A body with the wrong keys or types; only the first fault is told."""
    field, sentence = sentences.of_shape(error.errors[0], entity=_noun(request))
    return problem(422, sentence, field=field or None)


def _noun(request: HttpRequest) -> Entity | None:
    """The noun of the address: shapes are checked before its view is reached."""
    return registry.entity_named(request.path_info.removeprefix(reverse("api:api-root")).partition("/")[0])


def _misfit(request: HttpRequest, misfit: Misfit) -> JsonResponse:
    response = problem(misfit.status, str(misfit))
    for name, value in misfit.headers.items():
        response.headers[name] = value
    return response


def _too_much(request: HttpRequest, error: TooMuch) -> JsonResponse:
    response = problem(429, str(error))
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _absent(request: HttpRequest, error: Exception) -> JsonResponse:
    """The same words for what does not exist and for what is somebody else's."""
    return problem(404, _("There is nothing here that you may see."))


def _unsigned(request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    response = problem(401, _("Sign in first, or send a token that is valid."))
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _unreadable(request: HttpRequest, error: HttpError) -> JsonResponse:
    if error.status_code == 403:
        return problem(403, _("The request carries no valid CSRF token."))
    return problem(error.status_code, _("The body cannot be read as JSON. Send a JSON object in UTF-8."))


ANSWERS: dict[type[Exception], Any] = {
    TooMuch: _too_much,
    Misfit: _misfit,
    Refusal: _refused,
    ValidationError: _invalid,
    ShapeError: _misshapen,
    ObjectDoesNotExist: _absent,
    Http404: _absent,
    AuthenticationError: _unsigned,
    HttpError: _unreadable,
}
