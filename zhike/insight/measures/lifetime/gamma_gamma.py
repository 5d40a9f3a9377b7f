"""Gamma-Gamma: what a purchase of each customer brings, drawn towards what those of all bring."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from zhike.insight.measures.cautions import FEW_SPENDERS, MeasureRefused, _, say
from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.fitted import Fitted, cautions_of
from zhike.insight.measures.lifetime.maximum import maximum, pulled
from zhike.insight.measures.lifetime.model import refuse_thin_settings
from zhike.insight.measures.lifetime.repeats import same_length
from zhike.insight.measures.lifetime.spends import Spends
from zhike.insight.measures.settings import Estimator, refuse_other

#: From here on spend depends on how often one buys, and the model does not hold.
DEPENDENT = 0.3


@dataclass(frozen=True, eq=False)
class FittedGammaGamma(Fitted):
    """A fitted Gamma-Gamma: ``p``, ``q``, ``v``."""

    name = "gammagamma"

    @property
    def population_mean(self) -> float:
        """What a repeat purchase brings on average over all customers, p v / (q - 1); infinite for q up to 1."""
        p, q, v = self.parameters.values()
        return p * v / (q - 1) if q > 1 else float("inf")

    def expected_spend(self, x: Any, mean: Any) -> np.ndarray:
        """What a coming purchase of each customer brings: p (v + x mean) / (p x + q - 1).

        A mean of the population's mean and the customer's own, the own one with weight p x / (p x + q - 1); without
        repeat purchases (x = 0) it is the population's.
        """
        p, q, v = self.parameters.values()
        if q <= 1:
            raise MeasureRefused(_("Spend varies so much that it has no mean (q = %(q)s)."), q=round(q, 3))
        x, mean = same_length(x, mean)
        return p * (v + x * np.where(x > 0, mean, 0)) / (p * x + q - 1)

    def spent(self, rng: np.random.Generator, purchases: Any, *, x: Any, mean: Any) -> np.ndarray:
        """One way the money of so many coming purchases may turn out, for each customer."""
        p, q, v = self.parameters.values()
        purchases, x, mean = same_length(purchases, x, mean)
        scale = rng.gamma(p * x + q) / (v + x * np.where(x > 0, mean, 0))
        return np.where(purchases > 0, rng.gamma(np.maximum(p * purchases, 1e-12)) / scale, 0.0)


class Spending:
    """The likelihood of mean spends.

    *Formula.* ln Γ(px+q) - ln Γ(px) - ln Γ(q) + q ln v + (px-1) ln z + px ln x - (px+q) ln(x z + v), z the mean.
    """

    names = ("p", "q", "v")

    def __init__(self, spends: Spends) -> None:
        self.spends = spends
        self.customers = float(spends.weight.sum())
        self.log_total = np.log(spends.x * spends.mean)
        self.fixed = float(spends.weight @ np.log(spends.mean))

    def __call__(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        """The mean log-likelihood of a customer, and its slope, at these logarithms of the parameters."""
        p, q, v = np.exp(logs)
        x, weight = self.spends.x, self.spends.weight
        px = p * x
        reach = np.log(x * self.spends.mean + v)
        each = (
            special.gammaln(px + q)
            - special.gammaln(px)
            - special.gammaln(q)
            + q * np.log(v)
            + px * self.log_total
            - (px + q) * reach
        )
        both = special.psi(px + q)
        by_p = weight @ (x * (both - special.psi(px) + self.log_total - reach))
        by_q = weight @ (both - special.psi(q) + np.log(v) - reach)
        by_v = weight @ (q / v - (px + q) / (x * self.spends.mean + v))
        slope = np.array([by_p * p, by_q * q, by_v * v])
        return float(weight @ each - self.fixed) / self.customers, slope / self.customers


@dataclass(frozen=True)
class GammaGamma(Estimator):
    """What a coming purchase of each customer brings.

    *Reading.* One large order does not make a large customer: the fewer purchases somebody has made, the more the
    estimate leans on everybody's mean. Holds where spend does not depend on how often one buys; a correlation
    above 0.3 is said.

    *Formula.* A purchase is gamma(p, ν), and ν is gamma(q, v) over customers; their mean is p v / (q - 1).
    ``penalty`` pulls the logarithms of the parameters towards nought (money in means), for small groups, and is said.
    *Units.* ``v`` in money. *Tables.* ``parameters``.
    *Sources.* Fader, Hardie and Lee 2005, JMR 42; Fader and Hardie, note 025.

    >>> from zhike.insight.measures.lifetime.spends import Spends
    >>> means = [20, 25, 30, 60, 12, 33, 48, 21]
    >>> fitted = GammaGamma(minimum_repeaters=8).fit(Spends.of(x=[2, 3, 1, 4, 2, 2, 3, 6], mean=means))
    >>> bool(30 < fitted.population_mean < 34)
    True
    """

    minimum_repeaters: int = 30
    penalty: float = 0.0

    def __post_init__(self) -> None:
        refuse_thin_settings(self.minimum_repeaters, self.penalty)

    def fit(self, spends: Spends) -> FittedGammaGamma:
        """The parameters under which what was spent is likeliest."""
        refuse_other(spends, Spends)
        if spends.customers < self.minimum_repeaters:
            raise MeasureRefused(
                FEW_SPENDERS,
                customers=spends.customers,
                minimum=self.minimum_repeaters,
            )
        scale = float(spends.weight @ spends.mean / spends.weight.sum())
        likelihood = pulled(Spending(Spends(spends.x, spends.mean / scale, spends.weight)), penalty=self.penalty)
        found = maximum(likelihood, [np.zeros(3), np.log([5.0, 3.0, 0.5])])
        values = np.exp(found.logs) * [1, 1, scale]
        kind = Spending(spends)
        dependent = abs(spends.correlation) > DEPENDENT
        return FittedGammaGamma(
            parameters=dict(zip(kind.names, map(float, values), strict=True)),
            log_likelihood=kind(np.log(values))[0] * kind.customers,
            gradient_norm=found.gradient_norm,
            converged=found.converged,
            evaluations=found.evaluations,
            customers=spends.customers,
            log_covariance=None if found.at_edge or found.covariance is None else found.covariance / kind.customers,
            warnings=(
                *cautions_of(found, penalty=self.penalty),
                *((say("spend_depends", correlation=round(spends.correlation, 2)),) if dependent else ()),
            ),
        )
