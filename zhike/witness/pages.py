"""The trace, searched: all of it for those who answer for others, and of one record for whoever may read it."""

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_POST

from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import may, require, rows
from zhike.kit.audit import trace
from zhike.kit.audit.models import Trace
from zhike.kit.entity import Entity
from zhike.kit.registry import entity_labelled
from zhike.kit.surfaces.routes import of_entity
from zhike.reading.spreadsheet_safety import protect
from zhike.rights.budget import require_left
from zhike.rights.entry import least
from zhike.witness.forms import TraceForm
from zhike.witness.models import Seal
from zhike.witness.reading import Line, page

app_name = "witness"
MOST_TAKEN = 10_000  # entries of one file
HEADER = ("at", "person", "act", "noun", "record", "number", "changes", "through", "address", "request", "why", "entry")


@require_GET
def trace_page(request: HttpRequest) -> HttpResponse:
    """Who did what to what, as far as the reader may know it."""
    by = person(request)
    form = TraceForm(request.GET, by=by, of_one=False)
    context = {"page": page(form.asked, by=by), "form": form, "address": _address(request), "may_take": True}
    if by.is_at_least(Role.ADMIN):
        context["seal"] = Seal.objects.order_by("-number").first()
    return _shown(request, context)


@require_GET
def record_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """All that was done to one record."""
    by = person(request)
    row = rows(entity.model, by=by).get(pk=pk)
    form = TraceForm(request.GET, by=by, of_one=True)
    context = {"page": page(form.asked, by=by, row=row), "form": form, "address": _address(request)}
    context |= {"entity": entity, "row": row, "may_take": may(by, "export", entity.model)}
    return _shown(request, context)


@require_POST
def trace_file(request: HttpRequest) -> HttpResponse:
    """What the page shows, as a table to take away; that it was taken is traced."""
    by = person(request)
    asked = TraceForm(request.GET, by=by, of_one=False).asked
    return _taken(page(asked, by=by, most=MOST_TAKEN).lines, request, by=by)


@require_POST
def record_file(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """The same of one record."""
    by = person(request)
    require(by, "export", entity.model)
    row = rows(entity.model, by=by).get(pk=pk)
    asked = TraceForm(request.GET, by=by, of_one=True).asked
    return _taken(page(asked, by=by, row=row, most=MOST_TAKEN).lines, request, by=by)


def _address(request: HttpRequest) -> str:
    """What narrows the page, without where it begins."""
    kept = request.GET.copy()
    kept.pop("before", None)
    return kept.urlencode()


def _shown(request: HttpRequest, context: dict) -> HttpResponse:
    context["is_narrowed"] = any(context["form"].cleaned_data.values())
    part = "lines" if "HX-Request" in request.headers and "before" in request.GET else "trace"
    return render(request, f"witness/{part}.html", context, status=422 if context["form"].errors else 200)


def _taken(lines: list[Line], request: HttpRequest, *, by: Staff) -> HttpResponse:
    if "budget" in by.grants:
        require_left(by, len(lines))
    told = {"filter": request.GET.urlencode(), "rows": str(len(lines)), "file": "csv", "page": request.path}
    trace.record_about(Trace, "export", by=by, changes={name: [None, value] for name, value in told.items()})
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="trace.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(HEADER)
    for line in lines:
        sheet.writerow([protect(str(cell)) for cell in _cells(line, by=by)])
    return answer


def _cells(line: Line, *, by: Staff) -> list[object]:
    """The cells of an entry; values of a noun that may not be exported stay out."""
    entry, entity = line.entry, entity_labelled(line.entry.noun)
    is_open = entity is None or may(by, "export", entity.model)
    changes = "; ".join(f"{label}: {old} → {new}" for label, old, new in line.changes) if is_open else "•••"
    at = localtime(entry.at).isoformat(timespec="seconds")
    about = [line.noun, entry.object_title, entry.object_id or ""]
    return [at, entry.actor, line.said, *about, changes, line.way, entry.address, entry.request, entry.why, entry.pk]


urlpatterns = [
    path("trace/", least(Role.MANAGER)(trace_page), name="trace"),
    path("trace/file/", least(Role.MANAGER)(trace_file), name="file"),
    path("trace/<slug:slug>/<int:pk>/", of_entity(record_page), name="record"),
    path("trace/<slug:slug>/<int:pk>/file/", of_entity(record_file), name="record-file"),
]
