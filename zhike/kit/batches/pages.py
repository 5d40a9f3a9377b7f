"""Batches on screen: which there are, how far one is, what came of it."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import go_on, is_interrupted
from zhike.kit.refusal import Refusal
from zhike.look.entry import signed_in
from zhike.reading.rejects import MARK
from zhike.reading.spreadsheet_safety import protect

app_name = "batches"
SHOWN = 100
UNLISTED = ("cell", "cell.undo")  # one row, changed in its place


def batches_of(by: Staff) -> QuerySet[Batch]:
    """One's own batches; an administrator's are everybody's."""
    every = Batch.objects.select_related("by")
    return every if by.is_at_least(Role.ADMIN) else every.filter(by=by)


def list_page(request: HttpRequest) -> HttpResponse:
    """The latest batches."""
    latest = batches_of(person(request)).exclude(kind__in=UNLISTED).order_by("-pk")[:SHOWN]
    return render(request, "kit/batches/list.html", {"batches": latest})


def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is; htmx asks for the moving part alone."""
    batch = batches_of(person(request)).get(pk=pk)
    template = "kit/batches/progress.html" if request.headers.get("HX-Request") else "kit/batches/batch.html"
    return render(request, template, {"batch": batch, "interrupted": is_interrupted(batch), "back": _back(batch)})


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a batch end after the rows it has in hand."""
    batch = batches_of(person(request)).get(pk=pk)
    batch.report(stop_asked=True)
    return redirect("batches:one", pk)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a batch that did not come to its end."""
    batch = batches_of(person(request)).get(pk=pk)
    if batch.status == Batch.Status.DONE or (batch.is_going and not is_interrupted(batch)):
        raise Refusal(_("There is nothing left to go on with."))
    go_on(batch)
    return redirect("batches:one", pk)


def refused_file(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every refused row with its reason, as CSV."""
    batch = batches_of(person(request)).get(pk=pk)
    response = StreamingHttpResponse(_refused(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{pk}.csv"'
    return response


def result_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file a batch made, under its own name, to be kept and never to be shown."""
    batch = batches_of(person(request)).get(pk=pk)
    folder = Path(settings.UPLOADS_DIR).resolve()
    file = (folder / batch.file).resolve()
    if not batch.file or not file.is_relative_to(folder) or not file.is_file():
        raise Http404
    name = batch.result.get("file_name") or f"{get_valid_filename(batch.title)}{file.suffix}"
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream")


def _back(batch: Batch) -> str:
    """The page a batch was asked for on, or the list of its rows; what takes one back leads where that one does."""
    if "batch" in batch.asked:
        return _back(Batch.objects.get(pk=batch.asked["batch"]))
    if "page" in batch.asked or not batch.noun:
        return batch.asked.get("page", "")
    address = batch.asked.get("address", "")
    return f"/{registry.entity_of(apps.get_model(batch.noun)).slug}/" + (f"?{address}" if address else "")


def _refused(batch: Batch) -> Iterator[str]:
    yield MARK
    lines = batch.refused_rows.order_by("pk").values_list("title", "sentence")
    for title, sentence in [(_("record"), _("reason")), *lines.iterator()]:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([protect(title), protect(sentence)])
        yield out.getvalue()


urlpatterns = [
    path("batches/", signed_in(list_page), name="list"),
    path("batches/<int:pk>/", signed_in(batch_page), name="one"),
    path("batches/<int:pk>/stop/", signed_in(stop), name="stop"),
    path("batches/<int:pk>/again/", signed_in(again), name="again"),
    path("batches/<int:pk>/refused.csv", signed_in(refused_file), name="refused"),
    path("batches/<int:pk>/file/", signed_in(result_file), name="file"),
]
