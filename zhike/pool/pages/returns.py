"""What the rules did on a morning, and the way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date

from zhike.kit.access.person import person
from zhike.pool.undoing import returned, undo

SHOWN = 200


def returns(request: HttpRequest, day: str) -> HttpResponse:
    """Who fell back on a day, who had them, and who stays in the pool all the same; sent, all others go back."""
    on, by = _day(day), person(request)
    found = returned(on, by=by)
    if request.method == "POST":
        return redirect("batches:one", undo(on, by=by).pk)
    free, stay = [one for one, why in found if not why], [(one, why) for one, why in found if why]
    context: dict[str, Any] = {"day": on, "count": len(free), "kept": len(stay)}
    context |= {"stays": [*stay[:SHOWN], *((one, "") for one in free[:SHOWN])], "more": max(len(found) - SHOWN, 0)}
    return render(request, "pool/returns.html", context)


def _day(typed: str) -> Any:
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day
