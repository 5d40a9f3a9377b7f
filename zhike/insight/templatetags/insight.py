"""What the pictures need beyond plain template language."""

from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.customers import evidence
from zhike.customers.kinds import TIERS, words_of
from zhike.customers.models.customer import Kind
from zhike.insight.questions.movers import standing_of

register = template.Library()

MEASURES = {
    "figures": _("Plain figures"),
    "rfm": _("RFM score"),
    "abc": _("ABC class"),
    "pyramid": _("Value pyramid"),
    "ladder": _("Loyalty ladder"),
    "lifecycle": _("Stages of life"),
    "clv": _("Lifetime value"),
    "lifetime": _("Fitted lifetime value"),
    "churn_risk": _("Churn risk"),
    "clusters": _("Customer groups"),
    "recommend": _("Next product"),
    "matrix": _("Value matrix"),
    "equity": _("Customer equity"),
    "paretonbd": _("Purchases to come"),
    "cohorts": _("Cohorts"),
    "survival": _("Survival"),
    "churn": _("Churn on four bases"),
    "loyalty": _("Loyalty figures"),
    "baskets": _("Bought together"),
    "anomalies": _("Out of the ordinary"),
    "forecast": _("Sales forecast"),
}
GROUPS = {**dict(TIERS), **dict(Kind.choices)}
BARS = {"inactive": "still", "new": "still", "edge": "slip", "onlooker": "gone", "lost": "gone", "prospect": "gone"}
CELLS = {"up": "up", "down": "down", "lost": "broken"}


@register.filter
def measure_word(name: str) -> Any:
    """A measure as people call it."""
    return MEASURES.get(name, name)


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
    english, values = caution["sentence"], caution["values"]
    named = {name: GROUPS.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
    return gettext(english) % named if values else gettext(english)


@register.filter
def word(value: str, kind: str) -> str:
    """The word of a value of a kind of standing."""
    return words_of(kind, value)


@register.filter
def why(mover: dict[str, Any]) -> str:
    """The evidence of where a mover came to, as a sentence, with the version of the rules."""
    standing = standing_of(mover)
    return " · ".join(part for part in (evidence.sentence(standing), evidence.version(standing)) if part)
