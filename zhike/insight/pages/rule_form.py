"""The form of a rule book: numbers as people say them in, settings as measures take them out."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.books import complete
from zhike.insight.conditions import MOST, PLACES
from zhike.insight.models import Draft, RuleBook
from zhike.insight.pages.condition_form import condition_forms, typed_conditions
from zhike.insight.pages.rule_words import CHAPTERS, Words
from zhike.insight.pages.settings import setting, shown

WIDEST = 100_000
RICHEST = 1_000_000_000_000


class RuleForm(forms.Form):
    """One input per rule, the conditions, and why the rules change."""

    note = forms.CharField(
        max_length=200,
        label=gettext_lazy("Why do the rules change?"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, book: RuleBook | Draft, data: Any = None):
        self.book = book
        self.words = [words for chapter in CHAPTERS[book.measure] for words in chapter.rules]
        settings = complete(book.measure, book.settings)
        initial = {words.key: shown(words, setting(settings, words)) for words in self.words}
        of_draft = {"note": book.note, "edition": book.edition} if isinstance(book, Draft) else {"edition": ""}
        super().__init__(data, initial={**initial, "version": book.version, **of_draft})
        for words in self.words:
            self.fields[words.key] = _field(words)
        self.conditions = condition_forms(book, data) if book.measure in PLACES else []

    @property
    def chapters(self) -> list[dict[str, Any]]:
        """The rules under their titles, each as the text before its input, the input, and the text after."""
        return [
            {"title": chapter.title, "rules": [self._line(words) for words in chapter.rules]}
            for chapter in CHAPTERS[self.book.measure]
        ]

    @property
    def settings(self) -> dict[str, Any]:
        """What was typed, as the measure's settings; settings without an input stay as they were."""
        given = complete(self.book.measure, self.book.settings)
        for words in self.words:
            value = _kept(words, self.cleaned_data[words.key])
            if isinstance(words.part, int):
                given[words.name] = [*given[words.name][: words.part], value, *given[words.name][words.part + 1 :]]
            elif words.part is not None:
                given[words.name] = (given.get(words.name) or {}) | {words.part: value}
            else:
                given[words.name] = value
        if given.get("cuts") is not None and (given["binning"] != "fixed" or not any(given["cuts"].values())):
            given.pop("cuts")
        return given

    @property
    def typed_conditions(self) -> list[dict[str, str]]:
        """The conditions that were typed, in order; emptied ones are gone."""
        return typed_conditions(self.conditions)[:MOST]

    def refuse(self, sentence: str, *, of: Any = None) -> None:
        """Put a refusal beside the setting that it is about, else above the form; what was typed stays."""
        self.add_error(of if of in self.fields else None, sentence)

    def _line(self, words: Words) -> dict[str, Any]:
        before, after = (str(words.sentence) % {"number": "\0"}).split("\0")
        return {"before": before, "field": self[words.key], "after": after}


def _field(words: Words) -> forms.Field:
    match words.unit:
        case "choice":
            return forms.ChoiceField(choices=words.choices)
        case "rising":
            return Rising(required=False)
        case "amount":
            return forms.IntegerField(min_value=1, max_value=RICHEST, required=False)
        case "whole" | "some":
            return forms.IntegerField(min_value=1, max_value=WIDEST, required=words.unit == "whole")
    most = 100 if words.unit == "share" else WIDEST
    return forms.DecimalField(min_value=Decimal("0.01"), max_value=most, max_digits=8, decimal_places=2)


class Rising(forms.CharField):
    """Numbers with commas between."""

    def clean(self, value: Any) -> list[float]:
        try:
            typed = str(value or "").replace("，", ",").replace("、", ",")
            numbers = [Decimal(part.strip()) for part in typed.split(",") if part.strip()]
            if not all(number.is_finite() for number in numbers):
                raise InvalidOperation
        except InvalidOperation:
            raise forms.ValidationError(_("Write numbers with commas between, such as 30, 90, 180.")) from None
        return [float(number) for number in numbers]


def _kept(words: Words, typed: Any) -> Any:
    if words.unit in ("choice", "rising") or typed is None:
        return typed
    if words.unit in ("whole", "some", "amount"):
        return int(typed)
    return float(Decimal(typed) / 100 if words.unit == "share" else typed)
