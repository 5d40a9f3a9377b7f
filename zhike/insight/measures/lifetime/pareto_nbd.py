"""Pareto/NBD: customers who may leave at any time."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.measures.lifetime.pareto import BuyingUntilATime, difference, tails
from zhike.insight.measures.lifetime.purchases import FittedPurchases, Future, Past, chance_of_no_event, last_of
from zhike.insight.measures.lifetime.quadrature import unit_interval
from zhike.insight.measures.lifetime.repeats import Repeats, same_length


@dataclass(frozen=True, eq=False)
class FittedParetoNbd(FittedPurchases):
    """A fitted Pareto/NBD: ``r``, ``alpha``, ``s``, ``beta``."""

    name = "paretonbd"

    def expected_transactions(self, t: Any) -> np.ndarray:
        return self.expected_while_alive(t, 0.0, 0.0)

    def p_alive(self, x: Any, t_x: Any, age: Any) -> np.ndarray:
        r, alpha, s, beta = self.parameters.values()
        x, t_x, age = same_length(x, t_x, age)
        stayed = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
        early, late = (tails(x.ravel(), y.ravel(), r, alpha, s, beta).log.reshape(x.shape) for y in (t_x, age))
        return np.exp(stayed - np.logaddexp(stayed, np.log(s) + difference(early, late)))

    def expected_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        r, alpha, s, beta = self.parameters.values()
        t, x, age = same_length(t, x, age)
        fading = np.log((beta + age) / (beta + age + t))
        return (r + x) / (alpha + age) * (beta + age) * -fading * special.exprel((s - 1) * fading)

    def chance_of_none_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        """Who stays until ``t`` buys nothing, or leaves at some u before it having bought nothing until then.

        *Formula.* (A/(A+t))^(r+x) (B/(B+t))^s + ∫₀ᵗ (A/(A+u))^(r+x) s/(B+u) (B/(B+u))^s du, A = α+T, B = β+T: of those
        who have not left, both rates are gamma and apart.
        """
        r, alpha, s, beta = self.parameters.values()
        t, x, age = same_length(t, x, age)
        rule = unit_interval()
        until = rule.places * t[..., None]
        silent = chance_of_no_event(until, (r + x)[..., None], (alpha + age)[..., None])
        left = s / (beta + age[..., None] + until) * chance_of_no_event(until, s, (beta + age)[..., None])
        stayed = chance_of_no_event(t, r + x, alpha + age) * chance_of_no_event(t, s, beta + age)
        return stayed + t * ((silent * left) @ rule.weights)

    def future(self, rng: np.random.Generator, t: Any, *, x: Any, age: Any, p_alive: Any) -> Future:
        r, alpha, s, beta = self.parameters.values()
        t, x, age, p_alive = same_length(t, x, age, p_alive)
        alive = rng.random(x.shape) < p_alive
        span = np.where(alive, np.minimum(lifetimes(rng, s, beta + age), t), 0.0)
        return Future(rng.poisson(rng.gamma(r + x) / (alpha + age) * span), span)

    def past(self, rng: np.random.Generator, age: Any) -> Past:
        r, alpha, s, beta = self.parameters.values()
        age = np.asarray(age, float)
        span = np.minimum(lifetimes(rng, s, np.full(age.shape, beta)), age)
        x = rng.poisson(rng.gamma(r, size=age.shape) / alpha * span)
        return Past(x, last_of(rng, x, span), age)


@dataclass(frozen=True)
class ParetoNbd(PurchaseModel):
    """Purchases of customers who buy at their own pace and may leave at any time.

    *Reading.* Who is probably still a customer, how many purchases to expect, and, times the spend of Gamma-Gamma,
    what customers are worth. Silence counts against whoever used to buy often, sooner than against a rare buyer.

    *Formula.* While a customer stays, purchases are Poisson at a rate that is gamma(r, alpha) over customers; one
    stays for an exponential time, at a rate that is gamma(s, beta) over customers.
    *Units.* ``alpha`` and ``beta`` in the unit of the data. *Tables.* ``parameters``.
    *Sources.* Schmittlein, Morrison and Colombo 1987; Fader and Hardie, notes 009 and 015.

    >>> seen = Repeats.of(x=[2, 1, 0, 0, 4], t_x=[30, 2, 0, 0, 12], age=[38, 38, 38, 30, 30], unit="week")
    >>> fitted = ParetoNbd(minimum_repeaters=3, penalty=1).fit(seen)
    >>> alive = fitted.p_alive([4, 1], [12, 12], [30, 30])
    >>> bool(alive[0] < alive[1])
    True
    """

    name = "paretonbd"
    fitted = FittedParetoNbd

    def likelihood(self, repeats: Repeats) -> BuyingUntilATime:
        return BuyingUntilATime(repeats)


def lifetimes(rng: np.random.Generator, s: float, beta: np.ndarray) -> np.ndarray:
    """How long each of them stays from now on."""
    return rng.exponential(size=beta.shape) / np.maximum(rng.gamma(s, size=beta.shape) / beta, 1e-300)
