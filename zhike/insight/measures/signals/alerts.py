"""What a rule hands back: an alert with its papers and the reasons that make it strong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from math import log1p, prod
from typing import Any, NamedTuple

from zhike.insight.measures.signals.reasons import sentence

#: So many papers of one alert are named; a burst may have hundreds.
MOST_PAPERS = 20
CENT = Decimal("0.01")


class Paper(NamedTuple):
    """One paper behind an alert."""

    kind: str
    paper: str
    day: date
    customer: str | None
    amount: Decimal


@dataclass(frozen=True)
class Reason:
    """Why an alert was raised: a code, how much it weighs (0 to 1), and the values of its sentence."""

    code: str
    weight: float
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return sentence(self.code) % self.values


@dataclass(frozen=True)
class Alert:
    """Something to check. ``at_risk`` is the money that may be lost, in ``currency``.

    >>> alert = Alert("twice", date(2026, 3, 2), "CNY", Decimal(800), [Reason("same_day", 0.3)], [], customer="7")
    >>> alert.strength
    0.3
    """

    rule: str
    day: date
    currency: str
    at_risk: Decimal
    reasons: Sequence[Reason]
    papers: Sequence[Paper]
    customer: str | None = None
    seller: str | None = None

    @property
    def strength(self) -> float:
        """One less the product of one less each weight: reasons that stand apart add up, and never exceed one."""
        return round(1 - prod(1 - reason.weight for reason in self.reasons), 6)

    @property
    def key(self) -> str:
        """A name that stays while the rule, the people and the papers do, and changes when a paper is added."""
        papers = sorted(f"{one.kind} {one.paper}" for one in self.papers)
        told = "\n".join([self.rule, self.customer or "", self.seller or "", self.currency, *papers])
        return sha256(told.encode()).hexdigest()[:24]

    def priority(self, usual: float) -> float:
        """Strength times the logarithm of one more than the money at risk in usual papers of its currency."""
        return round(self.strength * log1p(float(self.at_risk) / usual), 9) if usual > 0 else 0.0


def beyond(z: float, *, threshold: float) -> float:
    """The weight of a deviation: a half at the threshold, more the farther it lies beyond, 0.95 at most.

    >>> beyond(7.0, threshold=3.5)
    0.75
    """
    return min(1 - 0.5 * threshold / z, 0.95)


def money(amount: Decimal | float) -> str:
    """An amount in a sentence.

    >>> money(Decimal("12000.5"))
    '12,000.50'
    """
    return f"{Decimal(str(amount)).quantize(CENT):,}"


def percent(share: float) -> str:
    """A share in a sentence.

    >>> percent(0.125)
    '12.5 %'
    """
    return f"{round(share * 100, 1):g} %"
