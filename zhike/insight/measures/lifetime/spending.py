"""Gamma-Gamma as a measure: what a coming purchase of each customer brings."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.customers import Customers
from zhike.insight.measures.lifetime.gamma_gamma import GammaGamma
from zhike.insight.measures.measure import Computed, Measure


@dataclass(frozen=True)
class SpendForecast(Measure):
    """What a coming purchase of each customer brings on average, by the model ``GammaGamma``.

    *Reading.* A customer of one large order is not yet a large customer: with few purchases the figure leans on
    everybody's mean.

    *Columns.* ``as_of``; ``customer_id``; ``reason``; ``spend_events`` repeat purchases with money;
    ``mean_spend`` of them (0 without); ``expected_spend`` money a purchase. Table ``parameters``.
    *Source.* Fader and Hardie, note 025.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = SpendForecast(minimum_repeaters=1, penalty=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> spend = scored.table["expected_spend"].to_pylist()
    >>> spend[0] > spend[1] > spend[2]
    True
    """

    name: ClassVar[str] = "gammagamma"
    evidence: ClassVar[tuple[str, ...]] = ("reason", "spend_events", "mean_spend", "expected_spend")

    minimum_repeaters: int = 30
    penalty: float = 0.0

    def compute(self, observation: Observation) -> Computed:
        customers = Customers.read(observation.facts, as_of=observation.dates[-1], unit="day")
        model = GammaGamma(minimum_repeaters=self.minimum_repeaters, penalty=self.penalty)
        fitted = model.fit(customers.spends)
        events, mean = customers.column("spend_events"), np.nan_to_num(customers.column("mean_spend"))
        table = customers.told(spend_events=events, mean_spend=mean, expected_spend=fitted.expected_spend(events, mean))
        return Computed(table, fitted.warnings, fitted.tables, fitted.parameters, fitted.log_likelihood)
