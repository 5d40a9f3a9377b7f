"""The greatest likelihood: L-BFGS on the logarithms of the parameters, finished by Newton steps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from zhike.insight.measures.later import optimize

#: Gives the mean log-likelihood of a customer, and its slope, at the logarithms of the parameters.
Slope = Callable[[np.ndarray], tuple[float, np.ndarray]]


class Likelihood(Protocol):
    """A slope that knows of how many customers it is the mean."""

    customers: float

    def __call__(self, logs: np.ndarray) -> tuple[float, np.ndarray]: ...


FARTHEST = 16.0
AT_EDGE = 11.0
STEEP = 1e-5


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where a likelihood is greatest.

    ``logs`` the logarithms of the parameters; ``value`` the mean log-likelihood of a customer; ``gradient_norm`` of
    the mean by the logarithms; ``curvature`` its matrix of second derivatives; ``evaluations`` how often it was asked.
    """

    logs: np.ndarray
    value: float
    gradient_norm: float
    curvature: np.ndarray
    evaluations: int

    @property
    def at_edge(self) -> bool:
        """A parameter ran away, or the likelihood is flat: errors cannot be told."""
        return bool(np.abs(self.logs).max() > AT_EDGE) or self.covariance is None

    @property
    def converged(self) -> bool:
        """The slope is as good as nil."""
        return self.gradient_norm < STEEP

    @property
    def covariance(self) -> np.ndarray | None:
        """The inverse of the curvature, for one customer; None where the likelihood does not fall on every side."""
        if not np.isfinite(self.curvature).all() or np.linalg.eigvalsh(-self.curvature).min() <= 1e-12:
            return None
        return np.linalg.inv(-self.curvature)


# The problems are tiny, and waiting threads are slow on a busy machine.
@threadpool_limits.wrap(limits=1, user_api="blas")
def maximum(slope: Slope, starts: Sequence[np.ndarray], *, rough: Slope | None = None) -> Maximum:
    """The best of several starts. ``rough`` is the same function over a sample: it leads near, cheaply."""
    if rough is None:
        climbs = [climb(slope, start) for start in starts]
        best = max(climbs, key=lambda climbed: climbed[1])
        return finish(slope, best[0], best[1], evaluations=sum(climbed[2] for climbed in climbs))
    near = maximum(rough, starts)
    logs, evaluations = glide(slope, near)
    value, gradient = slope(logs)
    if np.linalg.norm(gradient) > STEEP / 100:
        logs, value, further = climb(slope, near.logs)
        return finish(slope, logs, value, evaluations=evaluations + further)
    return Maximum(logs, value, float(np.linalg.norm(gradient)), curvature(slope, logs), evaluations + 9)


def glide(slope: Slope, near: Maximum) -> tuple[np.ndarray, int]:
    """Newton steps with the curvature of the sample, which is nearly that of all."""
    logs = near.logs
    if near.at_edge:
        return logs, 0
    for step in range(1, 13):
        gradient = slope(logs)[1]
        move = np.linalg.solve(near.curvature, gradient)
        if np.linalg.norm(gradient) < STEEP / 1000 or np.abs(move).max() > 1:
            return logs, step
        logs = logs - move
    return logs, step


def climb(slope: Slope, start: np.ndarray) -> tuple[np.ndarray, float, int]:
    """Where L-BFGS ends, how high that is, and how many steps were tried."""

    def downhill(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = slope(logs)
        return -value, -gradient

    found = optimize.minimize(
        downhill,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-FARTHEST, FARTHEST)] * len(start),
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7},
    )
    return found.x, -float(found.fun), found.nfev


def finish(slope: Slope, logs: np.ndarray, value: float, *, evaluations: int) -> Maximum:
    """Newton steps for as long as they lead up, and the curvature at the end."""
    gradient = slope(logs)[1]
    for _step in range(4):
        bent = curvature(slope, logs)
        evaluations += 2 * len(logs) + 1
        if np.linalg.norm(gradient) < 1e-10 or np.abs(logs).max() > AT_EDGE or not is_hill(bent):
            break
        further = logs - np.linalg.solve(bent, gradient)
        if np.abs(further - logs).max() > 1:
            break
        raised, steeper = slope(further)
        if raised < value - 1e-13 * abs(value) or np.linalg.norm(steeper) >= np.linalg.norm(gradient):
            break
        logs, value, gradient = further, raised, steeper
    return Maximum(logs, value, float(np.linalg.norm(gradient)), bent, evaluations)


def curvature(slope: Slope, logs: np.ndarray, *, step: float = 1e-4) -> np.ndarray:
    """The second derivatives, by central differences of the slope."""
    sides = np.eye(len(logs)) * step
    bent = np.array([(slope(logs + side)[1] - slope(logs - side)[1]) / (2 * step) for side in sides])
    return (bent + bent.T) / 2


def is_hill(bent: np.ndarray) -> bool:
    """The likelihood falls on every side."""
    return bool(np.isfinite(bent).all() and np.linalg.eigvalsh(-bent).min() > 1e-12)


def pulled(likelihood: Likelihood, *, penalty: float) -> Slope:
    """The likelihood less a penalty on the logarithms, as if so much was known of them before."""
    weight = penalty / likelihood.customers

    def slope(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = likelihood(logs)
        return value - weight * float(logs @ logs) / 2, gradient - weight * logs

    return slope if penalty else likelihood
