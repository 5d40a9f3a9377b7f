"""The part of the form in which parties are typed: a row for each, and empty ones for more."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from zhike.deals.parties.lines import Line, split, written
from zhike.kit.refusal import Refusal

UNSEEN = "…"  # stands in the form of whoever may not see them: nothing is changed
MORE = 2  # empty rows
PICKED = re.compile(r"\s+#\d+$")  # how a name ends that was picked from the list


class Rows(forms.Widget):
    """A name, a choice and, where `priced`, a price in each row."""

    def __init__(self, words: Mapping[str, Any], *, priced: bool):
        super().__init__()
        self.words, self.priced = words, priced

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        if value == UNSEEN:
            return render_to_string("deals/parties_unseen.html", {"name": name, "value": value})
        values = {str(word): value for value, word in self.words.items()}
        lines = [line._replace(what=values.get(line.what, line.what)) for line in split(value or "")]
        context = {"name": name, "words": self.words.items(), "priced": self.priced}
        rows = enumerate([*lines, *[Line("", "")] * MORE])
        return render_to_string("deals/parties_input.html", context | {"rows": rows, "id": (attrs or {}).get("id", "")})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        numbers = range(sum(key.startswith(f"{name}-") and key.endswith("-name") for key in data))
        if not numbers:
            return data.get(name)
        typed = (Line(*(data.get(f"{name}-{n}-{part}", "").strip() for part in Line._fields)) for n in numbers)
        return written(line._replace(name=PICKED.sub("", line.name)) for line in typed if line.name or line.price)


class Parties(forms.CharField):
    """The lines of a kind of party as one text."""

    def __init__(self, field: Any, **options: Any):
        super().__init__(widget=Rows(field.said, priced=field.priced), **options)
        self.field = field

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return typed if typed == UNSEEN else self.field.typed(typed)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def prepare_value(self, value: Any) -> Any:
        """With the words of the choices, as people read them."""
        try:
            return value if value in (None, UNSEEN) else written(self.field.lines(value), self.field.said)
        except Refusal:
            return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial or "") != self.prepare_value(data or "")
