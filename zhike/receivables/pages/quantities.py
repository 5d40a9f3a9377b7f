"""Quantities of lines, as a form asks for them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from zhike.sales.quantities import plain


class LinesForm(forms.Form):
    """An input for each line of a paper, by the number of the line, none above what is left of it."""

    def __init__(self, data: Any, some: Mapping[int, tuple[Any, Decimal]]):
        super().__init__(data)
        self.some = some
        for key, (name, left) in some.items():
            told = _("A quantity from 0 to %(most)s: there is no more of it left.") % {"most": plain(left)}
            field = forms.DecimalField(min_value=0, max_value=left, initial=self.at_first(left), required=False)
            field.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), told)
            field.label, field.widget.attrs = str(name), {"step": "any", "min": "0"}
            self.fields[f"line-{key}"] = field

    def at_first(self, left: Decimal) -> str:
        """What stands in an input that nobody has touched."""
        return ""

    def asked(self, key: int) -> forms.BoundField:
        """The input of a line."""
        return self[f"line-{key}"]

    def quantities(self) -> dict[str, str]:
        """What was typed, as the verbs take it; nothing typed is nothing of the line."""
        told = {key: self.cleaned_data[f"line-{key}"] for key in self.some}
        return {str(key): f"{quantity:f}" if quantity else "0" for key, quantity in told.items()}
