"""Amounts in a currency: rounded to its coins, shared out without losing one, changed into another."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from zhike.catalog.iso4217 import MINOR_UNITS
from zhike.catalog.models import ExchangeRate
from zhike.kit.refusal import Refusal


def smallest(currency: str) -> Decimal:
    """The smallest amount of a currency that a document writes: 0.01 of CNY, 1 of JPY, 0.001 of KWD."""
    return Decimal(1).scaleb(-MINOR_UNITS.get(currency, 2))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount as documents write it: half a coin goes up, of what is given back away from nothing as well.

    >>> rounded(Decimal("2.345"), "CNY"), rounded(Decimal("-2.345"), "CNY"), rounded(Decimal("2.5"), "JPY")
    (Decimal('2.35'), Decimal('-2.35'), Decimal('3'))
    """
    return Decimal(amount).quantize(smallest(currency), ROUND_HALF_UP)


def split(amount: Decimal, weights: int | Sequence[Decimal | int], currency: str) -> list[Decimal]:
    """An amount in so many equal parts, or by weights; the parts add up to the amount rounded.

    By largest remainder (Hamilton): every part is rounded towards nothing, then the coins left over go one each to the
    parts that lost most by it, the first of equals first. Raises ValueError where there is nobody to share with.

    >>> split(Decimal(100), 3, "CNY")
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    shares = [Decimal(1)] * weights if isinstance(weights, int) else [Decimal(weight) for weight in weights]
    total, whole = sum(shares, Decimal(0)), rounded(amount, currency)
    if total <= 0 or min(shares) < 0:
        raise ValueError("an amount is shared out by weights of which none is negative and one is more than nothing")
    coin = smallest(currency)
    exact = [whole * share / total for share in shares]
    parts = [share.quantize(coin, ROUND_DOWN) for share in exact]
    left = int((whole - sum(parts)) / coin)
    losers = sorted(range(len(parts)), key=lambda place: (-abs(exact[place] - parts[place]), place))
    for place in losers[: abs(left)]:
        parts[place] += coin if left > 0 else -coin
    return parts


def rate(frm: str, to: str, on: date) -> Decimal:
    """What one of a currency was worth in another on a day: by the last rate known then.

    The rate itself or its inverse, whichever is later; else across the currency of the firm. Raises Refusal.
    """
    if frm == to:
        return Decimal(1)
    firm = settings.CURRENCY
    known = _known({frm, to, firm}, on)
    if found := known.get((frm, to)):
        return found
    if (out := known.get((frm, firm))) and (back := known.get((firm, to))):
        return out * back
    raise Refusal(
        _("No exchange rate from %(frm)s to %(to)s is known on %(day)s. Add one under Exchange rates.")
        % {"frm": frm, "to": to, "day": on}
    )


def worth(currency: str, day: str) -> str:
    """The same towards the currency of the firm, as SQL over a currency and a day; null where no rate is known."""
    firm = settings.CURRENCY
    return f"""case when {currency} = '{firm}' then 1 else (
        select known.worth
        from (
            select day, true as is_stated, rate as worth from catalog_exchange_rate
            where from_currency = {currency} and to_currency = '{firm}'
            union all
            select day, false, 1 / rate from catalog_exchange_rate
            where from_currency = '{firm}' and to_currency = {currency}
        ) known
        where known.day <= {day}
        order by known.day desc, known.is_stated desc
        limit 1
    ) end"""  # noqa: S608 -- names of columns and a setting, not input


def converted(amount: Decimal, frm: str, to: str, on: date) -> Decimal:
    """An amount in another currency, rounded to its coins. Raises Refusal where no rate is known."""
    return rounded(amount * rate(frm, to, on), to)


def _known(currencies: set[str], on: date) -> dict[tuple[str, str], Decimal]:
    """The latest rates between some currencies on a day, in both directions; of the same day a stated one wins."""
    found: dict[tuple[str, str], tuple[date, bool, Decimal]] = {}
    for frm, to, day, value in ExchangeRate.latest(currencies, on=on):
        for pair, is_stated, worth in (((frm, to), True, value), ((to, frm), False, 1 / value)):
            found[pair] = max(found.get(pair, (date.min, False, worth)), (day, is_stated, worth))
    return {pair: worth for pair, (_day, _is_stated, worth) in found.items()}
