"""Figures and dates as people read them, in the language of the moment. Values in, text out: today is an argument."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, gettext, ngettext

from zhike.look.coins import MINOR_UNITS

SYMBOLS = {"CNY": "¥", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "TWD": "NT$", "KRW": "₩"}
# A unit, its word, and how many of it make one of the next.
CHINESE_STEPS = ((10**4, "\u00a0万", 10**4), (10**8, "\u00a0亿", None))
ENGLISH_STEPS = ((10**3, "K", 10**3), (10**6, "M", 10**3), (10**9, "B", None))
SHORT_FROM = 10_000
KEPT = 10_000  # figures whose words are kept, for a list shows the same ones again and again
MINUS = "\u2212"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


def money(value: Decimal | float, *, currency: str | None = None, language: str | None = None) -> str:
    """An amount to decide by: ¥48.6 万, ¥1.2 亿, in English ¥486K, ¥1.2M; below ten thousand in full."""
    amount = Decimal(value)
    steps = CHINESE_STEPS if _is_chinese(language) else ENGLISH_STEPS
    return _sign(amount) + symbol(currency) + _short(abs(amount), steps)


def exact_money(value: Decimal | float, *, currency: str | None = None) -> str:
    """An amount for documents, with as many decimals as its currency has: ¥48,600.00, JP¥7,600, KWD 11.250."""
    amount, digits = Decimal(value), _digits(currency)
    return f"{_sign(amount)}{symbol(currency)}{_rounded(abs(amount), digits):,.{digits}f}"


def price(value: Decimal | float, *, currency: str | None = None) -> str:
    """An amount with nothing rounded off: the decimals of its currency, and as many of four as it has."""
    amount = Decimal(value)
    digits = max(_digits(currency), len(f"{_rounded(abs(amount) % 1, 4):f}".rstrip("0").partition(".")[2]))
    return f"{_sign(amount)}{symbol(currency)}{_rounded(abs(amount), digits):,.{digits}f}"


@lru_cache(maxsize=KEPT)
def typed(value: Any, *, currency: str | None) -> Any:
    """An amount as an input holds it: in the places of its currency, with more only where it has more."""
    return _as_typed(value, _digits(currency))


def plain(value: Any) -> Any:
    """A number as an input holds it, without noughts that say nothing; what is no number stays as it is."""
    return _as_typed(value, 0)


def number(value: Decimal | float) -> str:
    """A count or a quantity, thousands apart, without empty decimals."""
    amount = Decimal(str(value))
    return _sign(amount) + _plain(abs(amount))


def traced(value: str, kind: str, *, currency: str | None = None) -> str:
    """What was kept as text: 77,500 for 77500.0000, an amount in its currency, a moment in the business zone."""
    if kind == "money" and NUMBER.fullmatch(value):
        return price(Decimal(value), currency=currency)
    if kind == "number" and NUMBER.fullmatch(value):
        return f"{Decimal(value).normalize():,f}".replace("-", MINUS)
    if kind == "moment" and MOMENT.match(value):
        moment = datetime.fromisoformat(value)
        return f"{localtime(moment) if is_aware(moment) else moment:%Y-%m-%d %H:%M}"
    return value


def measured(value: Any, unit: Any) -> str:
    """A number with its unit; a percent sign stands close to it."""
    return f"{number(value)}{'' if unit == '%' else ' '}{unit}" if unit else number(value)


def percent(share: Decimal | float, *, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    amount = _rounded(Decimal(str(share)) * 100, digits)
    return f"{_sign(amount)}{abs(amount):,.{digits}f}%"


def days_ago(days: int | Decimal) -> str:
    """A distance back from today in words; negative numbers lie ahead."""
    days = int(days)
    if days in (-1, 0, 1):
        return {-1: gettext("tomorrow"), 0: gettext("today"), 1: gettext("yesterday")}[days]
    if days < 0:
        return gettext("in %(days)s days") % {"days": f"{-days:,}"}
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": f"{days:,}"}


def short_date(value: date | datetime, *, today: date) -> str:
    """A day, or a moment in the business zone; the year only where it is not this one. 11-18 09:42, 18 Nov 09:42."""
    moment = localtime(value) if isinstance(value, datetime) and is_aware(value) else value
    is_this_year = moment.year == today.year
    if _is_chinese():
        day = moment.strftime("%m-%d" if is_this_year else "%Y-%m-%d")
    else:
        day = date_format(moment, "j M" if is_this_year else "j M Y")
    return f"{day} {moment:%H:%M}" if isinstance(moment, datetime) and is_this_year else day


def long_date(day: date) -> str:
    """A day with its weekday: 2026年11月22日 星期日, Sunday, 22 November 2026."""
    return date_format(day, "Y年n月j日 l" if _is_chinese() else "l, j F Y")


@lru_cache(maxsize=KEPT)
def _short(amount: Decimal, steps: tuple) -> str:
    if _rounded(amount, 0) < SHORT_FROM:
        return _plain(amount if amount < 100 else _rounded(amount, 0))
    # Rounded before it is compared, so that 99,999,999 becomes 1 亿 and not 10,000 万.
    size, word = next((size, word) for size, word, limit in steps if limit is None or _units(amount, size) < limit)
    return _plain(_units(amount, size)) + word


def _units(amount: Decimal, size: int) -> Decimal:
    """The amount in units of `size`, with one decimal below a hundred."""
    units = amount / size
    return _rounded(units, 1 if units < 100 else 0)


def _plain(amount: Decimal) -> str:
    text = f"{_rounded(amount, 2):,.2f}" if amount != amount.to_integral_value() else f"{amount:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(amount: Decimal, digits: int) -> Decimal:
    return amount.quantize(_unit(digits), ROUND_HALF_UP)


@cache
def _unit(digits: int) -> Decimal:
    return Decimal(1).scaleb(-digits)


def _sign(amount: Decimal) -> str:
    return MINUS if amount < 0 else ""


def symbol(currency: str | None = None) -> str:
    """The sign of a currency; that of the firm where an amount names none."""
    currency = currency or settings.CURRENCY
    return SYMBOLS.get(currency, f"{currency} ")


def _digits(currency: str | None) -> int:
    """How many decimals documents in a currency write."""
    return MINOR_UNITS.get(currency or settings.CURRENCY, 2)


def _as_typed(value: Any, digits: int) -> Any:
    if not isinstance(value, Decimal):
        return value
    least = _rounded(value, digits)
    return least if least == value else value.normalize()


def _is_chinese(language: str | None = None) -> bool:
    return (language or get_language() or "").startswith("zh")
