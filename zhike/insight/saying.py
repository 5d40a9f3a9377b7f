"""What a measure said beside its numbers, in the language of the reader: never by the name of a column."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from zhike.customers.kinds import TIERS
from zhike.customers.models.customer import Kind
from zhike.customers.outlook import SIGNS
from zhike.insight.measures.cautions import OF_ONE, how_many
from zhike.insight.words import COLUMNS, MODELS
from zhike.look import format

WORDS: Mapping[str, Any] = {**SIGNS, **COLUMNS, **dict(TIERS), **dict(Kind.choices), **MODELS}


def saying(sentence: str, values: Mapping[str, Any]) -> str:
    """The sentence of a caution or a refusal with its values, in the form that its number asks for."""
    if not values:
        return gettext(sentence)
    one, by = OF_ONE.get(sentence, ("", ""))
    if by:
        values = {**values, by: how_many(values[by])}
    words = ngettext(one, sentence, values[by]) if by else gettext(sentence)
    return words % {name: named(value) for name, value in values.items()}


def named(value: Any) -> Any:
    """A value as people call it: a count with its thousands apart, each of several columns by its word."""
    if isinstance(value, str):
        return gettext(", ").join(str(WORDS.get(part, part)) for part in value.split(", "))
    return format.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
