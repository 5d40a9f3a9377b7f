"""The inputs of the conditions of a rule book: what a condition does, at which place, and for whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.conditions import KEEPS, MOST, NEEDS, words_of_places

DOES = ((KEEPS, gettext_lazy("stands at least on")), (NEEDS, gettext_lazy("is needed for")))


class ConditionForm(forms.Form):
    """One condition; without a filter there is none."""

    filter = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 1}))
    does = forms.ChoiceField(choices=DOES, required=False)
    code = forms.ChoiceField(required=False)

    def __init__(self, measure: str, place: int, data: Any, initial: Any):
        super().__init__(data, prefix=f"condition{place}", initial=initial)
        self.fields["code"].choices = words_of_places(measure)  # type: ignore[attr-defined]
        for name, label in (("filter", _("Who")), ("does", _("What it does")), ("code", _("Place"))):
            self.fields[name].widget.attrs["aria-label"] = f"{label} {place}"
        self.fields["filter"].widget.attrs["spellcheck"] = "false"


def condition_forms(book: Any, data: Any) -> list[ConditionForm]:
    """A form for each condition there is, and an empty one more while there is room."""
    asked = [*book.conditions, None][:MOST] if data is None else _posted(data)
    return [ConditionForm(book.measure, place, data, initial) for place, initial in enumerate(asked, start=1)]


def typed_conditions(some: list[ConditionForm]) -> list[dict[str, str]]:
    """What was typed, in order, emptied ones left out."""
    typed = [one.cleaned_data for one in some if one.is_valid()]
    return [{name: one[name] for name in ("does", "code", "filter")} for one in typed if one["filter"].strip()]


def _posted(data: Any) -> list[None]:
    """As many as were sent, in order."""
    places = (place for place in range(1, MOST + 1) if f"condition{place}-filter" in data)
    return [None] * max(places, default=1)
