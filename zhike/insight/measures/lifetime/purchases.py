"""Fitted models of repeat buying: what they expect of a new customer, and of one whose past is known."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.fitted import Fitted
from zhike.insight.measures.lifetime.quadrature import unit_interval
from zhike.insight.measures.lifetime.repeats import DAYS, Repeats, same_length

#: Beyond so many times the length over which money loses its worth, nothing counts.
FAR = 40.0


class Future(NamedTuple):
    """One way it may go on: purchases to come, and the time over which they are spread."""

    purchases: np.ndarray
    span: np.ndarray


class Past(NamedTuple):
    """Simulated customers: repeat purchases, time to the last of them, time to the end."""

    x: np.ndarray
    t_x: np.ndarray
    age: np.ndarray


@dataclass(frozen=True, eq=False)
class FittedPurchases(Fitted):
    """A fitted model of repeat buying.

    Times are in ``unit``, from now on where a customer's past (``x``, ``t_x``, ``age``) is given, else from the first
    purchase on. Arrays go in, arrays of their shape come out.
    """

    @abstractmethod
    def expected_transactions(self, t: Any) -> np.ndarray:
        """Repeat purchases that a new customer makes within ``t``, on average."""

    @abstractmethod
    def p_alive(self, x: Any, t_x: Any, age: Any) -> np.ndarray:
        """The probability that a customer with this past has not left for good; nan where a past cannot be."""

    @abstractmethod
    def expected_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        """Purchases within the next ``t`` of a customer with this past who has not left yet, on average."""

    @abstractmethod
    def future(self, rng: np.random.Generator, t: Any, *, x: Any, age: Any, p_alive: Any) -> Future:
        """One way it may go on within the next ``t``, for each customer; ``t`` may have a row for each way."""

    @abstractmethod
    def past(self, rng: np.random.Generator, age: Any) -> Past:
        """New customers as they may turn out within ``age``."""

    @abstractmethod
    def chance_of_none_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        """The probability of no purchase within the next ``t`` of a customer with this past who has not left yet."""

    def chance_of_more_while_alive(self, counts: np.ndarray, t: float, x: Any, age: Any) -> np.ndarray | None:
        """The probability of more purchases than each of ``counts`` within the next ``t`` of a customer with this past
        who has not left yet; None where no formula is known.
        """
        return None

    def chance_to_buy(self, t: Any, *, x: Any, t_x: Any, age: Any) -> np.ndarray:
        """The probability of one purchase or more within the next ``t``, of a customer with this past."""
        return self.p_alive(x, t_x, age) * (1 - self.chance_of_none_while_alive(t, x, age))

    def conditional_expectation(self, t: Any, *, x: Any, t_x: Any, age: Any) -> np.ndarray:
        """Purchases within the next ``t`` of a customer with this past, on average."""
        return self.p_alive(x, t_x, age) * self.expected_while_alive(t, x, age)

    def expected_cumulative(self, times: Any, repeats: Repeats) -> np.ndarray:
        """Repeat purchases of a whole cohort up to each time since its oldest member came; newer ones start later."""
        ages = repeats.by_age
        since = np.asarray(times, float)[:, None] - (repeats.longest - ages.values)
        return np.where(since > 0, self.expected_transactions(np.maximum(since, 0)), 0) @ ages.weight

    def residual_discounted(
        self, *, rate: float, x: Any, t_x: Any, age: Any, horizon: float | None = None
    ) -> np.ndarray:
        """Purchases from now on, each worth e^(-rate · time to it): multiplied by money, the residual lifetime value.

        ``rate`` is continuous and per unit (15 % a year is ln(1.15) / 52 = 0.0027 a week). ``horizon`` ends the sum;
        None is endless and needs a rate. Purchases made so far are not in it, nor is the cost of winning the customer.

        *Source.* Fader, Hardie and Lee 2005, JMR 42 (DERT); here the integral of e^(-rate·t) dE(t), by parts.
        """
        if horizon is None and rate <= 0:
            raise MeasureRefused(_("An endless future needs a discount above zero; give one, or a horizon."))
        end = FAR / rate if horizon is None else horizon
        columns = same_length(x, t_x, age)
        distinct, place = np.unique(np.stack([columns[0].ravel(), columns[2].ravel()]), axis=1, return_inverse=True)
        worth = self.discounted_while_alive(rate, end, x=distinct[0], age=distinct[1])
        return self.p_alive(*columns) * worth[place.ravel()].reshape(columns[0].shape)

    def discounted_while_alive(self, rate: float, end: float, *, x: np.ndarray, age: np.ndarray) -> np.ndarray:
        """The discounted purchases up to ``end`` of customers who have not left yet."""
        last = np.exp(-rate * end) * self.expected_while_alive(end, x, age)
        if rate == 0:
            return last
        rule = unit_interval()
        weights = rule.weights * rate * end * np.exp(-rate * end * rule.places)
        return last + self.expected_while_alive(rule.places * end, x[:, None], age[:, None]) @ weights


def rate_for(yearly_discount: float, *, unit: str) -> float:
    """A yearly discount as a continuous rate per unit, 52 weeks or 365 days to the year.

    >>> round(rate_for(0.15, unit="week"), 4)
    0.0027
    """
    if yearly_discount <= -1:
        raise MeasureRefused(_("A discount is above -1, not %(given)s."), given=yearly_discount)
    return float(np.log1p(yearly_discount)) / {1: 365, 7: 52}[DAYS[unit]]


def chance_of_no_event(t: Any, r: Any, alpha: Any) -> np.ndarray:
    """The probability of nothing within ``t`` at a rate that is gamma(r, alpha): (α/(α+t))^r."""
    return np.exp(-np.asarray(r, float) * np.log1p(np.asarray(t, float) / alpha))


def chance_of_more_events(counts: Any, t: Any, r: Any, alpha: Any) -> np.ndarray:
    """The probability of more events than ``counts`` within ``t`` at a rate that is gamma(r, alpha).

    *Formula.* The tail of the negative binomial, I_z(k+1, r) with z = t/(α+t).
    """
    tail: np.ndarray = special.betainc(np.asarray(counts) + 1.0, r, t / (alpha + t))
    return tail


def mixed_span(rng: np.random.Generator, purchases: np.ndarray, chance: np.ndarray, t: np.ndarray) -> Future:
    """The purchases of ``t`` cut off at the chance at which a customer leaves (1 is the first of them)."""
    left = purchases >= chance
    later = np.where(left, purchases - chance, 0) + 1.0
    span = np.where(left, t * rng.beta(np.where(left, chance, 1), later), t)
    return Future(np.minimum(purchases, chance), span)


def last_of(rng: np.random.Generator, x: np.ndarray, end: np.ndarray) -> np.ndarray:
    """When the last of x purchases fell that are spread evenly over ``end``; 0 where there was none."""
    return np.where(x > 0, end * rng.beta(np.maximum(x, 1), 1.0), 0.0)
