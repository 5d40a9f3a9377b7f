"""What the page of an added field shows, how it will look in the form; and sealed values, on the pages of rows."""

from typing import Any

from django import forms
from django.db.models import Model

from zhike.custom.checking import build
from zhike.custom.models import CustomField
from zhike.custom.revealing import sealed_fields
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.forms import input_for
from zhike.kit.surfaces.offers import EVERY, offer_panel


def preview(definition: CustomField, *, by) -> dict[str, Any]:
    """The input that people will fill in, or that there is none."""
    form, field = forms.Form(prefix="preview"), build(definition)
    if field.edit and field.ask:
        form.fields[field.name] = input_for(field, by=by)
        form.initial = {field.name: field.model_field.get_default()}
    return {"form": form, "name": field.name}


def personal(row: Model, *, by) -> dict[str, Any] | None:
    """The sealed values of a row, masked."""
    fields = sealed_fields(type(row), by=by)
    return (
        {"personal": [(field, field.words(row)) for field in fields], "slug": entity_of(type(row)).slug}
        if fields
        else None
    )


offer_panel(EVERY, template="custom/personal.html", context=personal, place="right", order=30)
offer_panel(CustomField, template="custom/preview.html", context=preview, place="main")
