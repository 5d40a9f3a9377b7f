"""The lines behind a cell of a cube."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhike.insight.cubes import lines
from zhike.insight.cubes.answering import known_only
from zhike.insight.cubes.asking import read
from zhike.insight.cubes.engine import asker
from zhike.insight.cubes.store import ready
from zhike.insight.cubes.wording import certificate, conditions
from zhike.insight.pages.cubes.explore import first
from zhike.kit import registry
from zhike.kit.access.person import person


def page(request: HttpRequest) -> HttpResponse:
    """The lines that a cell counts, the newest first, with what they add up to."""
    by, store = person(request), ready()
    if store is None:
        return first(request, by)
    question = read(known_only(request.GET), by=by, end=store.end)
    with asker(store) as engine:
        found = lines.behind(question, engine, number=request.GET.get("page", ""))
    context = {
        "found": found,
        "question": question,
        "page": found.page,
        "conditions": conditions(question),
        "certificate": certificate(question, store),
        "noun": registry.entity_of(question.cube.records),
        "explorer": f"{reverse('insight:cube')}?{question.address()}",
    }
    return render(request, "insight/cubes/lines.html", context)
