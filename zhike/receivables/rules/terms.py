"""Payment terms as people write them: "30/40/30 signing, delivery, 90 days"."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

BETWEEN = re.compile(r"[,，、;；\n]+")
SHARES = re.compile(r"\s*((?:\d+(?:\.\d+)?%?\s*/\s*)*\d+(?:\.\d+)?%?)(?=[\s:：]|$)")
SIGNING = ("sign", "order", "advance", "deposit", "签", "预付", "定金", "订金", "下单", "首付")
DELIVERY = ("deliver", "ship", "交货", "发货", "到货", "验收", "提货")
OFFSET = re.compile(r"(\d{1,4})\s*(?:days?|天|日)")
DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
MOST_PARTS = 60


class TermsProblem(ValueError):
    """Terms that cannot be understood; `code` says why."""

    def __init__(self, code: str, **told: object):
        super().__init__(code)
        self.code, self.told = code, told


@dataclass(frozen=True)
class Part:
    """One part of a plan: its share in percent, what has to happen, and the day it is due where that is known."""

    share: Decimal
    condition: str
    due_on: date | None


def read(written: str, *, signed_on: date, delivered_on: date | None = None) -> list[Part]:
    """The parts of a plan. Raises TermsProblem: "shares" (none, or not 100), "conditions" (not as many), "day".

    >>> [(str(part.share), part.due_on) for part in read("30/70 signing, 90 days", signed_on=date(2026, 3, 1))]
    [('30', datetime.date(2026, 3, 1)), ('70', datetime.date(2026, 5, 30))]
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    found = SHARES.match(plain)
    shares = [_percent(one) for one in found[1].split("/")] if found else []
    if not shares or any(share <= 0 for share in shares) or sum(shares) != 100 or len(shares) > MOST_PARTS:
        raise TermsProblem("shares", total=sum(shares))
    rest = plain[found.end() :].lstrip(" :") if found else ""
    conditions = [one.strip() for one in BETWEEN.split(rest) if one.strip()]
    if conditions and len(conditions) != len(shares):
        raise TermsProblem("conditions", shares=len(shares), conditions=len(conditions))
    conditions = conditions or [""] * len(shares)
    return [
        Part(share, condition[:120], due(condition, signed_on=signed_on, delivered_on=delivered_on))
        for share, condition in zip(shares, conditions, strict=True)
    ]


def due(condition: str, *, signed_on: date, delivered_on: date | None) -> date | None:
    """The day a condition names: a day, so many days after signing or delivery, or none where that is not known yet."""
    if day := DAY.search(condition):
        try:
            return date(*map(int, day[0].split("-")))
        except ValueError:
            raise TermsProblem("day", day=day[0]) from None
    folded = condition.casefold()
    offset = timedelta(days=int(found[1])) if (found := OFFSET.search(folded)) else timedelta(0)
    if any(word in folded for word in DELIVERY):
        return delivered_on + offset if delivered_on else None
    if found or not folded or any(word in folded for word in SIGNING):
        return signed_on + offset
    return None


def _percent(written: str) -> Decimal:
    try:
        return Decimal(written.strip().rstrip("%"))
    except InvalidOperation:
        raise TermsProblem("shares", total=0) from None
