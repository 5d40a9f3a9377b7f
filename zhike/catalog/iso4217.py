"""The currencies there are to choose, by name and code: "人民币 CNY"."""

from typing import Any

from babel import Locale
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from zhike.look.coins import MINOR_UNITS


def currencies() -> list[tuple[str, Any]]:
    """Every currency there is to choose by its three letters, named as the reader reads."""
    return [(code, lazy(name_of, str)(code)) for code in sorted(MINOR_UNITS)]


def name_of(code: str) -> str:
    """The name of a currency in the language of the reader, with its code; without a name the code alone."""
    name = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE)).currencies.get(code, "")
    return f"{name} {code}".strip()


def firm_s_first() -> list[tuple[str, Any]]:
    """Every currency, the firm's own before those in the order of their codes."""
    return sorted(currencies(), key=lambda one: (one[0] != settings.CURRENCY, one[0]))


def grouped(used: set[str]) -> list[tuple[str, list[tuple[str, Any]]]]:
    """The same in two groups, those in use before the rest, either in the order of their codes after the firm's."""
    words = firm_s_first()
    here = [one for one in words if one[0] in used | {settings.CURRENCY}]
    return [(_("In use here"), here), (_("All others"), [one for one in words if one not in here])]


def currency_input(**asked: Any) -> forms.ChoiceField:
    """The input of a currency, in any form."""
    return forms.ChoiceField(choices=lambda: grouped(in_use()), **asked)


def in_use() -> set[str]:
    """The currencies that the firm deals in: what it knows a rate or has a price list of."""
    rates, lists = (apps.get_model("catalog", name)._base_manager for name in ("ExchangeRate", "PriceList"))
    found = rates.values_list("from_currency").union(rates.values_list("to_currency"), lists.values_list("currency"))
    return {code for (code,) in found}


class CurrencyField(models.CharField):
    """A column of a currency by its three letters: chosen by name, shown by these."""

    def __init__(self, verbose_name: Any = None, **named: Any):
        super().__init__(verbose_name, **dict({"max_length": 3, "choices": currencies}, **named))

    @property
    def flatchoices(self) -> list[tuple[str, str]]:
        """The words of rows."""
        return [(code, code) for code, _word in currencies()]

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is three letters."""
        name, _path, given, named = super().deconstruct()
        return name, "django.db.models.CharField", given, named

    def formfield(self, **asked: Any) -> forms.Field:
        """What is in use comes first, and nothing where there is no usual one."""
        made: Any = super().formfield(**asked)
        blank = [] if self.has_default() else [("", "—")]
        made.choices = [*blank, *grouped(in_use())]
        return made
