"""Moving a card to another column, or to another day: by the verb that means it, else by changing the field."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.kit import registry, writing
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces import board, cells
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import next_page
from zhike.kit.surfaces.query import Query
from zhike.kit.surfaces.shapes import board_fields, chosen, day_fields, verb_for


@dataclass(frozen=True)
class Outcome:
    """What came of a move: a sentence, and where to send which values to take it back."""

    sentence: str
    is_refused: bool = False
    undo: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@require_POST
def move_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Move one card. On screen the answer is the card as it is now, and the outcome as a toast."""
    movable, to = [*board_fields(entity), *day_fields(entity)], request.POST.get("to", "")
    moving = chosen(movable, request.POST.get("field", ""), otherwise=next(iter(movable), None), parameter="field")
    row, verb = fetch(entity, pk, by=request.user, fields=[moving]), verb_for(entity, moving, to)
    following = next_page(request, otherwise=reverse("kit:list", args=[entity.slug]))
    is_part = "HX-Request" in request.headers
    if verb and verb.parameters:
        form = f"{reverse('kit:verb', args=[entity.slug, pk, verb.word])}?{urlencode({'next': following})}"
        return HttpResponse(headers={"HX-Redirect": form}) if is_part else redirect(form)
    outcome = _attempt(request, moving, row, verb, to)
    if is_part:
        return _answer(request, entity, moving, row, outcome)
    (messages.error if outcome.is_refused else messages.success)(request, outcome.sentence)
    return redirect(following)


def _attempt(request: HttpRequest, moving: Field, row: Model, verb: Verb | None, to: str) -> Outcome:
    try:
        if request.POST.get("version") not in (None, str(row.version)):  # type: ignore[attr-defined]
            raise Refusal(_("Somebody changed this meanwhile; here it is as it is now. Move it again if you like."))
        return _done(verb, row, by=request.user) if verb else _changed(moving, row, to, by=request.user)
    except Refusal as refusal:
        return Outcome(str(refusal), is_refused=True)
    except ValidationError as error:
        return Outcome(" ".join(error.messages), is_refused=True)


def _done(verb: Verb, row: Model, *, by) -> Outcome:
    done = verb(row, by=by)
    undo = registry.verb_named(verb.undo) if verb.undo else None
    slug = registry.entity_of(verb.model).slug
    sentence = _("%(past)s: %(title)s") % {"past": capfirst(str(verb.past)), "title": done}
    return Outcome(sentence, undo=reverse("kit:verb", args=[slug, row.pk, undo.word]) if undo else "")


def _changed(moving: Field, row: Model, to: str, *, by) -> Outcome:
    if not moving.edit:
        raise Refusal(_("“%(field)s” is not set by hand, so cards cannot be moved here.") % {"field": moving.label})
    before, entity = place_of(moving, row), registry.entity_of(type(row))
    values = {moving.name: _value(moving, row, to)}
    changed = writing.change(row, by=by, values=values, version=row.version)  # type: ignore[attr-defined]
    told = {"title": changed, "field": moving.label, "value": cells.words(moving, fetch(entity, row.pk, by=by))}
    return Outcome(
        _("“%(title)s”: %(field)s → %(value)s") % told,
        undo=reverse("kit:move", args=[entity.slug, row.pk]),
        values={"field": moving.name, "to": before, "version": changed.version},  # type: ignore[attr-defined]
    )


def place_of(moving: Field, row: Model) -> str:
    """The column or the day a row stands in, as an address says it."""
    value = moving.value(row)
    if isinstance(value, datetime):
        value = localtime(value).date()
    return board.NONE if value in (None, "") else value.isoformat() if isinstance(value, date) else str(value)


def _value(moving: Field, row: Model, to: str) -> Any:
    """What is written: a moment keeps its time of the day."""
    value = None if to == board.NONE else moving.read(to)
    if value is None:
        return None if moving.nullable else ""
    before = moving.value(row)
    if moving.kind == "moment":
        at = localtime(before).time() if before else datetime.min.time()
        return make_aware(datetime.combine(value, at))
    return value


def _answer(request: HttpRequest, entity: Entity, moving: Field, row: Model, outcome: Outcome) -> HttpResponse:
    query = Query.read(entity, request.GET, by=request.user)
    shows = board.card_fields(query, moving)
    now = fetch(entity, row.pk, by=request.user, fields=[moving, *shows.all])
    context = {"entity": entity, "field": moving, "row": now, "place": place_of(moving, now), "outcome": outcome}
    if moving.kind == "choice":
        between = {place_of(moving, row), context["place"], request.POST.get("to")}
        columns = [column for column in board.choices(moving) if column[0] in between]
        context |= {"shows": shows, "rows": [now], "lanes": board.counted(query, moving, columns)}
    return render(request, "kit/moved.html", context, status=422 if outcome.is_refused else 200)
