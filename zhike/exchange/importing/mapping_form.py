"""The form that says which column of a file feeds which field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhike.exchange.importing.targets import Choice, Target
from zhike.reading.dates import guess_day_first
from zhike.reading.mapping import Mapping
from zhike.reading.source import Source

DAY_FIRST = (("", _("as it reads")), ("yes", _("day first: 31/12/2025")), ("no", _("month first: 12/31/2025")))


class MappingForm(forms.Form):
    """A choice of column for every field of the target, filled with the likeliest one."""

    def __init__(self, data: Any, *, source: Source, target: Target, mapping: Mapping):
        super().__init__(data)
        self.target = target
        columns = [("", "—"), *((column, column) for column in source.columns)]
        for column in target.columns:
            self.fields[column.name] = forms.ChoiceField(
                label=column.label, choices=columns, required=column.required, initial=mapping.columns.get(column.name)
            )
        if any(column.kind in ("day", "moment") for column in target.columns):
            self.fields["day_first"] = forms.ChoiceField(
                label=_("Dates such as 3/4/2025"),
                choices=DAY_FIRST,
                required=False,
                initial=_known(mapping.options.get("day_first", _guessed(source, target, mapping))),
            )

        for choice in target.choices:
            self.fields[choice.name] = _input(choice, str(mapping.options.get(choice.name, "")))

    def clean(self) -> dict[str, Any]:
        """Where records are only changed, no column is needed."""
        for column in self.target.columns_for(self.mapping()):
            if not column.required:
                self.errors.pop(column.name, None)
        return self.cleaned_data

    def mapping(self) -> Mapping:
        """What was chosen."""
        said = self.cleaned_data
        chosen = {column.name: said[column.name] for column in self.target.columns if said.get(column.name)}
        options: dict[str, Any] = {c.name: answer for c in self.target.choices if (answer := self._said(c))}
        day_first = self.cleaned_data.get("day_first")
        return Mapping(chosen, {"day_first": day_first == "yes", **options} if day_first else options)

    def _said(self, choice: Choice) -> str:
        said = self.cleaned_data.get(choice.name, "")
        return "+".join(said) if choice.many else said


def _input(choice: Choice, said: str) -> forms.Field:
    asked: dict[str, Any] = {"label": choice.label, "help_text": choice.help, "required": False}
    if choice.many:
        widget = forms.CheckboxSelectMultiple
        picked = said.split("+") if said else []
        return forms.MultipleChoiceField(choices=choice.offered, widget=widget, initial=picked, **asked)
    if choice.offered:
        return forms.ChoiceField(choices=choice.offered, initial=said, **asked)
    return forms.RegexField(f"^{choice.pattern}$", initial=said, **asked)


def _guessed(source: Source, target: Target, mapping: Mapping) -> bool | None:
    days = [mapping.columns.get(c.name) for c in target.columns if c.kind in ("day", "moment")]
    places = [source.columns.index(name) for name in days if name in source.columns]
    return guess_day_first(row.values[place] for row in source.sample(200) for place in places if not row.problem)


def _known(day_first: Any) -> str:
    return "" if day_first is None else "yes" if day_first else "no"
