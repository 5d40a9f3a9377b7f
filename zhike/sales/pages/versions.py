"""The versions of an offer side by side."""

from collections import defaultdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhike.kit.access.rows import rows
from zhike.rights.figures import require_known
from zhike.sales.models import Quote, QuoteLine

SHOWN = 5


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Each line in each version; what differs from the version before is marked."""
    quote = rows(Quote, by=request.user).get(pk=pk)
    require_known(Quote, by=request.user)
    every = rows(Quote, by=request.user)
    shown = sorted(every.filter(pk=quote.first) | every.filter(of=quote.first), key=lambda one: one.edition)[-SHOWN:]
    return render(request, "sales/versions.html", {"quote": quote, "versions": shown, "lines": compared(shown)})


def compared(some: list[Quote]) -> list[dict[str, Any]]:
    """Lines by what they name, with a cell for each version: the line there, and whether it is another than before."""
    found: dict[tuple[Any, str, int], dict[int, QuoteLine]] = {}
    for place, quote in enumerate(some):
        seen: dict[Any, int] = defaultdict(int)
        for line in quote.lines.select_related("product").order_by("position"):
            name = (line.product_id, "" if line.product_id else line.description)
            found.setdefault((*name, seen[name]), {})[place] = line
            seen[name] += 1
    return [_row(cells, len(some)) for cells in found.values()]


def _row(cells: dict[int, QuoteLine], width: int) -> dict[str, Any]:
    told, before = [], None
    for place in range(width):
        line = cells.get(place)
        told.append({"line": line, "is_other": place > 0 and _figures(line) != before})
        before = _figures(line)
    return {"name": next(iter(cells.values())), "cells": told}


def _figures(line: QuoteLine | None) -> tuple[Any, ...] | None:
    if line is None:
        return None
    return (line.quantity, line.list_price, line.discount, line.unit_price, line.amount, line.part)
