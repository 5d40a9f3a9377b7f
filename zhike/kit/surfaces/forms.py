"""Forms derived from a declaration, and the pages that show them. What was typed is never lost."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.kit import search, writing
from zhike.kit.access.rows import may, pointable, require, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of, is_entity
from zhike.kit.surfaces import stale
from zhike.kit.surfaces.detail import KEY, completed, fetch
from zhike.kit.surfaces.doubles import offer_warning, warnings, watched
from zhike.look.format import plain, typed

__all__ = ["form_for", "input_for", "offer_warning"]

PICKED = re.compile(r"#(\d{1,18})\s*$")


class RelationField(forms.CharField):
    """A row of another noun, picked while typing: "明州茶叶 #12", or any text that finds exactly one row."""

    def __init__(self, model: type[Model], *, by, **options: Any):
        super().__init__(**options)
        self.model, self.by = model, by
        self.widget.attrs |= {"data-pick": entity_of(model).slug, "autocomplete": "off"}
        self.may_create = may(by, "create", model)

    def clean(self, value: Any) -> Model | None:
        typed = super().clean(value)
        if not typed:
            return None
        reachable = rows(self.model, by=self.by)
        picked = PICKED.search(typed)
        found = list((reachable.filter(pk=picked[1]) if picked else search.find(reachable, typed, by=self.by))[:2])
        if len(found) != 1:
            raise ValidationError(
                _("Pick one from the list; “%(typed)s” does not name exactly one.") % {"typed": typed}
            )
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _picked(initial) != _picked(data)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = rows(self.model, by=self.by).filter(pk=value).first()
        return f"{value} #{value.pk}" if isinstance(value, Model) else value


def form_for(entity: Entity, *, by, data=None, row: Model | None = None, given: Any = None) -> forms.Form:
    """An unbound or bound form of the entity's editable fields; `given` values stand in it at first."""
    form = forms.Form(data, initial=_initial(entity, row, by) | dict(given or {}))
    hidden = row.hidden if row else ()  # type: ignore[attr-defined]
    for field in entity.seen_by(by).editable:
        # What cannot be seen cannot be changed either, and stays.
        if field.ask and (row or data or field.ask != "later") and field.name not in hidden:
            form.fields[field.name] = made = input_for(field, by=by)
            made.section, made.show_hidden_initial = str(field.section), row is not None  # type: ignore[attr-defined]
    for name in watched(entity):
        if name in form.fields:
            form.fields[name].widget.attrs |= _asking(entity, row)
    form.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
    return form


def input_for(field: Field, *, by) -> forms.Field:
    """The form field of one declared field."""
    column = field.model_field
    asked = {"label": field.label, "required": not column.blank, "help_text": column.help_text}
    if field.kind == "relation":
        return relation_input(field.related, by=by, **asked)
    if field.kind == "moment":
        return forms.DateTimeField(widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"), **asked)
    may_be_empty = field.kind == "choice" and field.is_column and (column.blank or not column.has_default())
    words = {"choices": column.get_choices(blank_choice=[("", "—")])} if may_be_empty else {}
    return date_input(**asked) if field.kind == "date" else column.formfield(label=field.label, **words)


def relation_input(model: type[Model], *, by, **asked: Any) -> forms.Field:
    """A row to point at: picked while typing where it is a noun, else from a list."""
    if is_entity(model):
        return RelationField(model, by=by, **asked)
    return forms.ModelChoiceField(pointable(model, by=by).order_by("pk"), empty_label="—", **asked)


def date_input(**asked: Any) -> forms.DateField:
    """A day, picked from the browser's own calendar."""
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **asked)


def new_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """Create a row."""
    require(request.user, "create", entity.model)
    form = form_for(entity, by=request.user, data=request.POST or None, given=_given(request, entity))
    if request.method == "POST" and form.is_valid() and (row := _saved(request, entity, form, row=None)):
        messages.success(request, _("“%(title)s” was created.") % {"title": row})
        return redirect(next_page(request, otherwise=f"/{entity.slug}/{row.pk}/"))
    return render(request, "kit/form.html", {"entity": entity, "form": form, "row": None}, status=_status(form))


def beside_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """Create a row from inside another form, which takes it into the input named `into`: what is needed, no more."""
    require(request.user, "create", entity.model)
    form = form_for(entity, by=request.user, data=request.POST or None)
    form.auto_id = "beside_%s"
    for name, field in list(form.fields.items()):
        if not (field.required or form.initial.get(name) or name in (entity.title, "version")):
            del form.fields[name]
    context = {"entity": entity, "form": form, "into": request.GET.get("into", "")}
    if request.method == "POST" and form.is_valid():
        context["made"] = _saved(request, entity, form, row=None)
    return render(request, "kit/beside.html", context, status=200 if context.get("made") else _status(form))


