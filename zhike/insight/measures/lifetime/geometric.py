"""Fitted models in which customers leave after a purchase: BG/NBD and MBG/NBD."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.purchases import (
    FittedPurchases,
    Future,
    Past,
    chance_of_more_events,
    chance_of_no_event,
    last_of,
    mixed_span,
)
from zhike.insight.measures.lifetime.repeats import only_possible, same_length

POLE = 1e-5


@dataclass(frozen=True, eq=False)
class FittedGeometric(FittedPurchases):
    """``r``, ``alpha``: gamma rates of buying; ``a``, ``b``: beta probabilities of leaving after a purchase."""

    first_chance: ClassVar[int]

    def expected_transactions(self, t: Any) -> np.ndarray:
        r, alpha, a, b = self.parameters.values()
        stays = b / (a + b) if self.first_chance else 1.0
        return stays * expected(t, r, alpha, a, b + self.first_chance)

    def p_alive(self, x: Any, t_x: Any, age: Any) -> np.ndarray:
        r, alpha, a, b = self.parameters.values()
        x, t_x, age = same_length(x, t_x, age)
        chances = x + self.first_chance
        last = np.where(chances > 0, b + chances - 1, 1.0)
        odds = np.log(a) - np.log(last) + (r + x) * (np.log(alpha + age) - np.log(alpha + t_x))
        return only_possible(np.where(chances > 0, special.expit(-odds), 1.0), x, t_x, age)

    def expected_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        r, alpha, a, b = self.parameters.values()
        t, x, age = same_length(t, x, age)
        return expected(t, r + x, alpha + age, a, b + x + self.first_chance)

    def chance_of_none_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        """Nobody leaves between two purchases."""
        t, x, age = same_length(t, x, age)
        return chance_of_no_event(t, self.parameters["r"] + x, self.parameters["alpha"] + age)

    def chance_of_more_while_alive(self, counts: np.ndarray, t: float, x: Any, age: Any) -> np.ndarray:
        """More than k buys who would buy more, and does not leave at the first k: E[(1-p)^k] = B(a, b+k)/B(a, b)."""
        r, alpha, a, b = self.parameters.values()
        left = b + np.asarray(x, float) + self.first_chance
        stays = np.exp(special.betaln(a, left + counts) - special.betaln(a, left))
        return stays * chance_of_more_events(counts, t, r + x, alpha + age)

    def future(self, rng: np.random.Generator, t: Any, *, x: Any, age: Any, p_alive: Any) -> Future:
        r, alpha, a, b = self.parameters.values()
        t, x, age, p_alive = same_length(t, x, age, p_alive)
        alive = rng.random(x.shape) < p_alive
        rate = rng.gamma(r + x) / (alpha + age)
        chance = rng.geometric(probability(rng, a, b + x + self.first_chance))
        purchases, span = mixed_span(rng, rng.poisson(rate * t), chance, t)
        return Future(np.where(alive, purchases, 0), np.where(alive, span, 0.0))

    def past(self, rng: np.random.Generator, age: Any) -> Past:
        r, alpha, a, b = self.parameters.values()
        age = np.asarray(age, float)
        leaves = probability(rng, a, np.full(age.shape, b))
        chance = rng.geometric(leaves) - self.first_chance
        bought = rng.poisson(rng.gamma(r, size=age.shape) / alpha * age)
        x, span = mixed_span(rng, bought, np.maximum(chance, 1), age)
        x = np.where(chance > 0, x, 0)
        left = (bought >= chance) & (chance > 0)
        return Past(x, np.where(left, span, last_of(rng, x, age)), age)


def expected(t: Any, r: Any, alpha: Any, a: float, b: Any) -> np.ndarray:
    """Purchases within ``t`` of somebody who has not left: (a+b-1)/(a-1) (1 - F).

    *Formula.* F = (α/(α+t))^r 2F1(r, b; a+b-1; z), z = t/(α+t), which is (1-z)^(a-1) 2F1(a-1, a+b-1-r; a+b-1; z) by
    Euler: there the powers of r, which overflow for frequent buyers, are gone. a = 1 is no pole of the whole: next to
    it, the figures on both sides are joined by a line.
    """
    if abs(a - 1) < POLE:
        above = (a - 1 + POLE) / (2 * POLE)
        return (1 - above) * off_pole(t, r, alpha, 1 - POLE, b) + above * off_pole(t, r, alpha, 1 + POLE, b)
    return off_pole(t, r, alpha, a, b)


def off_pole(t: Any, r: Any, alpha: Any, a: float, b: Any) -> np.ndarray:
    """The same away from a = 1."""
    t, r, alpha, b = same_length(t, r, alpha, b)
    share = t / (alpha + t)
    shrunk = np.exp((a - 1) * np.log(alpha / (alpha + t))) * special.hyp2f1(a - 1, a + b - 1 - r, a + b - 1, share)
    return (a + b - 1) / (a - 1) * (1 - shrunk)


def probability(rng: np.random.Generator, a: float, b: np.ndarray) -> np.ndarray:
    """Beta draws, kept off 0, where the geometric would never end."""
    return np.clip(rng.beta(a, b), 1e-12, 1.0)
