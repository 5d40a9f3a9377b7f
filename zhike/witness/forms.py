"""What somebody looks for in the trace."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff
from zhike.kit.audit.models import Door
from zhike.kit.surfaces.forms import date_input
from zhike.witness.reading import Asked, nouns
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
        people = [(one.pk, _named(one)) for one in Staff.objects.order_by("is_robot", "name", "pk")]
        self._choose("person", people, _("anyone"))
        self._choose("verb", acts(), _("anything"))
        self._choose("noun", [] if of_one else nouns(by), _("anything"))
        self._choose("door", Door.choices, _("any door"))
        for name in ("noun", "words") if of_one else ():
            del self.fields[name]

    def _choose(self, name: str, choices: list[Any], none: Any) -> None:
        self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What was typed; what cannot be understood asks for nothing, and its field says so."""
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})


def _named(one: Staff) -> str:
    """Every robot is called the system; here each by its work as well."""
    return f"{one} · {one.name}" if one.is_robot else str(one)
