"""One cell of a list, changed in its place."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit import writing
from zhike.kit.access.person import person
from zhike.kit.atomic import one_act
from zhike.kit.audit.trace import snapshot
from zhike.kit.batches.models import Batch
from zhike.kit.bulk.deeds import earlier_of
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.cells import words
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import form_for, refuse
from zhike.kit.surfaces.query import moved
from zhike.look.toast import toast

ALONE = "cell"  # the kind of a batch of one row


def cell_part(request: HttpRequest, entity: Entity, pk: int, name: str) -> HttpResponse:
    """The input of one cell; sent back, the cell with its new value and a word with which to take it back."""
    row = fetch(entity, pk, by=request.user, to="change")
    field = next((field for field in entity.editable if field.name == name and name not in row.hidden), None)
    if field is None:
        raise Http404
    form = _form(entity, field, row, request)
    if form.is_bound and form.is_valid() and _saved(request, row, field, form):
        row = fetch(entity, pk, by=request.user)
        here = request.headers.get("HX-Current-URL", f"/{entity.slug}/")
        return render(request, "kit/bulk/cell.html", {"field": field, "row": row, "here": here})
    context = {"entity": entity, "field": field, "row": row, "form": form}
    return render(request, "kit/bulk/cell_form.html", context, status=422 if form.is_bound else 200)


def _form(entity: Entity, field: Field, row: Any, request: HttpRequest) -> forms.Form:
    form = form_for(entity, by=request.user, data=request.POST or None, row=row)
    form.fields = {name: asked for name, asked in form.fields.items() if name in (field.name, "version")}
    form.auto_id = f"cell-{row.pk}-%s"
    return form


def _saved(request: HttpRequest, row: Any, field: Field, form: forms.Form) -> bool:
    version, value = form.cleaned_data["version"], form.cleaned_data[field.name]
    if version is not None and version != row.version:
        form.data = moved(request.POST, version=str(row.version))  # who sends it again has seen what stands there now
        told = _("Changed meanwhile to “%(value)s”. Enter saves yours all the same.") % {"value": words(field, row)}
        form.add_error(field.name, told)
        return False
    try:
        _write(request, row, field, value)
    except ValidationError as error:
        form.add_error(field.name, [line for lines in writing.errors_by_field(error).values() for line in lines])
    except Refusal as refusal:
        refuse(form, refusal)
    return form.is_valid()


def _write(request: HttpRequest, row: Any, field: Field, value: Any) -> None:
    before: dict[str, Any] = snapshot(row)
    with one_act():
        changed: Model = writing.change(row, by=request.user, values={field.name: value}, version=row.version)
        if changed.version == row.version:  # type: ignore[attr-defined]
            return
        batch = Batch.objects.create(
            kind=ALONE,
            title=f"{row}: {field.label}"[:200],
            noun=row._meta.label_lower,
            by=person(request),
            status=Batch.Status.DONE,
            total=1,
            done=1,
            finished_at=timezone.now(),
        )
        earlier_of(batch, changed, before).save()
    toast(request, _("Saved."), undo=reverse("kit:undo", args=[batch.pk]))
