"""What is asked for when a call or a visit ends."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.customers.models.contact import Medium
from zhike.kit.surfaces.forms import date_input
from zhike.work.models import CallResult, Direction, TaskKind, work_calendar
from zhike.work.suggesting import after_call


class NextForm(forms.Form):
    """What comes next, or why nothing does."""

    next_what = forms.CharField(label=gettext_lazy("next step"), max_length=120, required=False)
    next_kind = forms.ChoiceField(label=gettext_lazy("by"), choices=TaskKind.choices, required=False)
    next_on = date_input(label=gettext_lazy("on which day"), required=False)
    no_next = forms.CharField(label=gettext_lazy("or: no next step, because"), max_length=120, required=False)


class CallForm(NextForm):
    """How a call went."""

    result = forms.ChoiceField(label=gettext_lazy("result"), choices=CallResult.choices)
    direction = forms.ChoiceField(label=gettext_lazy("direction"), choices=Direction.choices, required=False)
    number = forms.ChoiceField(label=gettext_lazy("telephone number"), required=False)
    other_number = forms.CharField(
        label=gettext_lazy("or another number"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        required=False,
        max_length=40,
    )
    minutes = forms.IntegerField(label=gettext_lazy("minutes it lasted"), min_value=0, max_value=1440, required=False)
    contact = forms.ChoiceField(label=gettext_lazy("spoke with"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("summary"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    task = forms.CharField(widget=forms.HiddenInput, required=False, max_length=18)


def call_form(customer: Customer, *, data: Any = None, given: dict[str, Any] | None = None) -> CallForm:
    """The form, with the people of the customer to choose from."""
    form = CallForm(data, initial=given, label_suffix="")
    names = [contact.name for contact in customer.people]
    points = [point for point in customer.ways_today if point.medium == Medium.PHONE]
    points.sort(key=lambda point: (not point.is_primary, not point.is_preferred, point.pk))
    known = [(f"#{point.pk}", str(point)) for point in points]
    form.fields["number"].choices = [("", "—"), *known]  # type: ignore[attr-defined]
    form.fields["contact"].choices = [("", "—"), *((name, name) for name in names)]  # type: ignore[attr-defined]
    return form


def results() -> list[dict[str, Any]]:
    """The ways a call may end, with the key that picks each and what usually comes next."""
    told: dict[str, Any] = {"today": timezone.localdate(), "calendar": work_calendar()}
    return [
        {"key": place, "value": value, "word": word, "next": after_call(value, **told)}
        for place, (value, word) in enumerate(CallResult.choices, start=1)
    ]
