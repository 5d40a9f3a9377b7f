"""The list: a table of one noun with views, conditions, search, order, groups and pages, all in its address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import localize
from psycopg.errors import QueryCanceled

from zhike.kit import filters
from zhike.kit.access.rows import may, pointable, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.kit.surfaces import offers, shapes
from zhike.kit.surfaces.headings import choosable, headings
from zhike.kit.surfaces.query import CAP, Condition, Query, moved, parameter
from zhike.kit.views import grouping, reach
from zhike.kit.views.tabs import tabs

OPTIONS_SHOWN = 60
MENUS = ("columns", "groups")
PATIENCE = 8_000  # milliseconds for an exact count


@dataclass(frozen=True)
class Chip:
    """A condition in force, in words, and the address without it."""

    label: Any
    words: str
    link: str


def list_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """The list of a noun: the whole page, or only the table where htmx asked for it."""
    if not request.GET and (first := reach.opening(entity, by=request.user)):
        return redirect(f"{request.path}?view={first}")
    query = Query.read(entity, request.GET, by=request.user)
    if shape := shapes.kept(query, request.GET):
        return redirect(shape)
    shown = _groups(query, query.group, request.GET) if query.group else {"page": query.page()}
    context = {
        **around(request, query, count=query.count),
        "base": request.path,
        "columns": headings(query, request.GET),
        "is_sized": any(column.width for column in query.columns),
        "is_editable": any(column.field.edit for column in query.columns),
        "denser": _link(moved(request.GET, density="normal" if query.is_compact else "compact")),
        **shown,
    }
    fragment = request.headers.get("HX-Target") == "list"
    return render(request, "kit/list_table.html" if fragment else "kit/list.html", context)


def around(request: HttpRequest, query: Query, *, count: int) -> dict[str, Any]:
    """What stands above the rows of a noun in whatever shape: its views, the conditions in force, how many rows."""
    return {
        "entity": query.entity,
        "query": query,
        "tabs": tabs(query, mine=_mine(query.entity, request.GET)),
        "chips": [
            *(_chip(condition, request.GET, by=request.user) for condition in query.conditions),
            *_filter_chips(query, request.GET),
        ],
        "count": min(count, CAP),
        "capped": count > CAP,
        "may_create": may(request.user, "create", query.entity.model),
        "ways": offers.ways(query.entity, by=request.user, address=request.GET.urlencode()),
        "address": request.GET.urlencode(),
    }


def exact_count(request: HttpRequest, entity: Entity) -> HttpResponse:
    """How many rows the address finds, to the last one; asked for by a click, and given up after a while."""
    query = Query.read(entity, request.GET, by=request.user)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(PATIENCE)])
            count = query.found.order_by().count()
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        count = None
    return render(request, "kit/views/counted.html", {"count": count})


def menu(request: HttpRequest, entity: Entity, name: str) -> HttpResponse:
    """What stands below a button above the list, fetched when it is opened: the columns, or what to group by."""
    if name not in MENUS:
        raise Http404
    query, params = Query.read(entity, request.GET, by=request.user), request.GET
    context = {
        "query": query,
        "base": reverse("kit:list", args=[entity.slug]),
        "choosable": choosable(query),
        "usual_columns": _link(moved(params, without=["columns"])),
        "groupable": [(field, _link(_regrouped(params, group=field.name))) for field in grouping.groupable(entity)],
        "ungrouped": _link(_regrouped(params, without=["group"])),
    }
    return render(request, f"kit/views/menu_{name}.html", context)


def filter_form(request: HttpRequest, entity: Entity, name: str) -> HttpResponse:
    """The small form that adds or changes one condition, fetched when it is opened."""
    field = next((field for field in entity.filters if field.name == name), None)
    if field is None:
        raise Http404
    asked = {operator: parameter(field, operator) for operator in field.operators}
    asked_now = Query.read(entity, request.GET, by=request.user).asked
    chosen = {operator: asked_now.getlist(name) for operator, name in asked.items()}
    context = {
        "entity": entity,
        "field": field,
        "chosen": chosen,
        "picked": chosen.get("in", []),
        "options": options(field, entity, by=request.user),
        "pick": entity_of(field.related).slug if field.kind == "relation" and is_entity(field.related) else "",
        "kept": _kept(request.GET, without=asked.values()),
    }
    return render(request, "kit/filter_form.html", context)


def options(field: Field, entity: Entity, *, by) -> list[tuple[str, Any]]:
    """What can be picked for a field: its choices, or the values present in the person's rows, most frequent first."""
    if field.kind in ("choice", "choices"):
        return [(str(value), word) for value, word in field.choices]
    if field.kind == "relation" and not is_entity(field.related):
        return [(str(row.pk), str(row)) for row in pointable(field.related, by=by).order_by("pk")[:OPTIONS_SHOWN]]
    if field.kind != "text":
        return []
    counted = rows(entity.model, by=by).annotate(said=field.sql).exclude(said="").values("said").annotate(n=Count("pk"))
    return [(row["said"], row["said"]) for row in counted.order_by("-n", "said")[:OPTIONS_SHOWN]]


def _groups(query: Query, field: Field, params: QueryDict) -> dict[str, Any]:
    """The headings of a grouped list, and the rows of the one that is open: the first, unless the address says."""
    numbers = [column.field for column in query.columns if column.field.numeric]
    counted = query.found if query.count <= CAP else grouping.bounded(query.found)
    found = grouping.groups(counted, field, totals=numbers, by=query.by)
    opened = query.asked.get("open", found.groups[0].value if found.groups else "")
    sections = [
        (group, _link(moved(params, open="" if group.value == opened else group.value)), group.value == opened)
        for group in found.groups
    ]
    return {"groups": found, "sections": sections, "page": query.page(group=opened) if opened else None}


def _regrouped(params: QueryDict, **changes: Any) -> QueryDict:
    """The same list in other groups, the first of them open."""
    rest = moved(params, **changes)
    rest.pop("open", None)
    return rest


def _link(params: QueryDict) -> str:
    return f"?{params.urlencode()}"


def _chip(condition: Condition, params: QueryDict, *, by) -> Chip:
    without = moved(params, without=[condition.parameter])
    return Chip(condition.field.label, _condition_words(condition, by=by), _link(without))


def _filter_chips(query: Query, params: QueryDict) -> list[Chip]:
    def without(rest: filters.Tree) -> str:
        left = {"filter": filters.write(rest)} if rest else {}
        return _link(moved(params, without=["filter"], **left))

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
        named = field.named(values)
        named |= {"none": "—", "1": "✓", "0": "✗"} if field.kind == "yesno" else {"none": "—"}
    sign = {"min": "≥ ", "max": "≤ "}.get(condition.operator, "")
    return sign + " / ".join(named.get(value, localize(value)) for value in values)


def _kept(params: QueryDict, *, without: Iterable[str]) -> list[tuple[str, str]]:
    """What a form that changes some parameters of an address sends along."""
    return [(name, value) for name, values in moved(params, without=without).lists() for value in values]


def _mine(entity: Entity, params: QueryDict) -> dict[str, Any] | None:
    field = next((f for f in entity.filters if f.name in ("owner", "assignee")), None)
    return {"on": params.get(field.name) == "me", "link": f"?{field.name}=me"} if field else None
