"""Verbs as buttons: a post that does it, or a small form first where the verb asks for something."""

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.access.rows import rows
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import date_input, next_page, refuse, relation_input

# An amount is not longer than a column of money is wide.
DECIMAL = partial(forms.DecimalField, max_digits=19, decimal_places=4)
INPUTS: dict[Any, Callable[..., forms.Field]] = {int: forms.IntegerField, Decimal: DECIMAL, date: date_input}


def verb_page(request: HttpRequest, entity: Entity, pk: int, name: str) -> HttpResponse:
    """Do a verb to one row, asking first for what it needs."""
    verb = next((verb for verb in registry.verbs_of(entity.model) if verb.word == name), None)
    if verb is None or verb.creates:
        raise Http404
    row = fetch(entity, pk, by=request.user)
    form = verb_form(verb, by=request.user, data=request.POST if request.method == "POST" else None)
    following = next_page(request, otherwise=f"/{entity.slug}/{pk}/")
    if request.method == "POST" and form.is_valid() and _done(request, verb, row, form):
        is_gone = verb.lets_go and not rows(entity.model, by=request.user).filter(pk=pk).exists()
        return redirect(f"/{entity.slug}/" if is_gone and following == f"/{entity.slug}/{pk}/" else following)
    context = {"entity": entity, "row": row, "verb": verb, "form": form, "next": following}
    return render(request, "kit/verb.html", context, status=422 if form.is_bound else 200)


def verb_form(verb: Verb, *, by, data=None) -> forms.Form:
    """The inputs a verb asks for, from its own signature."""
    form = forms.Form(data)
    for parameter in verb.parameters:
        form.fields[parameter.name] = _input(parameter, verb, by)
    return form


def _input(parameter: inspect.Parameter, verb: Verb, by) -> forms.Field:
    wanted, label = parameter.annotation, verb.labels.get(parameter.name, parameter.name)
    asked = {"label": label, "required": parameter.default is parameter.empty}
    if isinstance(wanted, type) and issubclass(wanted, Model):
        return relation_input(wanted, by=by, **asked)
    if choices := verb.choices.get(parameter.name):
        return forms.ChoiceField(choices=choices, initial=parameter.default, **asked)
    return INPUTS.get(wanted, forms.CharField)(**asked)


def _done(request: HttpRequest, verb: Verb, row: Model, form: forms.Form) -> bool:
    try:
        changed = verb(row, by=request.user, **form.cleaned_data)
    except (Refusal, ValidationError) as refusal:
        refuse(form, refusal)
        if not form.fields:
            messages.error(request, " ".join(map(str, form.non_field_errors())))
        return not form.fields
    undo = registry.verb_named(verb.undo) if verb.undo else None
    link = f"/{registry.entity_of(verb.model).slug}/{changed.pk}/do/{undo.word}/" if undo else ""
    sentence = _("%(past)s: %(title)s") % {"past": capfirst(str(verb.past)), "title": changed}
    messages.success(request, sentence, extra_tags=link)
    return True
