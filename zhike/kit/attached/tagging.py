"""Tags as they are typed, asked for in a form, and made."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhike.kit.attached.models import COLORS, Tag
from zhike.kit.fields import UNSTORABLE
from zhike.kit.registry import entity_of

APART = str.maketrans(dict.fromkeys(";；，、\n", ","))


def split(said: Any) -> list[str]:
    """Words typed with commas between them, or given one by one; each once, whatever its case."""
    parts = said.translate(APART).split(",") if isinstance(said, str) else said or ()
    words = [" ".join(UNSTORABLE.sub("", str(getattr(part, "word", part))).split()) for part in parts]
    return sorted({word.casefold(): word for word in words if word}.values())


def called(noun: str, words: Iterable[str]) -> dict[str, Tag]:
    """The tags of a noun by their word, casefolded; a word nobody used yet becomes one."""
    known = {tag.word.casefold(): tag for tag in Tag.objects.filter(noun__in=["", noun]).order_by("noun")}
    for word in words:
        if word.casefold() not in known:  # somebody else may use it first right now
            color = COLORS[Tag.objects.count() % len(COLORS)]
            known[word.casefold()] = Tag.objects.get_or_create(noun=noun, word=word, defaults={"color": color})[0]
    return known


class TagsInput(forms.Field):
    """Words with commas between them, which a script shows as chips. With a `way` ("add", "off") a change of many."""

    way = ""
    to_python = staticmethod(split)  # type: ignore[assignment]

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return {self.way: words} if self.way and words else words

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ", ".join(split(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return split(initial) != split(data)


class TagsColumn(models.JSONField):
    """What stands for a column of tags, which are in no table of a noun: surfaces ask it for a form field."""

    def formfield(self, **asked: Any) -> Any:
        listed = {"data-tokens": reverse("kit:tags", args=[entity_of(self.model).slug]), "autocomplete": "off"}
        return TagsInput(required=False, widget=forms.TextInput(listed), help_text=self.help_text, **asked)


def column_of(model: type[models.Model]) -> TagsColumn:
    """The column of one noun."""
    made = TagsColumn(null=True, blank=True, help_text=_("Words with commas between them."))
    made.set_attributes_from_name("tags")
    made.model, made.column = model, None
    return made
