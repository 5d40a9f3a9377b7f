"""The form on the page of a standing: what a person may say about this kind."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from zhike.customers.actions import classify, override
from zhike.customers.kinds import StandingKind
from zhike.customers.models import Customer
from zhike.kit.access.rows import may
from zhike.kit.actions import Verb
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.kit.surfaces.verbs import verb_form

USUAL = timedelta(days=90)  # how long an override holds unless somebody says otherwise


def verb_for(kind: StandingKind, *, by) -> Verb | None:
    """What a person may do about a kind: set it by hand for a while, state it, or nothing."""
    verb = override if kind.held else classify if kind.typed else None
    return verb if verb and may(by, verb.right, Customer) else None


def form_for(verb: Verb, kind: StandingKind, *, by, data=None) -> forms.Form:
    """The verb's own form for one kind: the kind is settled, and only its values can be picked."""
    form = verb_form(verb, by=by, data=data)
    form.fields.pop(_settled(verb))
    form.fields["value"] = forms.ChoiceField(choices=kind.values, label=kind.label)
    today = timezone.localdate()
    form.initial = {"since": today, "holds_until": today + USUAL}
    return form


def decide(verb: Verb, kind: StandingKind, form: forms.Form, customer: Customer, *, by) -> bool:
    """Do what the form says; a refusal becomes an error of the form."""
    values: dict[str, Any] = {_settled(verb): kind.name, **form.cleaned_data}
    try:
        verb(customer, by=by, **values)
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


def _settled(verb: Verb) -> str:
    return "kind" if verb is override else "axis"
