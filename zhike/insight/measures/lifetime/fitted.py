"""What every fit hands back: parameters under the paper's names, how sure they are, and what to beware of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import Caution, say
from zhike.insight.measures.later import special
from zhike.insight.measures.lifetime.maximum import Maximum

PARAMETERS = pa.schema(
    [
        ("parameter", pa.string()),
        ("value", pa.float64()),
        ("standard_error", pa.float64()),
        ("low_90", pa.float64()),
        ("high_90", pa.float64()),
    ]
)


@dataclass(frozen=True, eq=False)
class Fitted:
    """Parameters found by the greatest likelihood.

    ``parameters`` name and value, ready for JSON; ``log_likelihood`` of all customers together; ``gradient_norm``
    of a customer's mean log-likelihood by the logarithms of the parameters, about 0 at a maximum; ``converged``;
    ``evaluations``; ``customers``; ``unit`` of every time; ``log_covariance`` of the logarithms of the parameters,
    None at an edge, where errors mean nothing; ``warnings``.
    """

    name: ClassVar[str]

    parameters: Mapping[str, float]
    log_likelihood: float
    gradient_norm: float
    converged: bool
    evaluations: int
    customers: int
    unit: str = "week"
    log_covariance: np.ndarray | None = None
    warnings: tuple[Caution, ...] = ()

    @property
    def standard_errors(self) -> dict[str, float] | None:
        """By the delta method: parameter times the error of its logarithm; None at an edge."""
        if self.log_covariance is None:
            return None
        errors = np.sqrt(np.diag(self.log_covariance))
        return {
            name: value * float(error) for (name, value), error in zip(self.parameters.items(), errors, strict=True)
        }

    def band(self, share: float = 0.9) -> dict[str, tuple[float, float]] | None:
        """Between what figures each parameter lies with this probability: a normal band of its logarithm."""
        if self.log_covariance is None:
            return None
        reach = special.ndtri((1 + share) / 2) * np.sqrt(np.diag(self.log_covariance))
        return {
            name: (float(value * np.exp(-far)), float(value * np.exp(far)))
            for (name, value), far in zip(self.parameters.items(), reach, strict=True)
        }

    @property
    def tables(self) -> dict[str, pa.Table]:
        """``parameters``: value, standard error and 90 % band of each; nulls where errors mean nothing."""
        errors, band = self.standard_errors or {}, self.band() or {}
        rows = [
            {
                "parameter": name,
                "value": value,
                "standard_error": errors.get(name),
                "low_90": band.get(name, (None, None))[0],
                "high_90": band.get(name, (None, None))[1],
            }
            for name, value in self.parameters.items()
        ]
        return {"parameters": pa.Table.from_pylist(rows, PARAMETERS)}

    def moved(self, values: np.ndarray) -> Self:
        """The same model with other parameters, as a draw from what they may be."""
        return replace(self, parameters=dict(zip(self.parameters, map(float, values), strict=True)))

    def draws(self, count: int, rng: np.random.Generator) -> list[Self]:
        """So many of the parameters that may well be: normal in the logarithms; at an edge the found ones again."""
        logs = np.log(list(self.parameters.values()))
        spread = np.zeros((len(logs), len(logs))) if self.log_covariance is None else self.log_covariance
        return [self.moved(np.exp(drawn)) for drawn in rng.multivariate_normal(logs, spread, size=count)]

    def warned(self, *cautions: Caution) -> Self:
        """The same with further cautions."""
        return replace(self, warnings=(*self.warnings, *cautions))


def cautions_of(found: Maximum, *, penalty: float) -> tuple[Caution, ...]:
    """An end that is no maximum, one that lies at an edge, or one that was pulled."""
    restless = () if found.converged else (say("fit_not_converged", slope=f"{found.gradient_norm:.1e}"),)
    at_edge = (say("fit_at_edge"),) if found.at_edge else ()
    return (*restless, *at_edge, *((say("fit_penalised", penalty=penalty),) if penalty else ()))
