"""The form that builds a filter: rendered anew after each change, so that all of its state stands in its inputs."""

import functools
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import pointable
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.filters import drafts, wording
from zhike.kit.filters.drafts import NEGATED, RELATED, Draft
from zhike.kit.filters.operators import CODED, KNOWN, operators_of
from zhike.kit.filters.reach import STEPS, path_of, paths, pointing_at
from zhike.kit.filters.reading import read
from zhike.kit.filters.text import write
from zhike.kit.filters.trees import tidy
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import Query, moved

CAP = 1_000  # rows counted while building
SHOWN = 60  # people or teams to pick from
ANNIVERSARIES = ("this week", "this month", "next month", "next 7d", "next 14d", "next 30d")


def builder(request: HttpRequest, entity: Entity) -> HttpResponse:
    """The panel: opened with the filter of an address, then sent and rendered again with each change."""
    address = request.GET if request.method == "GET" else QueryDict(request.POST.get("address", ""))
    query = Query.read(entity, address, by=request.user)
    if request.method == "GET":
        return _panel(request, query, address, _opened(query))
    draft, typed = drafts.posted(request.POST), request.POST.get("text", "")
    try:
        if typed != request.POST.get("said", ""):
            draft = drafts.draft_of(read(typed, entity, by=query.by))
    except Refusal as refusal:
        return _panel(request, query, address, draft, typed=typed, error=str(refusal))
    act = request.POST.get("act", "")
    if act == "apply":
        with suppress(Refusal):  # the panel tells it
            return _applied(query, address, draft)
    return _panel(request, query, address, drafts.acted(draft, act))


def _opened(query: Query) -> Draft:
    """The filter of an address together with its plain conditions."""
    parts = [*(condition.tree for condition in query.conditions), *([query.filter] if query.filter else [])]
    return drafts.draft_of(tidy({"all": parts})) if parts else Draft("all", parts=[Draft()])


def _said(draft: Draft) -> str:
    return write(tidy(drafts.tree_of(draft)))


def _filtered(query: Query, address: QueryDict, said: str) -> QueryDict:
    """The address with this filter in place of all its conditions."""
    without = ["filter", *(condition.parameter for condition in query.conditions)]
    return moved(address, without=without, **({"filter": said} if said else {}))


def _applied(query: Query, address: QueryDict, draft: Draft) -> HttpResponse:
    said = _said(draft)
    read(said, query.entity, by=query.by)
    there = _filtered(query, address, said).urlencode()
    return HttpResponse(headers={"HX-Redirect": f"{reverse('kit:list', args=[query.entity.slug])}?{there}"})


def _panel(
    request: HttpRequest, query: Query, address: QueryDict, draft: Draft, *, typed: str = "", error: str = ""
) -> HttpResponse:
    entity, said, count = query.entity, "", 0
    node = _node(draft, "0", entity, query.by, functools.cache(functools.partial(_fields, query.by)))
    try:
        said = _said(draft)
        found = Query.read(entity, _filtered(query, address, said), by=query.by).found
        count = found.order_by()[: CAP + 1].count()
    except Refusal as refusal:
        error = error or str(refusal)
    context = {
        "entity": entity,
        "address": address.urlencode(),
        "node": node,
        "said": said,
        "typed": typed or said,
        "error": error,
        "count": min(count, CAP),
        "capped": count > CAP,
    }
    part = request.headers.get("HX-Request")
    return render(request, "kit/filters/panel.html" if part else "kit/filters/page.html", context)


def _node(draft: Draft, path: str, entity: Entity, by: Actor, fields: Any, *, steps: int = 0) -> dict[str, Any]:
    """What the template needs for one part of the form, inside so many related nouns."""
    if not draft.join:
        return {"path": path, "fields": fields(entity, steps), **_condition(draft, entity, by)}
    joins = [("all", _("All of these hold")), ("any", _("Any of these holds")), ("none", _("None of these holds"))]
    inside, nouns = entity, ""
    if draft.has and draft.has in (known := pointing_at(entity, by=by)):
        inside, nouns = known[draft.has].entity, known[draft.has].nouns
        joins, steps = [("some", _("has")), ("no", _("has no"))], steps + 1
    parts = [_node(part, f"{path}.{n}", inside, by, fields, steps=steps) for n, part in enumerate(draft.parts)]
    return {"path": path, "join": draft.join, "joins": joins, "has": draft.has, "nouns": nouns, "parts": parts}


