"""The form that sets fields of many rows: what is left empty stays as it is in each of them."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.rows import may
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.surfaces.forms import input_for

CLEAR = "clear"
UNTOUCHED = [("", gettext_lazy("(leave as it is)"))]
YES_OR_NO = [("1", gettext_lazy("Yes")), ("0", gettext_lazy("No"))]


class EditForm(forms.Form):
    """At least one field is set or cleared."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(_is_given(value) for value in given.values()):
            raise forms.ValidationError(_("Fill in what is to be changed."))
        return given


def bulk_fields(entity: Entity, *, by) -> list[Field]:
    """The fields a person may set on many rows of a noun at once."""
    return [field for field in entity.seen_by(by).editable if field.bulk] if may(by, "change", entity.model) else []


def edit_form(entity: Entity, *, by, data=None) -> EditForm:
    """An input for each field, and the fields whose value may be cleared."""
    form, fields = EditForm(data), bulk_fields(entity, by=by)
    for field in fields:
        inputs = getattr(field, "many_inputs", dict)() or {"": _input(field, by=by)}
        form.fields |= {field.name + suffix: asked for suffix, asked in inputs.items()}
    if empty := [(field.name, capfirst(field.label)) for field in fields if field.model_field.blank]:
        form.fields[CLEAR] = forms.MultipleChoiceField(
            label=_("Clear the value of"), choices=empty, required=False, widget=forms.CheckboxSelectMultiple
        )
    return form


def asked_values(entity: Entity, form: forms.Form) -> dict[str, Any]:
    """What a valid form sets, by column; a related row is its number."""
    values: dict[Field, Any] = {}
    for name, value in form.cleaned_data.items():
        if name != CLEAR and _is_given(value):
            field = entity.field(name.partition("-")[0])
            values[field] = values[field] | value if field in values else value  # several inputs of one field
    values |= {entity.field(name): None for name in form.cleaned_data.get(CLEAR, ())}
    return {field.model_field.attname: _stored(field, value) for field, value in values.items()}


def _input(field: Field, *, by) -> forms.Field:
    if field.kind in ("choice", "yesno"):
        words = YES_OR_NO if field.kind == "yesno" else [(str(value), word) for value, word in field.choices]
        return forms.TypedChoiceField(
            label=field.label, choices=[*UNTOUCHED, *words], coerce=field.read, empty_value=None, required=False
        )
    asked = input_for(field, by=by)
    asked.required, asked.initial = False, None
    if isinstance(asked, forms.ModelChoiceField):
        asked.empty_label = UNTOUCHED[0][1]
    return asked


def _is_given(value: Any) -> bool:
    return value is not None and value != "" and value != []


def _stored(field: Field, value: Any) -> Any:
    if value is None and not field.model_field.null:
        return ""
    return value.pk if isinstance(value, Model) else value
