"""Prices and lists as people read them: `{% load catalog %}`."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from zhike.catalog import tiers
from zhike.catalog.currencies import rounded
from zhike.catalog.iso4217 import MINOR_UNITS
from zhike.catalog.rules import Listed
from zhike.look.format import MINUS, exact_money

register = template.Library()


@register.filter
def coins(amount: Decimal, currency: str) -> str:
    """An amount with as many decimals as its currency has: ¥350.00, JP¥7,600, KWD 11.250."""
    value, digits = rounded(amount, currency), MINOR_UNITS.get(currency, 2)
    whole = exact_money(int(abs(value)), currency=currency).removesuffix(".00")
    return (MINUS if value < 0 else "") + whole + f"{abs(value) % 1:.{digits}f}"[1:]


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
