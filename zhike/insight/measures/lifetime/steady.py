"""The fitted NBD: customers who buy at their own pace and never leave."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zhike.insight.measures.lifetime.purchases import (
    FittedPurchases,
    Future,
    Past,
    chance_of_more_events,
    chance_of_no_event,
    last_of,
)
from zhike.insight.measures.lifetime.repeats import only_possible, same_length


@dataclass(frozen=True, eq=False)
class FittedNbd(FittedPurchases):
    """A fitted NBD: ``r``, ``alpha``; everybody stays."""

    name = "nbd"

    def expected_transactions(self, t: Any) -> np.ndarray:
        return self.parameters["r"] / self.parameters["alpha"] * np.asarray(t, float)

    def p_alive(self, x: Any, t_x: Any, age: Any) -> np.ndarray:
        x, t_x, age = same_length(x, t_x, age)
        return only_possible(np.ones_like(x), x, t_x, age)

    def expected_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        t, x, age = same_length(t, x, age)
        return (self.parameters["r"] + x) / (self.parameters["alpha"] + age) * t

    def chance_of_none_while_alive(self, t: Any, x: Any, age: Any) -> np.ndarray:
        t, x, age = same_length(t, x, age)
        return chance_of_no_event(t, self.parameters["r"] + x, self.parameters["alpha"] + age)

    def chance_of_more_while_alive(self, counts: np.ndarray, t: float, x: Any, age: Any) -> np.ndarray:
        return chance_of_more_events(counts, t, self.parameters["r"] + x, self.parameters["alpha"] + age)

    def future(self, rng: np.random.Generator, t: Any, *, x: Any, age: Any, p_alive: Any) -> Future:
        t, x, age = same_length(t, x, age)
        rate = rng.gamma(self.parameters["r"] + x) / (self.parameters["alpha"] + age)
        return Future(rng.poisson(rate * t), t)

    def past(self, rng: np.random.Generator, age: Any) -> Past:
        age = np.asarray(age, float)
        x = rng.poisson(rng.gamma(self.parameters["r"], size=age.shape) / self.parameters["alpha"] * age)
        return Past(x, last_of(rng, x, age), age)
