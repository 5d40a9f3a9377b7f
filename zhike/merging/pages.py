"""Two rows side by side, to be made one, and a merge about to be undone."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import readable, require
from zhike.kit.attached.fields import TagsField
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.cells import words
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import refuse, relation_input
from zhike.kit.surfaces.routes import of_entity
from zhike.look.toast import toast
from zhike.merging import journal, pairs
from zhike.merging.actions import KEEP, REFUSE, merges_into, pairs_of, taken_by_default
from zhike.merging.models import Pair

app_name = "merging"


@dataclass(frozen=True)
class Choice:
    """A field in which two rows differ, with both values as people read them, and which is chosen at first."""

    field: Field
    mine: Any
    theirs: Any
    is_theirs: bool


def merge_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """Pick the other row, then which survives, and of which each value stays."""
    require(request.user, "change", entity.model)
    row = fetch(entity, pk, by=request.user, to="change")
    form, other = _other(request, entity, row)
    if request.method == "POST" and other is not None:
        try:
            _verb(entity, "merge")(row, by=request.user, other=other, take=_taken(request, entity))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            toast(request, _("Merged into “%(title)s”.") % {"title": row}, undo=_place("verb", entity, row, "split"))
            return redirect(_place("detail", entity, row))
    context: dict[str, Any] = {"entity": entity, "row": row, "other": other, "form": form}
    if other is not None:
        context["choices"] = _choices(entity, row, other, by=request.user)
        context["pair"] = pairs_of(row, other.pk).filter(status=Pair.Status.OPEN).first()
    return render(request, "merging/merge.html", context, status=422 if request.method == "POST" else 200)


def split_page(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
    """What an undo of the last merge would do, and what was changed since and would stay."""
    row = fetch(entity, pk, by=request.user, to="change")
    merge = merges_into(row).select_related("by").first()
    context: dict[str, Any] = {"entity": entity, "row": row, "merge": merge}
    conflicts = journal.conflicts(merge) if merge else []
    context["conflicts"] = [(conflict, _is_known(conflict, by=request.user)) for conflict in conflicts]
    if request.method == "POST":
        changed_since = KEEP if request.POST.get("changed_since") == KEEP else REFUSE
        try:
            _verb(entity, "split")(row, by=request.user, changed_since=changed_since)
        except Refusal as refusal:
            context["sentence"] = str(refusal)
        else:
            toast(request, _("“%(title)s” is back.") % {"title": merge})
            return redirect(_place("detail", entity, row))
    return render(request, "merging/split.html", context, status=422 if request.method == "POST" else 200)


def _other(request: HttpRequest, entity: Entity, row: Model) -> tuple[forms.Form, Model | None]:
    typed = (request.POST or request.GET).get("other", "")
    form = forms.Form({"other": f"#{typed}" if typed.isdecimal() else typed} if typed else None)
    form.fields["other"] = relation_input(entity.model, by=request.user, label=_("The same as"))
    if not form.is_valid():
        return form, None
    if form.cleaned_data["other"] == row:
        form.add_error("other", _("Pick another one; this is the record itself."))
        return form, None
    return form, fetch(entity, form.cleaned_data["other"].pk, by=request.user, to="change")


def _taken(request: HttpRequest, entity: Entity) -> list[str] | None:
    if "chosen" not in request.POST:
        return None
    return [field.name for field in entity.editable if request.POST.get(f"of-{field.name}") == "theirs"]


def _choices(entity: Entity, row: Any, other: Any, *, by) -> list[Choice]:
    taken = taken_by_default(row, other, by=by)
    return [
        Choice(field, words(field, row), words(field, other), field in taken)
        for field in entity.editable
        if field.value(row) != field.value(other)
        and field.name not in row.hidden | other.hidden
        and not isinstance(field, TagsField)  # those of both stay
    ]


def _is_known(conflict: journal.Conflict, *, by) -> bool:
    """Whether its reader may know which row was changed."""
    model = conflict.model
    return not registry.is_entity(model) or conflict.is_gone or bool(readable(model, [int(conflict.key)], by=by))


def _verb(entity: Entity, word: str) -> Any:
    found = next((verb for verb in registry.verbs_of(entity.model) if verb.word == word), None)
    if found is None:
        raise Http404  # a noun that is not merged
    return found


def _place(page: str, entity: Entity, row: Model, *more: str) -> str:
    return reverse(f"kit:{page}", args=[entity.slug, row.pk, *more])


# They come before the addresses of the kit, which would take merging for any other verb.
urlpatterns = [
    path("<slug:slug>/duplicates/", of_entity(pairs.pairs_page), name="duplicates"),
    path("<slug:slug>/duplicates/<int:pk>/different/", of_entity(pairs.different_page), name="different"),
    path("<slug:slug>/<int:pk>/do/merge/", of_entity(merge_page), name="merge"),
    path("<slug:slug>/<int:pk>/do/split/", of_entity(split_page), name="split"),
]
