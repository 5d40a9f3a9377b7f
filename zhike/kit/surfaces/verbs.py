"""Verbs as buttons: a post that does it, or a small form first where the verb asks for something."""

import inspect
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import pointable
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.registry import is_entity
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import RelationField, next_page

INPUTS: dict[Any, type[forms.Field]] = {str: forms.CharField, int: forms.IntegerField, Decimal: forms.DecimalField}


def verb_page(request: HttpRequest, entity: Entity, pk: int, name: str) -> HttpResponse:
    """Do a verb to one row, asking first for what it needs."""
    verb = registry.verb_named(f"{entity.model._meta.app_label}.{name}")
    if verb is None or verb.model is not entity.model or verb.creates:
        raise Http404
    row = fetch(entity, pk, by=request.user)
    form = verb_form(verb, by=request.user, data=request.POST if request.method == "POST" else None)
    following = next_page(request, otherwise=f"/{entity.slug}/{pk}/")
    if request.method == "POST" and form.is_valid() and _done(request, verb, row, form):
        return redirect(following)
    context = {"entity": entity, "row": row, "verb": verb, "form": form, "next": following}
    return render(request, "kit/verb.html", context, status=422 if form.is_bound else 200)


def verb_form(verb: Verb, *, by, data=None) -> forms.Form:
    """The inputs a verb asks for, from its own signature."""
    form = forms.Form(data)
    for parameter in verb.parameters:
        form.fields[parameter.name] = _input(parameter, verb, by)
    return form


def _input(parameter: inspect.Parameter, verb: Verb, by) -> forms.Field:
    wanted, needed = parameter.annotation, parameter.default is inspect.Parameter.empty
    label = verb.labels.get(parameter.name, parameter.name)
    if isinstance(wanted, type) and issubclass(wanted, Model):
        if is_entity(wanted):
            return RelationField(wanted, by=by, label=label, required=needed)
        return forms.ModelChoiceField(pointable(wanted, by=by).order_by("pk"), label=label, required=needed)
    if wanted is date:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        return forms.DateField(label=label, required=needed, widget=widget)
    if choices := verb.choices.get(parameter.name):
        return forms.ChoiceField(choices=choices, label=label, required=needed)
    return INPUTS.get(wanted, forms.CharField)(label=label, required=needed)


def _done(request: HttpRequest, verb: Verb, row: Model, form: forms.Form) -> bool:
    try:
        changed = verb(row, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        if not form.fields:
            messages.error(request, str(refusal))
        return not form.fields
    undo = registry.verb_named(verb.undo) if verb.undo else None
    link = f"/{registry.entity_of(verb.model).slug}/{changed.pk}/do/{undo.word}/" if undo else ""
    sentence = _("%(past)s: %(title)s") % {"past": capfirst(str(verb.past)), "title": changed}
    messages.success(request, sentence, extra_tags=link)
    return True
