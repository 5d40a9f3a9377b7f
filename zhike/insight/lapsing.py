"""Churn as a verdict on each customer, so that its rules can be tried like any others: who lapsed, who is at risk."""

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.computing.outlooks import BORDERS as RISKS
from zhike.insight.computing.outlooks import risk_class
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.staying.churn import BORDERS, Churn


@dataclass(frozen=True)
class Lapse(Churn):
    """Who is silent for longer than their rhythm allows on a day: ``lapsed``, else ``buying``."""

    code: ClassVar[str] = "state"
    evidence: ClassVar[tuple[str, ...]] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return ("lapsed", "buying")

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        border = pa.Table.from_pylist([{"start_day": as_of, "border": as_of, "is_period": True}], BORDERS)
        found = ask(
            observation.facts,
            "churn_states",
            as_of=as_of,
            lent={"borders": border},
            patience=self.patience,
            default_gap=self.default_gap,
        )
        state = pc.if_else(found["is_lapsed"], "lapsed", "buying")
        days = pa.array([as_of] * found.num_rows, pa.date32())
        return Computed(pa.table({"as_of": days, "customer_id": found["customer_id"], "state": state}))


@dataclass(frozen=True)
class Risk(Measure):
    """In which class of risk everybody is who bought lately, by the chances that were learnt on a day."""

    name: ClassVar[str] = "churn_risk"
    code: ClassVar[str] = "risk"

    horizon_days: int = 91
    active_days: int = 365

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(name for name, _border in RISKS)

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        learnt = ChurnRisk(horizon_days=self.horizon_days, active_days=self.active_days)
        chances = learnt.fit(observation.facts, as_of=as_of).tables["chances"]
        keys = pc.cast(chances["id"], pa.int64())
        risks = pa.array([risk_class(chance) for chance in chances["chance"].to_pylist()])
        days = pa.array([as_of] * len(risks), pa.date32())
        return Computed(pa.table({"as_of": days, "customer_id": keys, "risk": risks}))
