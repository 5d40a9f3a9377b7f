"""What the pictures need beyond plain template language."""

from collections.abc import Callable
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.translation import gettext

from zhike.customers import evidence
from zhike.customers.kinds import words_of
from zhike.customers.knowing import as_known
from zhike.customers.models import Standing
from zhike.insight.measures.signals.reasons import RULES
from zhike.insight.pictures import PICTURES
from zhike.insight.questions.movers import standing_of
from zhike.insight.questions.trials import Place, place
from zhike.insight.saying import saying
from zhike.insight.words import MEASURES, WAYS, kind_of
from zhike.look import format

register = template.Library()

BARS = {"inactive": "still", "new": "still", "edge": "slip", "onlooker": "gone", "lost": "gone", "prospect": "gone"}
DRAWN = ("ladder", "pyramid", "lifecycle", "rfm")
CELLS = {"up": "up", "down": "down", "lost": "broken"}


@register.filter
def measure_word(name: str) -> Any:
    """A measure as people call it."""
    return MEASURES.get(name) or (PICTURES[name].title if name in PICTURES else name)


@register.filter
def bar_style(value: str) -> str:
    """The colour of the bar of a rung or a stage."""
    return BARS.get(value, "")


@register.filter
def cell_style(direction: str) -> str:
    """The colour of a cell of movement: green up, amber down, red lost, none else."""
    return CELLS.get(direction, "")


@register.filter
def said(caution: dict[str, Any]) -> str:
    """A caution of a run, in the language of the reader."""
    return saying(caution["sentence"], caution["values"])


@register.filter
def word(value: str, kind: str) -> str:
    """The word of a value of a kind of standing."""
    return words_of(kind, value)


@register.simple_tag(takes_context=True)
def why(context: Context, mover: dict[str, Any]) -> str:
    """The evidence of where a mover came to, as a sentence, with the version of the rules."""
    standing = standing_of(mover, by=context["user"])
    return " · ".join(part for part in (evidence.sentence(standing), evidence.version(standing)) if part)


@register.filter
def placed(code: str, measure: str) -> Place:
    """A place of a measure, with its word and its mark."""
    return place(measure, code)


@register.simple_tag(takes_context=True)
def because(context: Context, evidence_: dict[str, Any], measure: str, day: Any) -> str:
    """The numbers behind a verdict that its reader may know, as a sentence."""
    standing = Standing(kind=kind_of(measure), evidence=evidence_, as_of=day)
    return evidence.sentence(as_known(standing, by=context["user"]))


@register.filter
def way_word(way: str) -> Any:
    """What happened to a number between two runs."""
    return WAYS[way]


@register.filter
def in_unit(value: float, unit: str) -> str:
    """A number of a comparison as its unit is read."""
    shown: dict[str, Callable[[float], str]] = {"money": format.money, "people": _tenths, "share": _share}
    return shown.get(unit, format.number)(value)


def _tenths(value: float) -> str:
    return format.number(round(value, 1))


def _share(value: float) -> str:
    return format.percent(value, digits=1)


@register.filter
def signal_word(rule: str) -> str:
    """What a rule of risk signals looks for."""
    return gettext(RULES[rule])


@register.filter
def more_or_fewer(line: dict[str, int]) -> str:
    """By how many alerts more or fewer another version tells."""
    change = line["now"] - line["was"]
    return f"+{format.number(change)}" if change > 0 else format.number(change)


@register.filter
def page_of(measure: str) -> str:
    """Where a measure is looked at; empty where it has no page of its own."""
    if measure in PICTURES:
        return reverse("insight:picture", args=[measure])
    return reverse(f"insight:{measure}") if measure in DRAWN else ""
