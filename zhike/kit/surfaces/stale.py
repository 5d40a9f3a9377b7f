"""A save on an old version: what I changed, what they changed, what stood there before, chosen field by field.

A form for a row carries the value each input began with, so that the three can be told apart without a copy of every
version. What only I changed is mine, what only they changed is theirs; where both did, the person says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

MINE, THEIRS, BEFORE = "mine", "theirs", "before"


@dataclass(frozen=True)
class Difference:
    """One field that somebody changed: the three values in words, and the one to take (none: the person must say)."""

    name: str
    label: Any
    mine: str
    theirs: str
    before: str
    taken: str

    @property
    def values(self) -> list[tuple[str, Any, str]]:
        """The choices, each with its name and its words."""
        return [(BEFORE, _("Before"), self.before), (THEIRS, _("Theirs"), self.theirs), (MINE, _("Mine"), self.mine)]


def chosen(form: forms.Form, data: QueryDict) -> QueryDict:
    """What was sent with the choices of a merge in it; inputs left as theirs are taken off the form."""
    merged = data.copy()
    for name in list(form.fields):
        taken = data.get(f"take-{name}")
        if taken == THEIRS:
            del form.fields[name]
        elif taken == BEFORE:
            merged.setlist(name, data.getlist(f"initial-{name}"))
    return merged


def sent(data: QueryDict) -> list[tuple[str, str]]:
    """Everything that was typed, to be carried along while the person chooses."""
    left = ("version", "csrfmiddlewaretoken")
    carried = [name for name in data if name not in left and not name.startswith("take-")]
    return [(name, value) for name in carried for value in data.getlist(name)]


def differences(form: forms.Form, now: Mapping[str, Any]) -> list[Difference]:
    """The fields on which a bound form and the row as it is `now` part, or parted from where the form began."""
    found = [
        _difference(form, name, field, now[name])
        for name, field in form.fields.items()
        if name in now and name != "version"
    ]
    return [difference for difference in found if difference]


def _difference(form: forms.Form, name: str, field: forms.Field, theirs: Any) -> Difference | None:
    begun = f"initial-{name}"
    mine = _plain(field.widget.value_from_datadict(form.data, form.files, name))
    before = _plain(field.hidden_widget().value_from_datadict(form.data, form.files, begun))
    theirs = _plain(theirs)
    by_them = begun not in form.data or field.has_changed(theirs, before)
    by_me = begun not in form.data or field.has_changed(_python(field, before), mine)
    if not field.has_changed(theirs, mine) or not (by_me or by_them):
        return None
    taken = "" if by_me and by_them else MINE if by_me else THEIRS
    return Difference(name, field.label, _words(field, mine), _words(field, theirs), _words(field, before), taken)


def _plain(value: Any) -> Any:
    """A text with the line ends of the database; browsers send others."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _python(field: forms.Field, raw: Any) -> Any:
    try:
        return field.to_python(raw)
    except ValidationError:
        return raw


def _words(field: forms.Field, value: Any) -> str:
    """A value as the form would show it, a choice by its word."""
    value = field.prepare_value(_python(field, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    named = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    some = value if isinstance(value, list | tuple) else [value]
    return ", ".join(named.get(str(one), str(one)) for one in some if one not in (None, "")) or "—"
