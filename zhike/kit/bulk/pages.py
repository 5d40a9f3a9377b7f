"""The addresses behind the bar of a list: its forms, what they start, and taking it back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from zhike.kit import batches
from zhike.kit.access.fresh import require_fresh
from zhike.kit.access.person import person
from zhike.kit.batches.models import Batch
from zhike.kit.batches.pages import batches_of
from zhike.kit.bulk.cells import ALONE
from zhike.kit.bulk.deeds import may_undo
from zhike.kit.bulk.forms import asked_values, edit_form
from zhike.kit.bulk.offering import Bar, bar_of
from zhike.kit.bulk.selection import Selection
from zhike.kit.entity import Entity
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.surfaces.forms import next_page
from zhike.kit.surfaces.verbs import verb_form
from zhike.look.toast import toast

AT_ONCE = 50  # rows somebody waits for; more run in the background


@require_POST
def edit_part(request: HttpRequest, entity: Entity) -> HttpResponse:
    """Ask what to set, then set it."""
    selection, bar = _chosen(request, entity)
    if not bar.fields:
        raise NotAllowed
    form = edit_form(entity, by=request.user, data=_filled(request))
    if form.is_bound and form.is_valid():
        values = asked_values(entity, form)
        named = ", ".join(str(field.label) for field in bar.fields if field.model_field.attname in values)
        title = _("Change %(nouns)s: %(fields)s") % {"nouns": entity.nouns, "fields": named}
        return _begin(request, selection, form, "bulk.change", title=title)
    return _ask(request, selection, form, button=_("Change"))


@require_POST
def verb_part(request: HttpRequest, entity: Entity, name: str) -> HttpResponse:
    """Ask what a verb needs, once for all rows, then do it to each."""
    selection, bar = _chosen(request, entity)
    verb = next((verb for verb in bar.verbs if verb.word == name), None)
    if verb is None:
        raise Http404
    form = verb_form(verb, by=request.user, data=_filled(request) if verb.parameters else request.POST)
    if form.is_bound and form.is_valid():
        if verb.fresh:
            require_fresh(request.user)
        title = _("%(verb)s: %(nouns)s") % {"verb": verb.title, "nouns": entity.nouns}
        return _begin(request, selection, form, "bulk.verb", title=title, verb=verb.name)
    return _ask(request, selection, form, button=verb.title)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch back where nobody changed its rows since."""
    batch = batches_of(person(request)).get(pk=pk)
    if not may_undo(batch):
        raise Refusal(_("This can no longer be undone."))
    run = batches.do if batch.done <= AT_ONCE else batches.start
    kind = "cell.undo" if batch.kind == ALONE else "bulk.undo"
    undoing = run(kind, by=request.user, title=_("Undo: %(title)s") % {"title": batch.title}, batch=batch.pk)
    batch.report(result={**batch.result, "undone": undoing.pk})
    return redirect(_told(request, undoing, next_page(request, otherwise=reverse("batches:one", args=[undoing.pk]))))


def _chosen(request: HttpRequest, entity: Entity) -> tuple[Selection, Bar]:
    return Selection.read(entity, request.POST, by=request.user), bar_of(entity, by=request.user)


def _filled(request: HttpRequest) -> QueryDict | None:
    return request.POST if "go" in request.POST else None


def _ask(request: HttpRequest, selection: Selection, form: forms.Form, *, button: Any) -> HttpResponse:
    context = {"form": form, "entity": selection.entity, "button": button, "here": request.path}
    return render(request, "kit/bulk/form.html", context, status=422 if form.is_bound else 200)


def _begin(request: HttpRequest, selection: Selection, form: forms.Form, kind: str, **asked: Any) -> HttpResponse:
    """Do it now to few rows, in the background to many, and say so where the person goes on."""
    few = selection.found.order_by()[: AT_ONCE + 1].count() <= AT_ONCE
    typed = {name: request.POST.getlist(name) for name in form.fields}
    asked |= selection.asked | {"typed": urlencode(typed, doseq=True)}
    run = batches.do if few else batches.start
    batch = run(kind, by=request.user, model=selection.entity.model, **asked)
    back = f"/{selection.entity.slug}/" + (f"?{selection.address}" if selection.address else "")
    return _reload(request, redirect(_told(request, batch, back)))


def _told(request: HttpRequest, batch: Batch, back: str) -> str:
    """Say what came of a batch; the page to go on to: back, or that of the batch where there is more to read there."""
    its_page = reverse("batches:one", args=[batch.pk])
    if batch.is_going:
        toast(request, _("Started. You may leave this page; the work goes on."))
        return its_page
    changed = batch.done - batch.refused
    sentence = ngettext("%(n)s row done.", "%(n)s rows done.", changed) % {"n": changed}
    if batch.status == Batch.Status.DONE and not batch.refused:
        undoable = may_undo(batch)
        sentence = sentence if undoable or "batch" not in batch.asked else _("Undone.")
        toast(request, sentence, undo=reverse("kit:undo", args=[batch.pk]) if undoable else "")
        return back
    messages.error(request, batch.message or sentence + " " + _("Refused: %(n)s.") % {"n": batch.refused})
    return its_page


def _reload(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirect that htmx follows as a page."""
    if request.headers.get("HX-Request") and response.status_code == 302:
        return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    return response
