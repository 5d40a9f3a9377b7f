"""A column of tiers: chosen by ticks, kept as codes with commas between them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog import tiers


class TierBoxes(forms.CheckboxSelectMultiple):
    """A box for each tier, and for each code that stands there though nobody named it."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        known = tiers.choices()
        self.choices = [*known, *((code, code) for code in value if code not in dict(known))]
        return super().optgroups(name, value, attrs)


class TierChoice(forms.CharField):
    """Any number of tiers; as a value their codes with commas between them."""

    widget = TierBoxes
    hidden_widget = forms.MultipleHiddenInput
    choices = property(lambda self: tiers.choices())

    def to_python(self, value: Any) -> str:
        return ",".join(self.prepare_value(value))

    def prepare_value(self, value: Any) -> list[str]:
        return tiers.codes(value if isinstance(value, str) else ",".join(value or ()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(self.prepare_value(initial)) != set(self.prepare_value(data))


class TierCodes(models.CharField):
    """Tiers as codes, given by code or by word. Raises ValidationError for one that nobody named.

    `when_none` says on the form what it means that none is ticked.
    """

    def __init__(self, *args: Any, when_none: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.when_none = when_none or gettext_lazy("None ticked: for all.")

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        given = tiers.codes(value or "")
        known = dict(tiers.choices())
        if wrong := [code for code in given if code not in known]:
            told = {"typed": "、".join(wrong), "tiers": "、".join(str(word) for word in known.values())}
            raise ValidationError(_("There is no tier “%(typed)s”. The tiers are: %(tiers)s.") % told)
        return super().clean(",".join(given), model_instance)

    def formfield(self, **asked: Any) -> forms.Field:
        told = {"label": asked.get("label", self.verbose_name), "help_text": self.when_none}
        return TierChoice(required=False, **told)

    def deconstruct(self) -> Any:
        """The table knows a text: how it is filled in concerns no migration."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options
