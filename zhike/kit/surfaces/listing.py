"""The list: a table of one noun with conditions, search, order and pages, all in its address."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.formats import localize

from zhike.kit import filters
from zhike.kit.access.rows import may, pointable, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.kit.surfaces.query import CAP, Condition, Query, moved, parameter

OPTIONS_SHOWN = 60


@dataclass(frozen=True)
class Column:
    """A heading: its field, where a click leads, and the present direction."""

    field: Field
    link: str
    direction: str


@dataclass(frozen=True)
class Chip:
    """A condition in force, in words, and the address without it."""

    label: Any
    words: str
    link: str


def list_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """The list of a noun: the whole page, or only the table where htmx asked for it."""
    query = Query.read(entity, request.GET, by=request.user)
    page, count = query.page(), query.count()
    context = {
        "entity": entity,
        "query": query,
        "page": page,
        "columns": [_column(query, field, request.GET) for field in entity.shown],
        "chips": [
            *(_chip(condition, request.GET, by=request.user) for condition in query.conditions),
            *_filter_chips(query, request.GET),
        ],
        "count": min(count, CAP),
        "capped": count > CAP,
        "may_create": may(request.user, "create", entity.model),
        "may_load": may(request.user, "load", entity.model),
        "address": request.GET.urlencode(),
        "mine": _mine(entity, request.GET),
    }
    fragment = request.headers.get("HX-Target") == "list"
    return render(request, "kit/list_table.html" if fragment else "kit/list.html", context)


def filter_form(request: HttpRequest, entity: Entity, name: str) -> HttpResponse:
    """The small form that adds or changes one condition, fetched when it is opened."""
    field = next((field for field in entity.filters if field.name == name), None)
    if field is None:
        raise Http404
    asked = {operator: parameter(field, operator) for operator in field.operators}
    chosen = {operator: request.GET.getlist(name) for operator, name in asked.items()}
    context = {
        "entity": entity,
        "field": field,
        "chosen": chosen,
        "picked": chosen.get("in", []),
        "options": options(field, entity, by=request.user),
        "pick": entity_of(field.related).slug if field.kind == "relation" and is_entity(field.related) else "",
        "kept": [
            (name, value) for name, values in moved(request.GET, without=asked.values()).lists() for value in values
        ],
    }
    return render(request, "kit/filter_form.html", context)


def options(field: Field, entity: Entity, *, by) -> list[tuple[str, Any]]:
    """What can be picked for a field: its choices, or the values present in the person's rows, most frequent first."""
    if field.kind == "choice":
        return [(str(value), word) for value, word in field.choices]
    if field.kind == "relation" and not is_entity(field.related):
        return [(str(row.pk), str(row)) for row in pointable(field.related, by=by).order_by("pk")[:OPTIONS_SHOWN]]
    if field.kind != "text":
        return []
    counted = rows(entity.model, by=by).exclude(**{field.name: ""}).values(field.name).annotate(n=Count("pk"))
    return [(row[field.name], row[field.name]) for row in counted.order_by("-n", field.name)[:OPTIONS_SHOWN]]


def _column(query: Query, field: Field, params: QueryDict) -> Column:
    present = query.sort.lstrip("-") == field.name
    direction = ("descending" if query.descending else "ascending") if present else ""
    upwards = direction == "descending" or (not present and not field.numeric)
    sort = field.name if upwards else f"-{field.name}"
    return Column(field, f"?{moved(params, sort=sort).urlencode()}" if field.sort else "", direction)


def _chip(condition: Condition, params: QueryDict, *, by) -> Chip:
    without = moved(params, without=[condition.parameter]).urlencode()
    return Chip(condition.field.label, _condition_words(condition, by=by), f"?{without}")


def _filter_chips(query: Query, params: QueryDict) -> list[Chip]:
    def without(rest: filters.Tree) -> str:
        left = {"filter": filters.write(rest)} if rest else {}
        return f"?{moved(params, without=['filter'], **left).urlencode()}"

    parts = filters.chips(query.filter, query.entity, by=query.by)
    return [Chip("", words, without(rest)) for words, rest in parts]


def _condition_words(condition: Condition, *, by) -> str:
    field, values = condition.field, condition.values
    if field.kind == "relation":
        keys = [field.read(value) for value in values if value not in ("me", "none")]
        known = {str(row.pk): str(row) for row in pointable(field.related, by=by).filter(pk__in=keys)}
        values = tuple(value.rpartition("#")[2] for value in values)
        named = {**known, "me": str(by), "none": "—"}
    else:
        named = {str(value): str(word) for value, word in field.choices} if field.kind == "choice" else {}
        named |= {"none": "—", "1": "✓", "0": "✗"} if field.kind == "yesno" else {"none": "—"}
    sign = {"min": "≥ ", "max": "≤ "}.get(condition.operator, "")
    return sign + " / ".join(named.get(value, localize(value)) for value in values)


def _mine(entity: Entity, params: QueryDict) -> dict[str, Any] | None:
    field = next((f for f in entity.filters if f.name in ("owner", "assignee")), None)
    return {"on": params.get(field.name) == "me", "link": f"?{field.name}=me"} if field else None
