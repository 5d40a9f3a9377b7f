"""Retention under contract: why it rises year after year, and what that says of the years to come (sBG)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.fitted import Fitted, cautions_of
from zhike.insight.measures.lifetime.maximum import maximum
from zhike.insight.measures.settings import Estimator

FORECAST_PERIODS = 5


@dataclass(frozen=True, eq=False)
class FittedRetention(Fitted):
    """A fitted shifted beta-geometric: ``alpha``, ``beta``; ``seen`` the share of starters still there, by period."""

    name = "sbg"

    seen: tuple[float, ...] = ()

    def survival(self, t: Any) -> np.ndarray:
        """The share of starters still there after ``t`` periods: B(α, β+t) / B(α, β)."""
        alpha, beta = self.parameters.values()
        return np.exp(special.betaln(alpha, beta + np.asarray(t, float)) - special.betaln(alpha, beta))

    def retention(self, t: Any) -> np.ndarray:
        """Of those still there after t-1 periods, the share that stays for the t-th: (β+t-1) / (α+β+t-1)."""
        alpha, beta = self.parameters.values()
        t = np.asarray(t, float)
        return (beta + t - 1) / (alpha + beta + t - 1)

    def residual_periods(self, age: int, *, discount: float, periods: int = 1000) -> float:
        """Payments still to come, discounted, of who has paid ``age`` times and is asked to renew now.

        Fader and Hardie 2010 (DERL): the sum over t >= age of S(t)/S(age-1) / (1+d)^(t-age); endless but for
        ``periods``, beyond which a discount leaves nothing.
        """
        ahead = np.arange(age, age + periods)
        return float((self.survival(ahead) / self.survival(age - 1)) @ (1 + discount) ** -(ahead - age).astype(float))

    @property
    def tables(self) -> dict[str, pa.Table]:
        """``parameters``, and ``survival``: period, share still there seen and fitted, retention fitted."""
        periods = np.arange(len(self.seen) + FORECAST_PERIODS)
        seen = [*self.seen, *[None] * FORECAST_PERIODS]
        retention = [None, *self.retention(periods[1:])]
        survival = {"period": periods, "seen": seen, "fitted": self.survival(periods), "retention": retention}
        return super().tables | {"survival": pa.table(survival)}


class Leaving:
    """The likelihood: those lost in period t, ln B(α+1, β+t-1) - ln B(α, β); those kept to the end, ln S(n)."""

    names = ("alpha", "beta")

    def __init__(self, lost: np.ndarray, kept: np.ndarray) -> None:
        self.lost, self.kept = lost, kept
        self.t = np.arange(1, len(lost) + 1)
        self.customers = float(lost.sum() + kept.sum())

    def __call__(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        """The mean log-likelihood of a customer, and its slope, at these logarithms of the parameters."""
        alpha, beta = np.exp(logs)
        start = special.betaln(alpha, beta)
        value = self.lost @ (special.betaln(alpha + 1, beta + self.t - 1) - start)
        value += self.kept @ (special.betaln(alpha, beta + self.t) - start)
        everyone = self.lost + self.kept
        total = everyone @ (special.psi(alpha + beta) - special.psi(alpha + beta + self.t))
        by_alpha = total + self.lost.sum() / alpha
        stayed = self.lost @ special.psi(beta + self.t - 1) + self.kept @ special.psi(beta + self.t)
        by_beta = total + stayed - everyone.sum() * special.psi(beta)
        return float(value) / self.customers, np.array([by_alpha * alpha, by_beta * beta]) / self.customers


@dataclass(frozen=True)
class ShiftedBetaGeometric(Estimator):
    """Retention of customers under contract, from how many of a cohort were left after each period.

    *Reading.* Retention rises with age though nobody grows more loyal: those likely to leave leave first. A constant
    rate from the first years therefore undervalues old customers, and a rate of all customers overvalues new ones.

    *Formula.* Each customer leaves at the end of each period with an own probability, beta(alpha, beta) over
    customers. *Input.* Customers of each cohort at its start and after each period. *Tables.* ``parameters``,
    ``survival``. *Source.* Fader and Hardie 2007, "How to project customer retention".

    >>> regular = [1000, 631, 468, 382, 326, 289, 262, 241]
    >>> fitted = ShiftedBetaGeometric().fit(regular)
    >>> {name: round(value, 3) for name, value in fitted.parameters.items()}
    {'alpha': 0.704, 'beta': 1.182}
    >>> round(float(fitted.retention(8)), 3)
    0.921
    """

    minimum_customers: int = 30

    def fit(self, *cohorts: Sequence[float]) -> FittedRetention:
        """The parameters under which these cohorts are likeliest; they may have been watched for different times."""
        lost, kept = left_and_kept(cohorts)
        if not len(lost) or lost.sum() + kept.sum() < self.minimum_customers or not lost.sum() or not kept.sum():
            raise MeasureRefused(
                _("Retention needs %(minimum)s customers, of whom some have left and some have stayed."),
                minimum=self.minimum_customers,
            )
        likelihood = Leaving(lost, kept)
        found = maximum(likelihood, [np.zeros(2), np.log([0.5, 3.0])])
        return FittedRetention(
            parameters=dict(zip(likelihood.names, map(float, np.exp(found.logs)), strict=True)),
            log_likelihood=found.value * likelihood.customers,
            gradient_norm=found.gradient_norm,
            converged=found.converged,
            evaluations=found.evaluations,
            customers=int(likelihood.customers),
            unit="period",
            log_covariance=None if found.covariance is None else found.covariance / likelihood.customers,
            warnings=cautions_of(found, penalty=0.0),
            seen=tuple(float(left / cohorts[0][0]) for left in cohorts[0]) if len(cohorts) == 1 else (),
        )


def left_and_kept(cohorts: Sequence[Sequence[float]]) -> tuple[np.ndarray, np.ndarray]:
    """How many were lost in each period, and how many were still there when they were last looked at."""
    longest = max((len(cohort) - 1 for cohort in cohorts), default=0)
    lost, kept = np.zeros(max(longest, 0)), np.zeros(max(longest, 0))
    for cohort in cohorts:
        left = np.asarray(cohort, float)
        if left.ndim != 1 or len(left) < 2 or not (np.diff(left) <= 0).all() or not left[-1] >= 0:
            raise MeasureRefused(_("A cohort is a start and at least one period, and never grows."))
        lost[: len(left) - 1] -= np.diff(left)
        kept[len(left) - 2] += left[-1]
    return lost, kept
