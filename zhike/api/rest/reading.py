"""Lists and single rows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.api.rest.door import View, charge, only
from zhike.api.rest.selecting import Selection, expandable
from zhike.api.rest.values import as_json
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.query import CAP, Query, moved, parameter

MOST = 200  # rows of one answer
OWN = ("fields", "expand", "count")  # parameters that the list on the screen does not have


def list_view(entity: Entity) -> View:
    """The rows found by the address, in its order, page by page."""

    def view(request: HttpRequest) -> HttpResponse:
        asked, selection = request.GET.copy(), Selection.read(entity, request.GET, by=request.user)
        for name in OWN:
            asked.pop(name, None)
        query = Query.read(entity, asked, by=request.user, size=_limit(request))
        page = query.page(columns=selection.columns)
        charge(request, len(page.rows) * selection.weight)
        following = f"{request.path}?{moved(request.GET, after=page.next).urlencode()}" if page.next else None
        body = {"items": selection.records(page.rows, by=request.user), "next": following}
        return as_json(body | (_count(query) if _is_counted(request) else {}))

    return view


def one_view(entity: Entity) -> View:
    """One row."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        only(request, "fields", "expand")
        return answer(entity, pk, request=request)

    return view


def answer(entity: Entity, pk: int, *, request: HttpRequest, status: int = 200, **headers: str) -> HttpResponse:
    """A row as it now is, tagged with its version. Raises DoesNotExist where the person may not see it."""
    selection = Selection.read(entity, request.GET, by=request.user).of_one()
    row = fetch(selection.entity, pk, by=request.user)
    if request.method == "GET":
        charge(request, selection.weight)
    if hasattr(row, "version"):
        headers["ETag"] = f'"{row.version}"'
    return as_json(selection.records([row], by=request.user)[0], status=status, headers=headers)


def parameters(entity: Entity) -> list[dict[str, Any]]:
    """The parameters of a list, for the description of the interface."""
    filters = [field for field in entity.fields if field.filter]
    conditions = {parameter(field, operator): field.label for field in filters for operator in field.operators}
    reserved = {
        "q": gettext_lazy("Words to search for."),
        "filter": gettext_lazy("Conditions as a tree of JSON, or as text."),
        "sort": gettext_lazy("A field; with a minus in front, the other way round."),
        "after": gettext_lazy("Where the page begins; found in the address of the next page."),
        "limit": gettext_lazy("Rows on a page, 200 at most."),
        "count": gettext_lazy("“true” also counts the rows found, up to 1,000."),
    }
    return [told(name, meaning) for name, meaning in {**conditions, **reserved}.items()] + selecting(entity)


def selecting(entity: Entity) -> list[dict[str, Any]]:
    """The parameters that choose what is told of a row."""
    along = gettext_lazy("What comes along, separated by commas: related rows, and lines below the row.")
    expand = told("expand", along)
    offered = expandable(entity, entity.fields)
    return [
        told("fields", gettext_lazy("Only these fields, separated by commas.")),
        expand | {"examples": {name: {"value": name} for name in offered}} if offered else expand,
    ]


def told(name: str, meaning: Any) -> dict[str, Any]:
    """One parameter, described."""
    return {"in": "query", "name": name, "required": False, "schema": {"type": "string"}, "description": meaning}


def _count(query: Query) -> dict[str, Any]:
    count = query.count
    return {"count": min(count, CAP), "capped": count > CAP}


def _is_counted(request: HttpRequest) -> bool:
    asked = request.GET.get("count", "false")
    if asked not in ("true", "false"):
        raise Refusal(_("Say true or false."), field="count")
    return asked == "true"


def _limit(request: HttpRequest) -> int:
    asked = request.GET.get("limit", "50")
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST):
        raise Refusal(_("The limit is a number from 1 to %(most)s.") % {"most": MOST}, field="limit")
    return int(asked)