def _fields(by: Actor, entity: Entity, steps: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a condition can name, in groups: the noun's own, what is judged of it, of rows it points at, other nouns."""
    groups: dict[str, list[tuple[str, str]]] = {entity.noun: [], _("Judgement"): []}
    for path in paths(entity.seen_by(by).filters, by=by, steps=STEPS - steps):
        judged = len(path) == 1 and path[0].model_field is None
        group = _("Judgement") if judged else wording.way_of(path[:-1]) or entity.noun
        groups.setdefault(group, []).append((".".join(field.name for field in path), wording.label_of(path)))
    if steps < STEPS:
        known = pointing_at(entity, by=by)
        groups[_("Related records")] = [(RELATED + name, capfirst(one.nouns)) for name, one in known.items()]
    return [(capfirst(str(word)), some) for word, some in groups.items() if some]


def _condition(draft: Draft, entity: Entity, by: Actor) -> dict[str, Any]:
    """The inputs of one condition."""
    try:
        field = path_of(draft.field, entity, by=by)[-1]
    except Refusal:
        return {"field": ""}
    offered = [op for op in operators_of(field) if op != "is" or field.kind not in CODED]
    negative, operator = draft.op.startswith(NEGATED), draft.op.removeprefix(NEGATED)
    operator = operator if operator in offered else offered[0]
    # A condition that was just begun asks what its inputs show.
    draft.op = (NEGATED if negative and operator in wording.NEGATIVES else "") + operator
    draft.values = draft.values or (["yes"] if field.kind == "yesno" else drafts.GIVEN.get(operator, []))
    return {
        "field": draft.field,
        "op": draft.op,
        "operators": list(_operators(offered)),
        "unit": field.unit,
        **_shown(field, operator, draft.values, by),
    }


def _shown(field: Field, operator: str, values: list[str], by: Actor) -> dict[str, Any]:
    given = drafts.GIVEN.get(operator, [])
    try:
        return _input(field, operator, values or given, by)
    except (Refusal, ValueError):  # a span or a key that is none cannot be shown among those to pick from
        return _input(field, operator, given, by)


def _operators(offered: list[str]) -> Any:
    for operator in offered:
        for before, sentences in (("", wording.SENTENCES), (NEGATED, wording.NEGATIVES)):
            if operator in sentences and not (before and operator in KNOWN):
                yield before + operator, (sentences[operator] % {"field": "", "values": "…"}).strip()


def _input(field: Field, operator: str, values: list[str], by: Actor) -> dict[str, Any]:
    """How values are given, and those that are."""
    if operator in KNOWN:
        return {}
    if operator in ("last", "next", "older"):
        return {"input": "amount", "count": values[0][:-1], "unit_is": values[0][-1:], "units": _units()}
    if operator in ("during", "anniversary"):
        known = [*(wording.PERIODS if operator == "during" else ANNIVERSARIES)]
        spans = known if values[0] in known else [*known, values[0]]
        words = [(span, wording.values_in_words(field, operator, [span], by=by)) for span in spans]
        return _choice("select", words, values)
    if field.kind == "yesno":
        return _choice("select", [("yes", capfirst(_("yes"))), ("no", capfirst(_("no")))], values)
    if field.kind == "relation" and registry.is_entity(field.related):
        named = wording.names(field, [value for value in values if value.isdecimal()], by=by)
        picked = [f"{named[value]} #{value}" if value.isdecimal() else value for value in values]
        return {"input": "pick", "pick": registry.entity_of(field.related).slug, "values": [*picked, ""]}
    if some := _options(field, values, by):
        return _choice("checks", some, values)
    kind = {"number": "number", "date": "date", "moment": "date"}.get(field.kind, "text")
    given = [*values, ""] if operator == "in" else values[:1] or [""]
    return {"input": "text" if "today" in values else kind, "values": given}


def _choice(kind: str, some: list[tuple[str, Any]], values: list[str]) -> dict[str, Any]:
    return {"input": kind, "options": [(value, word, value in values) for value, word in some]}


def _options(field: Field, values: list[str], by: Actor) -> list[tuple[str, Any]]:
    """Everything there is to pick from, and what was picked before; none where nothing is listed."""
    if field.kind in ("choice", "choices"):
        some = [(str(value), word) for value, word in field.choices]
    elif field.kind == "relation":
        some = [("me", ""), *((str(row.pk), row) for row in pointable(field.related, by=by).order_by("pk")[:SHOWN])]
    else:
        return []
    missing = [value for value in values if value not in {"none", *(value for value, _word in some)}]
    named = wording.names(field, ["me", "none", *missing], by=by)
    more = [(value, named.get(value, value)) for value in [*missing, "none"]]
    return [(value, word or named[value]) for value, word in [*some, *more]] if some else []


def _units() -> list[tuple[str, str]]:
    return [("d", _("days")), ("w", _("weeks")), ("m", _("months")), ("y", _("years"))]
