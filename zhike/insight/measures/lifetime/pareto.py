"""The likelihood of buying until one drops out at any time (Pareto/NBD)."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from zhike.insight.measures.lifetime.likelihood import Buying
from zhike.insight.measures.lifetime.quadrature import half_line
from zhike.insight.measures.lifetime.repeats import Repeats, pairs

ROWS_AT_ONCE = 2_000
THREADS = 2


class Tail(NamedTuple):
    """ln G(x, y) for each pair, and its slope by r, alpha, s, beta (a row each)."""

    log: np.ndarray
    slope: np.ndarray


class BuyingUntilATime(Buying):
    """Gamma(r, alpha) rates; a customer leaves at a rate that is gamma(s, beta).

    *Formula.* counted + ln( (α+T)^-(r+x) ((β)/(β+T))^s + s β^s (G(x, t_x) - G(x, T)) ), where
    G(x, y) = ∫ from y on of (α+u)^-(r+x) (β+u)^-(s+1) du. G is the Gauss hypergeometric function of the paper in its
    integral form, which knows no difference between α > β, α = β and α < β; it depends on the pairs (x, t_x) and
    (x, T) only, which are far fewer than customers. *Source.* Schmittlein, Morrison and Colombo 1987.
    """

    names = ("r", "alpha", "s", "beta")
    times = ("alpha", "beta")

    def __init__(self, repeats: Repeats) -> None:
        super().__init__(repeats)
        early_x, early_y, self.early = pairs(repeats.by_x, repeats.by_t_x)
        late_x, late_y, late = pairs(repeats.by_x, repeats.by_age)
        self.late = late + len(early_x)
        self.x, self.y = np.concatenate([early_x, late_x]), np.concatenate([early_y, late_y])

    def summed(self, *parameters: float) -> tuple[float, np.ndarray]:
        """The sum over customers, and its slope by the parameters themselves."""
        r, alpha, s, beta = parameters
        seen = self.repeats
        tail = tails(self.x, self.y, *parameters)
        at_end = np.log(alpha + seen.by_age.values)[seen.by_age.place]
        at_end_b = np.log(beta + seen.by_age.values)[seen.by_age.place]
        stayed = -(r + seen.x) * at_end - s * at_end_b
        early, late = np.log(s) + tail.log[self.early], np.log(s) + tail.log[self.late]
        total = np.logaddexp(stayed, difference(early, late))
        alive = seen.weight * np.exp(stayed - total)
        value, by_buying = self.counted(r, alpha)
        value += seen.weight @ total + self.customers * s * np.log(beta)
        slope = np.concatenate([by_buying, [self.customers * np.log(beta), self.customers * s / beta]])
        slope += [
            -alive @ at_end,
            -alive @ ((r + seen.x) / (alpha + seen.age)),
            -alive @ at_end_b + (seen.weight - alive).sum() / s,
            -alive @ (s / (beta + seen.age)),
        ]
        before = np.bincount(self.early, seen.weight * np.exp(early - total), len(self.x))
        after = np.bincount(self.late, seen.weight * np.exp(late - total), len(self.x))
        return float(value), slope + tail.slope @ (before - after)


def tails(x: np.ndarray, y: np.ndarray, *parameters: float) -> Tail:
    """ln G(x, y) and its slope, in pieces that stay in the processor's cache."""
    starts = range(0, len(x), ROWS_AT_ONCE)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = list(
            pool.map(lambda at: tail_of(x[at : at + ROWS_AT_ONCE], y[at : at + ROWS_AT_ONCE], *parameters), starts)
        )
    return Tail(np.concatenate([part.log for part in parts]), np.concatenate([part.slope for part in parts], axis=1))


def tail_of(x: np.ndarray, y: np.ndarray, r: float, alpha: float, s: float, beta: float) -> Tail:
    """ln G(x, y) and its slope; the scale of each row is the length over which its integrand falls off."""
    rule = half_line()
    a, b, power = alpha + y, beta + y, r + x
    scale = 1 / (power / a + (s + 1) / b)
    far_a = np.log1p((scale / a)[:, None] * rule.places)
    far_b = np.log1p((scale / b)[:, None] * rule.places)
    height = np.exp(-power[:, None] * far_a - (s + 1) * far_b) * rule.weights
    total = height.sum(axis=1)
    height /= total[:, None]
    slope = np.array(
        [
            -np.log(a) - np.einsum("ij,ij->i", height, far_a),
            -power / a * np.einsum("ij,ij->i", height, np.exp(-far_a)),
            -np.log(b) - np.einsum("ij,ij->i", height, far_b),
            -(s + 1) / b * np.einsum("ij,ij->i", height, np.exp(-far_b)),
        ]
    )
    return Tail(-power * np.log(a) - (s + 1) * np.log(b) + np.log(scale) + np.log(total), slope)


def difference(larger: np.ndarray, smaller: np.ndarray) -> np.ndarray:
    """ln(e^larger - e^smaller), minus infinity where they are equal."""
    with np.errstate(divide="ignore"):
        return larger + np.log(-np.expm1(np.minimum(smaller - larger, 0)))
