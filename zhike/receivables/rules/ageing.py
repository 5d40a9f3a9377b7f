"""How late money is, and what that says of who owes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NOT_DUE, UNAPPLIED = "not_due", "unapplied"


@dataclass(frozen=True)
class Thresholds:
    """`bounds` part what is late by days; beyond `long_from` days it is owed long, beyond `bad_from` it is lost."""

    bounds: tuple[int, ...] = (30, 60, 90, 180, 365)
    long_from: int = 90
    bad_from: int = 365

    def __post_init__(self) -> None:
        object.__setattr__(self, "bounds", tuple(self.bounds))
        rising = [0, *self.bounds]
        if rising != sorted(set(rising)) or not 0 < self.long_from < self.bad_from:
            raise ValueError("thresholds must rise")

    @property
    def buckets(self) -> list[str]:
        """The names of the buckets, the least late first."""
        lows = [low + 1 for low in (0, *self.bounds)]
        return [NOT_DUE, *(f"{low}-{high}" for low, high in zip(lows, self.bounds, strict=False)), f"{lows[-1]}-"]

    def bucket(self, days_overdue: int) -> str:
        """The bucket of so many days after the due day; the due day itself is not late.

        >>> [Thresholds().bucket(days) for days in (-3, 0, 1, 30, 31, 365, 366)]
        ['not_due', 'not_due', '1-30', '1-30', '31-60', '181-365', '366-']
        """
        if days_overdue <= 0:
            return NOT_DUE
        return self.buckets[1 + sum(days_overdue > bound for bound in self.bounds)]

    def standing(self, items: Iterable["Item"], *, on: date) -> str:
        """What a customer is on the axis of receivables, by the latest of its open items.

        >>> days = (date(2026, 4, 1), date(2025, 12, 30), date(2025, 3, 1))
        >>> [Thresholds().standing(items, on=date(2026, 3, 31))
        ...  for items in ([], *([Item(Decimal(5), day)] for day in days))]
        ['none', 'short_term', 'long_term', 'bad_debt']
        """
        days = [item.days_overdue(on) for item in items if item.open > 0]
        if not days:
            return "none"
        if max(days) > self.bad_from:
            return "bad_debt"
        return "long_term" if max(days) > self.long_from else "short_term"


@dataclass(frozen=True)
class Item:
    """Something open: an amount owed, and the day it was due; money that settled nothing is below zero."""

    open: Decimal
    due_on: date | None

    def days_overdue(self, on: date) -> int:
        """How many days after the due day `on` is; below zero before it, zero where no day is known."""
        return (on - self.due_on).days if self.due_on else 0


def spread(items: Iterable[Item], thresholds: Thresholds, *, on: date) -> dict[str, Decimal]:
    """Open amounts by bucket, with `unapplied` for money that settled nothing."""
    found = dict.fromkeys([*thresholds.buckets, UNAPPLIED], Decimal(0))
    for item in items:
        bucket = UNAPPLIED if item.open < 0 else thresholds.bucket(item.days_overdue(on))
        found[bucket] += item.open
    return found


def days_of_sales(owed: Decimal, claimed: Decimal, *, days: int) -> Decimal | None:
    """Days of sales outstanding: what is owed over what was claimed in so many days; none without claims.

    >>> days_of_sales(Decimal(500), Decimal(1500), days=90)
    Decimal('30')
    """
    return owed * days / claimed if claimed > 0 else None
