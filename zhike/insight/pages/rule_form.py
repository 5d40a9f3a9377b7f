"""The form of a rule book: numbers as people say them in, settings as measures take them out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.models import RuleBook
from zhike.insight.pages.rule_words import CHAPTERS, VALUES, Words

WIDEST = 100_000


class RuleForm(forms.Form):
    """One input per rule, the money that counts, and why the rules change."""

    value = forms.ChoiceField(choices=VALUES, label=gettext_lazy("Value is"))
    note = forms.CharField(max_length=200, label=gettext_lazy("Why do the rules change?"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, book: RuleBook, data: Any = None):
        self.book = book
        self.words = [words for chapter in CHAPTERS[book.measure] for words in chapter.rules]
        super().__init__(data, initial={**self._typed(book.settings), "version": book.version})
        for words in self.words:
            self.fields[words.key] = _number_field(words)

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
        given = {**self.book.settings, "value": self.cleaned_data["value"]}
        for words in self.words:
            number = _kept(words, self.cleaned_data[words.key])
            if words.part is None:
                given[words.name] = number
            else:
                given[words.name] = [*given[words.name][: words.part], number, *given[words.name][words.part + 1 :]]
        return given

    def refuse(self, sentence: str) -> None:
        """Put a refusal above the form; what was typed stays."""
        self.add_error(None, sentence)

    def _typed(self, settings: dict[str, Any]) -> dict[str, Any]:
        typed = {words.key: _shown(words, _setting(settings, words)) for words in self.words}
        return {**typed, "value": settings["value"]}

    def _line(self, words: Words) -> dict[str, Any]:
        before, after = (str(words.sentence) % {"number": "\0"}).split("\0")
        return {"before": before, "field": self[words.key], "after": after}


def refusal_words(sentence: str, values: dict[str, Any]) -> str:
    """The sentence of a measure's refusal in the language of the reader."""
    return _(sentence) % values if values else _(sentence)


def _number_field(words: Words) -> forms.Field:
    if words.unit == "whole":
        return forms.IntegerField(min_value=1, max_value=WIDEST)
    return forms.DecimalField(
        min_value=Decimal("0.01"), max_value=100 if words.unit == "share" else WIDEST, max_digits=8, decimal_places=2
    )


def _setting(settings: dict[str, Any], words: Words) -> float:
    return settings[words.name] if words.part is None else settings[words.name][words.part]


def _shown(words: Words, setting: float) -> Decimal:
    shown = Decimal(str(setting)) * (100 if words.unit == "share" else 1)
    return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown.normalize()


def _kept(words: Words, typed: Decimal | int) -> float | int:
    if words.unit == "whole":
        return int(typed)
    return float(Decimal(typed) / 100 if words.unit == "share" else typed)
