"""The lapse rule of churn as a verdict on each customer, so that it can be tried like any other rule."""

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.measure import Computed
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
