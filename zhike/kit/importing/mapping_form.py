"""The form that says which column of a file feeds which field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhike.kit.importing.targets import Target
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
            self.fields[choice.name] = forms.RegexField(
                f"^{choice.pattern}$",
                label=choice.label,
                help_text=choice.help,
                required=False,
                initial=mapping.options.get(choice.name, ""),
            )

    def mapping(self) -> Mapping:
        """What was chosen."""
        chosen = {c.name: self.cleaned_data[c.name] for c in self.target.columns if self.cleaned_data[c.name]}
        said = {c.name: self.cleaned_data[c.name] for c in self.target.choices if self.cleaned_data[c.name]}
        day_first = self.cleaned_data.get("day_first")
        return Mapping(chosen, {"day_first": day_first == "yes", **said} if day_first else said)


def _guessed(source: Source, target: Target, mapping: Mapping) -> bool | None:
    days = [mapping.columns.get(c.name) for c in target.columns if c.kind in ("day", "moment")]
    places = [source.columns.index(name) for name in days if name in source.columns]
    return guess_day_first(row.values[place] for row in source.sample(200) for place in places if not row.problem)


def _known(day_first: Any) -> str:
    return "" if day_first is None else "yes" if day_first else "no"
