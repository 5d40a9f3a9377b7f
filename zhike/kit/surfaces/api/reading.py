"""Lists and single rows."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.api.values import as_json, record
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.query import Query, moved, parameter

MOST = 200  # rows of one answer
View = Callable[..., HttpResponse]


def list_view(entity: Entity) -> View:
    """The rows found by the address, in its order, page by page."""

    def view(request: HttpRequest) -> HttpResponse:
        by = request.user
        page = Query.read(entity, request.GET, by=by, size=_limit(request)).page(columns=entity.all_fields)
        following = f"{request.path}?{moved(request.GET, after=page.next).urlencode()}" if page.next else None
        return as_json({"items": [record(entity, row) for row in page.rows], "next": following})

    return view


def one_view(entity: Entity) -> View:
    """One row."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return answer(entity, pk, by=request.user)

    return view


def answer(entity: Entity, pk: int, *, by, status: int = 200, **headers: str) -> HttpResponse:
    """A row as it now is, tagged with its version. Raises DoesNotExist where `by` may not see it."""
    row = fetch(entity, pk, by=by)
    if hasattr(row, "version"):
        headers["ETag"] = f'"{row.version}"'
    return as_json(record(entity, row), status=status, headers=headers)


def parameters(entity: Entity) -> list[dict[str, Any]]:
    """The parameters of a list, for the description of the interface."""
    reserved = {
        "q": gettext_lazy("Words to search for."),
        "sort": gettext_lazy("A field; with a minus in front, the other way round."),
        "after": gettext_lazy("Where the page begins; found in the address of the next page."),
        "limit": gettext_lazy("Rows on a page, 200 at most."),
    }
    conditions = {
        parameter(field, operator): field.label
        for field in entity.fields
        if field.filter
        for operator in field.operators
    }
    return [
        {"in": "query", "name": name, "required": False, "schema": {"type": "string"}, "description": meaning}
        for name, meaning in {**conditions, **reserved}.items()
    ]


def _limit(request: HttpRequest) -> int:
    asked = request.GET.get("limit", "50")
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= MOST):
        raise Refusal(_("The limit is a number from 1 to %(most)s.") % {"most": MOST}, field="limit")
    return int(asked)
