"""Settings in words: a number as people read it, and what two versions of rules differ in."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.insight.books import complete
from zhike.insight.conditions import KEEPS, words_of_places
from zhike.insight.pages.rule_words import CHAPTERS, Words
from zhike.kit import registry
from zhike.kit.filters import read, words
from zhike.kit.refusal import Refusal
from zhike.look.format import number


def setting(settings: Mapping[str, Any], rule: Words) -> Any:
    """The setting that a rule's sentence is about; None where nothing is set."""
    value = settings.get(rule.name)
    if rule.part is None or value is None:
        return value
    return value[rule.part] if isinstance(rule.part, int) else value.get(rule.part)


def shown(rule: Words, value: Any) -> Any:
    """A setting as its input shows it: shares in per cent, thresholds with commas between."""
    if rule.unit == "choice" or value is None:
        return value if value is not None else ""
    if rule.unit == "rising":
        return ", ".join(str(_plain(Decimal(str(number)))) for number in value)
    return _plain(Decimal(str(value)) * (100 if rule.unit == "share" else 1))


def differences(measure: str, before: Any, after: Any, *, by: Any) -> list[str]:
    """What two versions differ in, a sentence each: "A customer is new for 90 → 60 days"; both have settings
    and conditions.
    """
    found = []
    sides = [complete(measure, one.settings) for one in (before, after)]
    for rule in (rule for chapter in CHAPTERS.get(measure, ()) for rule in chapter.rules):
        old, new = (_said(rule, setting(settings, rule)) for settings in sides)
        if old != new:
            found.append(_alone(str(rule.sentence) % {"number": f"{old} → {new}"}))
    return [*found, *_conditions(measure, before.conditions, after.conditions, by)]


def condition_words(measure: str, one: Mapping[str, str], *, by: Any) -> str:
    """A condition as a sentence."""
    place = {"place": dict(words_of_places(measure))[one["code"]], "who": _who(one["filter"], by)}
    keeps, needs = _("At least “%(place)s”: who %(who)s."), _("“%(place)s” or higher only: who %(who)s.")
    return (keeps if one["does"] == KEEPS else needs) % place


def _conditions(measure: str, before: list[Any], after: list[Any], by: Any) -> Iterator[str]:
    for one in after:
        if one not in before:
            yield _("New condition. %(words)s") % {"words": condition_words(measure, one, by=by)}
    for one in before:
        if one not in after:
            yield _("Condition dropped. %(words)s") % {"words": condition_words(measure, one, by=by)}


def _who(asked: str, by: Any) -> str:
    entity = registry.entity_of(Customer)
    try:
        return words(read(asked, entity, by=by), entity, by=by)
    except Refusal:  # a field that is gone, or that this reader has not
        return asked


def _alone(words: str) -> str:
    """A sentence that begins in the one before it, or goes on in the next, as it reads without them."""
    ends = {",": ".", "，": "。"}
    return words[0].upper() + words[1:-1] + ends.get(words[-1], words[-1])


def _said(rule: Words, value: Any) -> str:
    if rule.unit == "choice":
        return str(dict(rule.choices).get(value, value))
    if rule.unit == "amount" and value is not None:
        return number(value)
    return str(shown(rule, value)) or "—"


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
