"""Two rows side by side, to be made one, and a merge about to be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import readable, require, rows
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.merging import journal
from zhike.kit.merging.actions import KEEP, REFUSE, merges_into, pairs_of, taken_by_default
from zhike.kit.merging.models import Pair, survivor_of
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.cells import words
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import refuse, relation_input
from zhike.look.toast import toast

Page = Callable[..., HttpResponse]


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
    return render(request, "kit/merging/merge.html", context, status=422 if request.method == "POST" else 200)


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
    return render(request, "kit/merging/split.html", context, status=422 if request.method == "POST" else 200)


def or_survivor(page: Page) -> Page:
    """A page of one row, which leads on to the survivor where the row went up in another."""

    @wraps(page)
    def view(request: HttpRequest, entity: Entity, pk: int) -> HttpResponse:
        try:
            return page(request, entity, pk)
        except ObjectDoesNotExist:
            survivor = survivor_of(entity.model._meta.label_lower, pk)
            if survivor == pk or not rows(entity.model, by=request.user).filter(pk=survivor).exists():
                raise
            return redirect("kit:detail", entity.slug, survivor)

    return view


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
        if field.value(row) != field.value(other) and field.name not in row.hidden | other.hidden
    ]


def _is_known(conflict: journal.Conflict, *, by) -> bool:
    """Whether its reader may know which row was changed."""
    model = conflict.model
    return not registry.is_entity(model) or conflict.is_gone or bool(readable(model, [int(conflict.key)], by=by))


def _verb(entity: Entity, word: str) -> Any:
    return next(verb for verb in registry.verbs_of(entity.model) if verb.word == word)


def _place(page: str, entity: Entity, row: Model, *more: str) -> str:
    return reverse(f"kit:{page}", args=[entity.slug, row.pk, *more])
