"""Creating, changing, and doing verbs."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import Parameter
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Body

from zhike.api.rest import shapes
from zhike.api.rest.problems import Misfit
from zhike.api.rest.putting import change, create
from zhike.api.rest.reading import View, answer
from zhike.kit import registry
from zhike.kit.access.rows import pointable, rows
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal


def create_view(entity: Entity) -> View:
    """Add a row."""
    shape = shapes.values_of(entity)

    def view(request: HttpRequest, body: shape) -> HttpResponse:  # type: ignore[valid-type]
        return _created(entity, create(entity, body, by=request.user), request)

    return view


def change_view(entity: Entity) -> View:
    """Change fields of a row; with a version, only if nobody did meanwhile."""
    shape = shapes.change_of(entity)

    def view(request: HttpRequest, pk: int, body: shape) -> HttpResponse:  # type: ignore[valid-type]
        row = rows(entity.model, by=request.user).get(pk=pk)
        with _unchanged(row, request):
            change(entity, row, body, by=request.user)
        return answer(entity, pk, request=request)

    return view


def verb_view(entity: Entity, verb: Verb) -> View:
    """Do a verb to a row, with its parameters as the body."""
    shape, nothing = _asked(verb)

    def view(request: HttpRequest, pk: int, body: shape = nothing) -> HttpResponse:  # type: ignore[valid-type]
        row = _subject(verb, pk, by=request.user)
        with _unchanged(row, request):
            done = verb(row, by=request.user, **_arguments(verb, body, request.user))
        if verb.lets_go and not rows(entity.model, by=request.user).filter(pk=pk).exists():
            return HttpResponse(status=204)  # done; what the row is like now is for others to read
        answered = answer(entity, pk, request=request)
        if place := _place_of(getattr(done, "made", None), by=request.user):
            answered["Location"] = place
        return answered

    return view


def creating_verb_view(entity: Entity, verb: Verb) -> View:
    """Do a verb that makes a row."""
    shape, nothing = _asked(verb)

    def view(request: HttpRequest, body: shape = nothing) -> HttpResponse:  # type: ignore[valid-type]
        row = verb(by=request.user, **_arguments(verb, body, request.user))
        return _created(entity, row, request)

    return view


def _subject(verb: Verb, pk: int, *, by) -> Model:
    """The row of a verb: one in sight, or one that only the verb itself reaches. Raises DoesNotExist."""
    row = rows(verb.model, by=by).filter(pk=pk).first()
    return row or rows(verb.model, by=by, to=verb.right).get(pk=pk)


@contextmanager
def _unchanged(row: Model, request: HttpRequest) -> Iterator[None]:
    """What is inside happens only if the row still has the version of `If-Match`, and nobody changes it meanwhile."""
    asked = _version_asked(request)
    with transaction.atomic():
        if asked is not None:
            locked = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
            if locked.version != asked:  # type: ignore[attr-defined]
                raise Misfit(412, _("Somebody changed this meanwhile. Read it again, then send your change."))
        yield


def _asked(verb: Verb) -> tuple[Any, Any]:
    shape = shapes.parameters_of(verb)
    needed = any(info.is_required() for info in shape.model_fields.values())
    return shape, Body(...) if needed else Body(shape())


def _arguments(verb: Verb, body: Any, by) -> dict[str, Any]:
    """What was sent, and nothing for a parameter that may be left out: `null` leaves it out too."""
    sent, wanted = body.model_dump(exclude_unset=True), {parameter.name: parameter for parameter in verb.parameters}
    return {
        name: _argument(name, wanted[name].annotation, value, by)
        for name, value in sent.items()
        if value is not None or wanted[name].default is Parameter.empty
    }


def _argument(name: str, wanted: Any, value: Any, by) -> Any:
    if isinstance(value, dict | list) and wanted is str:
        return json.dumps(value, default=str)
    if value is None or not (isinstance(wanted, type) and issubclass(wanted, Model)):
        return value
    row = pointable(wanted, by=by).filter(pk=value).first()
    if row is None:
        raise Refusal(_("There is nothing with the number %(number)s.") % {"number": value}, field=name)
    return row


def _place_of(made: Any, *, by) -> str:
    """Where the row is that a verb made of another: the order of a quote, its next version."""
    if not isinstance(made, Model) or not rows(type(made), by=by).filter(pk=made.pk).exists():
        return ""
    return reverse(f"api:{registry.entity_of(type(made)).slug}-one", args=[made.pk])


def _created(entity: Entity, row: Model, request: HttpRequest) -> HttpResponse:
    place = reverse(f"api:{entity.slug}-one", args=[row.pk])
    return answer(entity, row.pk, request=request, status=201, Location=place)


def _version_asked(request: HttpRequest) -> int | None:
    asked = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if asked in ("", "*"):
        return None
    if not (asked.isdecimal() and len(asked) < 19):
        raise Refusal(_('If-Match holds the version of the row, such as "3".'), field="If-Match")
    return int(asked)
