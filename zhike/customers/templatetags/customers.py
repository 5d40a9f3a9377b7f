"""Standings in templates: `{% load customers %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhike.customers import evidence, outlook
from zhike.customers.kinds import KINDS, mark_of, words_of
from zhike.customers.models import Standing
from zhike.customers.rules import masked
from zhike.look.format import days_ago, money, number

register = template.Library()


@register.filter
def standing(found: Standing | None) -> SafeString | str:
    """The word with its mark, or the number with its unit."""
    if found is None:
        return "—"
    if found.value and KINDS[found.kind].told:
        return outlook.title(found)
    if found.value:
        return format_html(
            '<span class="{}">{}</span>', mark_of(found.kind, found.value), words_of(found.kind, found.value)
        )
    if found.number is None:
        return "—"
    if found.kind == "days_since_last_purchase":
        return days_ago(found.number)
    kind = KINDS[found.kind]
    return money(found.number) if kind.money else f"{number(found.number)} {kind.unit}"


@register.filter
def why(found: Standing) -> str:
    """The evidence as a sentence."""
    return evidence.sentence(found)


@register.filter
def rules_of(found: Standing) -> str:
    """Which rules decided."""
    return evidence.version(found)


@register.filter
def hidden(point) -> str:
    """A contact point fit to be shown in passing."""
    return masked(point.medium, point.value)
