"""Arithmetic of prices, taxes and discounts, without a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """Why a list gives the price, or does not."""

    WINS = "wins"
    OUTRANKED = "outranked"
    UNUSED = "unused"
    EARLY = "early"
    OVER = "over"
    CURRENCY = "currency"
    TIER = "tier"
    CHANNEL = "channel"
    ABSENT = "absent"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class Asked:
    """For whom a price is asked: the day, the currency, the customer's tier, the channel and how much of it."""

    on: date
    currency: str
    tier: str = ""
    channel: str = ""
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True)
class Offer:
    """A price of a product on a list: from a quantity on, between two days (both included)."""

    price: Decimal
    from_quantity: Decimal
    valid_from: date
    valid_to: date | None
    key: int = 0


@dataclass(frozen=True)
class Listed:
    """A list as far as it concerns one product."""

    name: str
    currency: str
    tiers: Sequence[str] = ()
    channel: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    priority: int = 0
    active: bool = True
    includes_tax: bool = True
    key: int = 0
    offers: Sequence[Offer] = ()


class Judged(NamedTuple):
    """A list, what became of it, and its price where it has one."""

    listed: Listed
    verdict: Verdict
    offer: Offer | None = None


def judge(lists: Iterable[Listed], asked: Asked) -> list[Judged]:
    """Every list with its verdict, the one that gives the price first.

    Of the lists that apply and hold the product the highest priority decides; of equals the one made for a tier, then
    the one made for a channel, then the one that began later, then the older one of the firm's lists.
    """
    judged = [_judged(listed, asked) for listed in lists]
    judged.sort(key=lambda one: (one.verdict is not Verdict.WINS, *_rank(one.listed)))
    first = [one for one in judged[:1] if one.verdict is Verdict.WINS]
    return first + [
        one._replace(verdict=Verdict.OUTRANKED) if one.verdict is Verdict.WINS else one for one in judged[len(first) :]
    ]


def _judged(listed: Listed, asked: Asked) -> Judged:
    if verdict := _against(listed, asked):
        return Judged(listed, verdict)
    valid = [one for one in listed.offers if _holds(one.valid_from, one.valid_to, asked.on)]
    if not valid:
        return Judged(listed, Verdict.ABSENT)
    enough = [one for one in valid if one.from_quantity <= asked.quantity]
    if not enough:
        return Judged(listed, Verdict.QUANTITY, min(valid, key=lambda one: one.from_quantity))
    return Judged(listed, Verdict.WINS, max(enough, key=lambda one: (one.from_quantity, one.valid_from)))


def _against(listed: Listed, asked: Asked) -> Verdict | None:
    """What speaks against a list whatever it holds, the first of all."""
    if not listed.active:
        return Verdict.UNUSED
    if listed.currency != asked.currency:
        return Verdict.CURRENCY
    if listed.valid_from and asked.on < listed.valid_from:
        return Verdict.EARLY
    if listed.valid_to and asked.on > listed.valid_to:
        return Verdict.OVER
    if listed.tiers and asked.tier not in listed.tiers:
        return Verdict.TIER
    return Verdict.CHANNEL if listed.channel and asked.channel != listed.channel else None


def _rank(listed: Listed) -> tuple:
    began = listed.valid_from or date.min
    return (-listed.priority, not listed.tiers, not listed.channel, -began.toordinal(), listed.key)


def _holds(first: date, last: date | None, on: date) -> bool:
    return first <= on and (last is None or on <= last)


def discount(list_price: Decimal, price: Decimal) -> Decimal:
    """What was taken off, in percent of the list price to four places; less than nothing where more is asked.

    >>> discount(Decimal(200), Decimal(170))
    Decimal('15.0000')
    """
    if not list_price:
        return Decimal(0)
    return ((list_price - price) / list_price * 100).quantize(Decimal("0.0001"))


def hundredths(share: Decimal) -> Decimal:
    """A share in percent to two places, as people read it and as limits are said.

    >>> hundredths(Decimal("5.0041"))
    Decimal('5.00')
    """
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


def margin(price: Decimal, cost: Decimal) -> Decimal:
    """What stays of a price above the cost, in percent of the price to four places; of nothing nothing stays."""
    return ((price - cost) / price * 100).quantize(Decimal("0.0001")) if price else Decimal(-100)