@require_POST
def warnings_part(request: HttpRequest, entity: Entity) -> HttpResponse:
    """What to say of the values typed so far into a form."""
    key = request.GET.get("row", "")
    row = rows(entity.model, by=request.user).filter(pk=key).first() if KEY.fullmatch(key) else None
    form = form_for(entity, by=request.user, data=request.POST)
    form.is_valid()
    found = warnings(entity, form.cleaned_data, by=request.user, row=row)
    return render(request, "kit/warnings.html", {"warnings": found})


def edit_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Change a row."""
    require(request.user, "change", entity.model)
    row = _to_edit(request, entity, pk)
    form = form_for(entity, by=request.user, data=request.POST or None, row=row)
    context = {"entity": entity, "form": form, "row": row}
    if request.method == "POST":
        form.data = sent = stale.chosen(form, request.POST)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["version"] not in (None, row.version):
            context["differences"] = stale.differences(form, _initial(entity, row, request.user))
            form.cleaned_data["version"] = row.version
        if context.get("differences"):
            return render(request, "kit/merge.html", context | {"sent": stale.sent(sent)}, status=422)
        if _saved(request, entity, form, row=row):
            messages.success(request, _("Saved."))
            return redirect(f"/{entity.slug}/{row.pk}/")
    return render(request, "kit/form.html", context, status=_status(form))


def refuse(form: forms.Form, refusal: Refusal | ValidationError) -> None:
    """Put what was refused beside the inputs it names, else above the form."""
    if isinstance(refusal, Refusal):
        refusal = ValidationError({refusal.field or "": str(refusal)})
    for name, sentences in writing.errors_by_field(refusal).items():
        form.add_error(name if name in form.fields else None, sentences)


def next_page(request: HttpRequest, *, otherwise: str) -> str:
    """Where the person asked to go on to, where that is a page of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    is_address = asked.startswith(("/", "http://", "https://"))  # Django takes all else for the name of a page
    return asked if is_ours and is_address else otherwise


def pick_options(request: HttpRequest, entity: Entity) -> HttpResponse:
    """Rows that match what is being typed into a relation."""
    typed = str(next(iter(request.GET.values()), ""))
    found = search.find(rows(entity.model, by=request.user), typed, by=request.user)[:12] if typed else []
    return render(request, "kit/pick_options.html", {"rows": found})


def _to_edit(request: HttpRequest, entity: Entity, pk: int) -> Any:
    """The row of a form: one that is sent back needs the names of related rows only where it is shown again."""
    if request.method != "POST":
        return fetch(entity, pk, by=request.user, to="change", fields=entity.editable)
    return completed(rows(entity.model, by=request.user, to="change").get(pk=pk), entity.editable, by=request.user)


def _initial(entity: Entity, row: Model | None, by) -> dict[str, Any]:
    if row is not None:
        return {"version": row.version, **{f.name: _stored(f, row) for f in entity.editable}}  # type: ignore[attr-defined]
    given = {f.name: f.model_field.get_default() for f in entity.editable}
    return {**given, **{name: by for name in ("owner", "assignee") if name in given}}


def _given(request: HttpRequest, entity: Entity) -> dict[str, Any]:
    """Values that a link brings along, such as `?owner=12`."""
    names = [field.name for field in entity.editable if field.name in request.GET]
    return {name: int(value) if KEY.fullmatch(value := request.GET[name]) else value for name in names}


def _asking(entity: Entity, row: Model | None) -> dict[str, str]:
    """What makes an input ask for warnings while it is typed in."""
    address = reverse("kit:warnings", args=[entity.slug])
    return {
        "hx-post": f"{address}?row={row.pk}" if row else address,
        "hx-trigger": "input changed delay:500ms",
        "hx-include": "closest form",
        "hx-target": "next .warned",
        "hx-sync": "this:replace",
    }


def _picked(value: Any) -> Any:
    """The key of a picked row; words that nobody picked from stay words."""
    if isinstance(value, Model):
        return value.pk
    picked = PICKED.search(value or "") if isinstance(value, str | None) else None
    return int(picked[1]) if picked else value or None


def _stored(field: Field, row: Model) -> Any:
    value = field.value(row) if field.kind != "relation" or is_entity(field.related) else field.stored(row)
    return typed(value, currency=getattr(row, "currency", None)) if field.money else plain(value)


def _saved(request: HttpRequest, entity: Entity, form: forms.Form, *, row: Model | None) -> Model | None:
    values = dict(form.cleaned_data)
    version = values.pop("version", None)
    try:
        if row is None:
            return writing.create(entity.model, by=request.user, values=values)
        return writing.change(row, by=request.user, values=values, version=version)
    except (Refusal, ValidationError) as refusal:
        refuse(form, refusal)
    return None


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound else 200
