"""What the likelihoods of repeat buying share: the purchases of whoever never leaves (the NBD part), in log space.

A likelihood is made once for some customers and asked many times. It answers the mean log-likelihood of a customer and
its slope, both by the logarithms of the parameters; sums that depend on one column alone run over its distinct values.
"""

import numpy as np

from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.repeats import Repeats


class Buying:
    """The negative binomial part: gamma(r, alpha) rates, purchases up to the end of what was seen.

    *Formula.* ln Γ(r+x) - ln Γ(r) + r ln α - (r+x) ln(α+T). *Source.* Ehrenberg 1959.
    """

    names: tuple[str, ...] = ("r", "alpha")
    #: Parameters that are lengths of time: they grow with the number of units.
    times: tuple[str, ...] = ("alpha",)

    def __init__(self, repeats: Repeats) -> None:
        self.repeats = repeats
        self.customers = float(repeats.weight.sum())

    def __call__(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        """The mean log-likelihood of a customer, and its slope, at these logarithms of the parameters."""
        parameters = np.exp(logs)
        value, slope = self.summed(*parameters)
        return value / self.customers, slope * parameters / self.customers

    def summed(self, *parameters: float) -> tuple[float, np.ndarray]:
        """The sum over customers, and its slope by the parameters themselves."""
        r, alpha = parameters
        age = self.repeats.by_age
        value, slope = self.counted(r, alpha)
        seen = self.repeats.weight * (r + self.repeats.x)
        value -= float(seen @ np.log(alpha + self.repeats.age))
        slope[0] -= age.weight @ np.log(alpha + age.values)
        slope[1] -= seen @ (1 / (alpha + self.repeats.age))
        return value, slope

    def counted(self, r: float, alpha: float) -> tuple[float, np.ndarray]:
        """The part that depends on the number of purchases alone: ln Γ(r+x) - ln Γ(r) + r ln α."""
        x = self.repeats.by_x
        value = x.weight @ (special.gammaln(r + x.values) - special.gammaln(r)) + self.customers * r * np.log(alpha)
        by_r = x.weight @ (special.psi(r + x.values) - special.psi(r)) + self.customers * np.log(alpha)
        return float(value), np.array([by_r, self.customers * r / alpha])
