"""What repeat purchases brought: all that Gamma-Gamma needs of a customer."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np
import pyarrow as pa

from zhike.insight.measures.engine import Facts
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.repeats import as_floats


@dataclass(frozen=True, eq=False)
class Spends:
    """Repeat purchases with money, their mean spend, and how many customers share the two.

    The first purchase is left out, and so are purchases that brought nothing. ``refused`` counts customers without
    repeat purchases or without spend above zero: they say nothing about repeat spend.

    >>> seen = Spends.of(x=[2, 1, 0], mean=[22.35, 11.77, 0])
    >>> seen.mean.tolist(), seen.refused
    ([22.35, 11.77], 1)
    """

    x: np.ndarray
    mean: np.ndarray
    weight: np.ndarray
    refused: int = 0

    @classmethod
    def of(cls, x: Any, mean: Any, weight: Any = None) -> Self:
        """From one row per customer, or per group with ``weight``."""
        x, mean = np.asarray(x, float), np.asarray(mean, float)
        weight = np.ones_like(x) if weight is None else np.asarray(weight, float)
        kept = (x > 0) & (mean > 0) & np.isfinite(x) & np.isfinite(mean)
        return cls(x[kept], mean[kept], weight[kept], int(weight[~kept].sum()))

    @classmethod
    def read(cls, facts: Facts, *, as_of: date) -> Self:
        """From the orders before ``as_of``."""
        return cls.from_table(ask(facts, "spends", as_of=as_of))

    @classmethod
    def from_table(cls, table: pa.Table) -> Self:
        """From the answer of ``spends.sql``."""
        return cls.of(*(as_floats(table, name) for name in ("x", "mean_spend", "weight")))

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.weight.sum())

    @property
    def correlation(self) -> float:
        """Of the number of repeat purchases with their mean spend; the model takes it for nought."""
        if len(self.x) < 2:
            return 0.0
        spread = np.cov(self.x, self.mean, aweights=self.weight)
        scale = np.sqrt(spread[0, 0] * spread[1, 1])
        return float(spread[0, 1] / scale) if scale > 0 else 0.0
