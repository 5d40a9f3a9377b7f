"""Prices and lists as people read them: `{% load catalog %}`."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from zhike.catalog import tiers
from zhike.catalog.rules import Listed

register = template.Library()


@register.filter
def for_whom(listed: Listed) -> str:
    """The tiers, the channel and the currency a list is for."""
    names = "、".join(tiers.word(code) for code in listed.tiers) or _("all tiers")
    return " · ".join(part for part in (names, listed.channel, listed.currency) if part)


@register.filter
def days(listed: Any) -> str:
    """Between which days a list or a price holds."""
    first, last = listed.valid_from, listed.valid_to
    if not first and not last:
        return _("always")
    return f"{first.isoformat() if first else '…'} – {last.isoformat() if last else '…'}"
