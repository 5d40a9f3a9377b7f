"""The way out of a list: choose columns and kind of file, take it, or wait for it."""

from django import forms
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from zhike.exchange.exporting import delivering
from zhike.exchange.exporting.formats import FORMATS
from zhike.exchange.exporting.sheet import Sheet
from zhike.exchange.importing.extras import extras_of
from zhike.kit.access.fresh import require_fresh
from zhike.kit.access.person import person
from zhike.kit.batches.models import Batch
from zhike.kit.entity import Entity
from zhike.kit.surfaces.routes import of_entity
from zhike.look.entry import signed_in

app_name = "exporting"
FRESH_BEYOND = 1000  # rows that leave only with somebody who proved a moment ago who they are


class ExportForm(forms.Form):
    """Which columns, in which file."""

    columns = forms.ChoiceField(
        label=_("Columns"),
        choices=(("shown", _("as in the list")), ("all", _("all fields, so that it can be imported again"))),
        initial="shown",
    )
    file = forms.ChoiceField(label=_("File"), initial="xlsx")

    def __init__(self, *given, entity, **options):
        super().__init__(*given, **options)
        cards = extras_of(entity.model) is not None
        kinds = [(one.name, one.label) for one in FORMATS.values() if cards or one.name != "vcf"]
        self.fields["file"].choices = kinds  # type: ignore[attr-defined]


def export_page(request: HttpRequest, entity: Entity) -> HttpResponse | FileResponse:
    """Take the rows of a list away, as its address asks for them."""
    form = ExportForm(request.POST or None, entity=entity)
    is_chosen = form.is_valid()
    whole = is_chosen and (form.cleaned_data["columns"] == "all" or form.cleaned_data["file"] == "vcf")
    sheet = Sheet(entity, request.GET.urlencode(), by=person(request), whole=whole)
    count = sheet.count(delivering.AT_ONCE + 1)
    if not is_chosen:
        context = {"entity": entity, "form": form, "sheet": sheet, "address": request.GET.urlencode()}
        context |= {"count": min(count, delivering.AT_ONCE), "capped": count > delivering.AT_ONCE}
        return render(request, "exchange/exporting/export.html", context, status=422 if form.errors else 200)
    if count > FRESH_BEYOND:
        require_fresh(sheet.by)
    kind = form.cleaned_data["file"]
    if count > delivering.AT_ONCE:
        with transaction.atomic():
            return redirect("exporting:one", delivering.later(sheet, kind).pk)
    made = delivering.at_once(sheet, kind)
    return FileResponse(made, as_attachment=True, filename=delivering.name_of(entity, kind))


def one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long export is, and the link to its file."""
    part = "progress" if request.headers.get("HX-Target") == "export" else "one"
    context = {"batch": _own(request, pk), "days": delivering.KEPT_DAYS}
    return render(request, f"exchange/exporting/{part}.html", context)


def file_page(request: HttpRequest, pk: int) -> FileResponse:
    """The finished file, for whoever asked for it."""
    made, name = delivering.fetch(_own(request, pk))
    return FileResponse(made, as_attachment=True, filename=name, content_type="application/octet-stream")


def _own(request: HttpRequest, pk: int) -> Batch:
    """A file is for the asker alone, whatever the role of others."""
    return Batch.objects.select_related("by").get(pk=pk, by=person(request), kind=delivering.KIND)


urlpatterns = [
    path("exports/<int:pk>/", signed_in(one_page), name="one"),
    path("exports/<int:pk>/file/", signed_in(file_page), name="file"),
    path("<slug:slug>/export/", of_entity(export_page), name="export"),
]
