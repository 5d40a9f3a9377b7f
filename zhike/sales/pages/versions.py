"""The versions of an offer side by side."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhike.kit.access.rows import rows
from zhike.rights.figures import require_known
from zhike.sales import agreeing
from zhike.sales.measuring import Measured
from zhike.sales.models import Quote

SHOWN = 5


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Each line in each version with what is taken off; what differs from the version before is marked."""
    quote = rows(Quote, by=request.user).get(pk=pk)
    require_known(Quote, by=request.user)
    every = rows(Quote, by=request.user)
    every = every.filter(pk=quote.first) | every.filter(of=quote.first)
    some = sorted(every.select_related("customer"), key=lambda one: one.edition)[-SHOWN:]
    found = [agreeing.shown(one, by=request.user) for one in some]
    versions = [{"quote": one, "taken": told["taken"]} for one, told in zip(some, found, strict=True)]
    lines = compared([told["lines"] for told in found])
    for row in lines:
        row["cells"] = [*zip(row["cells"], versions, strict=True)]
    context = {"quote": quote, "versions": versions, "lines": lines}
    return render(request, "sales/versions.html", context)


def compared(some: list[list[Measured]]) -> list[dict[str, Any]]:
    """Lines by what they name, with a cell for each version: the line there, and whether it is another than before."""
    found: dict[tuple[Any, str, int], dict[int, Measured]] = {}
    for place, lines in enumerate(some):
        seen: dict[Any, int] = defaultdict(int)
        for one in lines:
            name = (one.line.product_id, "" if one.line.product_id else one.line.description)
            found.setdefault((*name, seen[name]), {})[place] = one
            seen[name] += 1
    return [_row(cells, len(some)) for cells in found.values()]


def _row(cells: dict[int, Measured], width: int) -> dict[str, Any]:
    told, before = [], None
    for place in range(width):
        one = cells.get(place)
        told.append({"one": one, "is_other": place > 0 and _figures(one) != before})
        before = _figures(one)
    return {"name": next(iter(cells.values())).line, "cells": told}


def _figures(one: Measured | None) -> tuple[Any, ...] | None:
    if one is None:
        return None
    line = one.line
    return (line.quantity, one.full, line.list_price, line.discount, line.unit_price, line.amount, line.part)
