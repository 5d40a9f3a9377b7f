"""What somebody looks for in the trace."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff
from zhike.kit.audit.models import Door
from zhike.kit.surfaces.forms import date_input
from zhike.witness.reading import ROBOTS, Asked, nouns, traced
from zhike.witness.words import acts

LARGEST = 2**63 - 1


class TraceForm(forms.Form):
    """Every field narrows; an empty one does not. Of one record its noun and words are known."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int, empty_value=None, required=False)
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    noun = forms.ChoiceField(label=_("To what"), required=False)
    door = forms.ChoiceField(label=_("Through"), required=False)
    since = date_input(label=_("From day"), required=False)
    until = date_input(label=_("To day"), required=False)
    words = forms.CharField(label=_("Words in the title"), max_length=80, required=False)
    before = forms.IntegerField(min_value=1, max_value=LARGEST, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, by: Staff, of_one: bool):
        super().__init__(data)
        people = Staff.objects.filter(is_robot=False).order_by("name", "pk").values_list("pk", "name")
        self._choose("person", [*people, (ROBOTS, str(Staff(is_robot=True)))], _("anyone"))
        self._choose("verb", acts(traced()), _("anything"))
        self._choose("noun", [] if of_one else nouns(by), _("anything"))
        self._choose("door", Door.choices, _("any door"))
        for name in ("noun", "words") if of_one else ():
            del self.fields[name]

    def _choose(self, name: str, choices: list[Any], none: Any) -> None:
        self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked | None:
        """What was typed; None where something cannot be understood, and its field says so."""
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value}) if self.is_valid() else None
