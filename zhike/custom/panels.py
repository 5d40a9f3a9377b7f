"""What the page of an added field shows: how it will look in the form."""

from typing import Any

from django import forms

from zhike.custom.checking import build
from zhike.custom.models import CustomField
from zhike.kit.surfaces.forms import input_for
from zhike.kit.surfaces.offers import offer_panel


def preview(definition: CustomField, *, by) -> dict[str, Any]:
    """The input that people will fill in, or that there is none."""
    form, field = forms.Form(prefix="preview"), build(definition)
    if field.edit and field.ask:
        form.fields[field.name] = input_for(field, by=by)
        form.initial = {field.name: field.model_field.get_default()}
    return {"form": form, "name": field.name}


offer_panel(CustomField, template="custom/preview.html", context=preview, place="main")
