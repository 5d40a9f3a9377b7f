"""The import wizard: upload, look and map, watch it run, read the report."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhike.exchange.importing import repairing, undoing
from zhike.exchange.importing.files import LONGEST_FILE, source_of
from zhike.exchange.importing.mapping_form import MappingForm
from zhike.exchange.importing.models import ImportedRow, ImportRun
from zhike.exchange.importing.previewing import Preview
from zhike.exchange.importing.rejected import rejected_file
from zhike.exchange.importing.running import is_interrupted, queue, start, suggested
from zhike.exchange.importing.targets import Target, target_named
from zhike.kit.access.models import Role
from zhike.kit.access.person import person
from zhike.kit.fields import UNSTORABLE
from zhike.kit.refusal import NotAllowed
from zhike.kit.uploads import keep
from zhike.look.entry import signed_in
from zhike.reading.problems import UnreadableFile

app_name = "importing"
RUNS_SHOWN = 10
CELL = re.compile(r"cell-([0-9]{1,18})-([0-9]{1,4})")
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "cp1252")


class UploadForm(forms.Form):
    """A file to import."""

    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.parquet"})
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LONGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it.") % {"limit": LONGEST_FILE // 1024 // 1024}
            )
        return file


def upload_page(request: HttpRequest, name: str) -> HttpResponse:
    """Choose a file; below, the imports so far."""
    target = _target(request, name)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        kept, digest = keep(upload)
        run = ImportRun.objects.create(
            target=name, file=kept, file_name=upload.name[:200], digest=digest, by=person(request)
        )
        return redirect("importing:run", run.pk)
    noted = Exists(ImportedRow.objects.filter(run=OuterRef("pk")))
    runs = _runs(request).filter(target=name).annotate(is_noted=noted).order_by("-pk")[:RUNS_SHOWN]
    context = {"target": target, "form": form, "runs": runs}
    return render(request, "exchange/importing/upload.html", context, status=422 if form.errors else 200)


def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A run as it stands: to be mapped, on its way, or finished."""
    run = _runs(request).get(pk=pk)
    target = _target(request, run.target)
    if run.status == ImportRun.Status.UPLOADED:
        return _mapping_page(request, run, target)
    fragment = request.headers.get("HX-Target") == "run"
    places = repairing.editable(run, target)
    context = {
        "run": run,
        "target": target,
        "outcomes": [(label, run.counts.get(name, 0)) for name, label in target.outcomes],
        "extras": [(label, run.counts[name]) for name, label in target.extras if name in run.counts],
        "nothing_new": _changed_nothing(run),
        "interrupted": is_interrupted(run),
        "phase": dict(target.phases).get(run.phase),
        "rejects": repairing.page_of(run, places) if places else run.rejects.order_by("row_number")[:RUNS_SHOWN],
        "mendable": [run.header[place] for place in places],
        "undo": undoing.latest(run),
    }
    return render(request, "exchange/importing/report.html" if fragment else "exchange/importing/run.html", context)


def again_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a stopped run go on where it stopped."""
    run = _runs(request).get(pk=pk)
    _target(request, run.target)
    may_go_on = run.status in (ImportRun.Status.FAILED, ImportRun.Status.STOPPED) or is_interrupted(run)
    if request.method == "POST" and may_go_on:
        queue(run)
    return redirect("importing:run", pk)


@require_POST
def stop_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a run end after the rows it has in hand."""
    run = _runs(request).get(pk=pk)
    run.report(stop_asked=True)
    return redirect("importing:run", pk)


@require_POST
def repair_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the mended rows; those that come in leave the list."""
    run = _runs(request).get(pk=pk)
    target = _target(request, run.target)
    if not repairing.editable(run, target):
        raise Http404
    mended: dict[int, dict[int, str]] = {}
    for name, value in request.POST.items():
        if asked := CELL.fullmatch(name):
            mended.setdefault(int(asked[1]), {})[int(asked[2])] = UNSTORABLE.sub("", str(value))
    outcomes = repairing.repair(run, target, mended)
    left = outcomes["rejected"]
    told = {"taken": outcomes.total() - left, "left": left}
    messages.success(request, _("%(taken)s rows came in, %(left)s are still rejected.") % told)
    return redirect("importing:run", pk)


def undo_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What an undo would do and what it would have to leave; then let it begin."""
    run = _runs(request).get(pk=pk)
    target, by = _target(request, run.target), person(request)
    if request.method == "POST":
        undoing.start(run, by=by)
        return redirect("importing:run", pk)
    context = {"run": run, "target": target, "done": undoing.done(run), "hindered": undoing.hindered(run, by=by)}
    return render(request, "exchange/importing/undo.html", context)


def rejects_page(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The rejected rows as a file that can be mended and imported again."""
    return rejected_file(_runs(request).get(pk=pk))


def _mapping_page(request: HttpRequest, run: ImportRun, target: Target) -> HttpResponse:
    context: dict[str, Any] = {"run": run, "target": target}
    if (encoding := request.GET.get("encoding")) in ENCODINGS:
        run.report(options={**run.options, "encoding": encoding})
    try:
        source = source_of(run)
        form = MappingForm(request.POST or None, source=source, target=target, mapping=suggested(target, source))
        if request.method == "POST" and form.is_valid():
            if "look" not in request.POST:
                start(run, form.mapping())
                return redirect("importing:run", run.pk)
            context["preview"] = Preview.of(run, target, form.mapping(), source)
    except UnreadableFile as problem:
        context["sentence"] = problem.sentence
        return render(request, "exchange/importing/unreadable.html", context, status=422)
    context |= {"form": form, "source": source, "sample": source.sample(20), "encodings": ENCODINGS}
    return render(request, "exchange/importing/map.html", context, status=422 if form.errors else 200)


def _changed_nothing(run: ImportRun) -> bool:
    """Whether everything that could be read was there already."""
    unchanged, rejected = (run.counts.get(name, 0) for name in ("unchanged", "rejected"))
    return 0 < unchanged == run.counts.get("read", 0) - rejected


def _target(request: HttpRequest, name: str) -> Target:
    target = target_named(name)
    if target is None:
        raise Http404
    if not target.allowed(request.user):
        raise NotAllowed
    return target


def _runs(request: HttpRequest):
    """One's own imports; an administrator's are everybody's."""
    every = ImportRun.objects.select_related("by")
    by = person(request)
    return every if by.is_at_least(Role.ADMIN) else every.filter(by=by)


urlpatterns = [
    path("import/run/<int:pk>/", signed_in(run_page), name="run"),
    path("import/run/<int:pk>/again/", signed_in(again_page), name="again"),
    path("import/run/<int:pk>/stop/", signed_in(stop_page), name="stop"),
    path("import/run/<int:pk>/repair/", signed_in(repair_page), name="repair"),
    path("import/run/<int:pk>/undo/", signed_in(undo_page), name="undo"),
    path("import/run/<int:pk>/rejected.csv", signed_in(rejects_page), name="rejects"),
    path("import/<slug:name>/", signed_in(upload_page), name="upload"),
]
