"""The lines behind a cell of a cube, as a page and as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from zhike.insight.cubes import lines
from zhike.insight.cubes.answering import known_only
from zhike.insight.cubes.asking import read
from zhike.insight.cubes.engine import asker
from zhike.insight.cubes.lines_file import FILES, sheet
from zhike.insight.cubes.store import ready
from zhike.insight.cubes.wording import certificate, conditions
from zhike.insight.pages.cubes.explore import ascii_name, first, taken_out
from zhike.kit import registry
from zhike.kit.access.person import person
from zhike.look.saving import to_save

KINDS = (("xlsx", gettext_lazy("Excel workbook")), ("csv", gettext_lazy("CSV (UTF-8)")))


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
        "kinds": [(reverse("insight:cube-lines-file", args=[kind]), word) for kind, word in KINDS],
        "explorer": f"{reverse('insight:cube')}?{question.address()}",
    }
    return render(request, "insight/cubes/lines.html", context)


def file(request: HttpRequest, kind: str) -> HttpResponse:
    """All of them as a workbook or as CSV, with the same sums."""
    by, store = person(request), ready()
    if store is None:
        return first(request, by)
    if kind not in FILES:
        raise Http404
    question = read(known_only(request.GET), by=by, end=store.end)
    with asker(store) as engine:
        found = sheet(question, engine, store=store)
    content = FILES[kind](found)
    taken_out(question, kind, rows=str(len(found.rows) - 1))
    return to_save(content, f"{ascii_name(question)}-lines.{kind}")
