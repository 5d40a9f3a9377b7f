"""Verdicts of what else gives figures, so that its rules can be tried like others: who lapsed, the risk, the worth."""

from dataclasses import dataclass, field
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.bands import BORDERS as BANDS
from zhike.insight.bands import band_of
from zhike.insight.computing.findings import rows_of
from zhike.insight.computing.outlooks import reasoned
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.worth import FittedClv
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.staying.churn import BORDERS, Churn
from zhike.insight.risk_classes import BEST_FIRST, RiskClasses

REASON = pa.struct([*((name, pa.string()) for name in ("field", "value", "usual")), ("effect", pa.float64())])
JUDGED = pa.schema(
    [
        ("as_of", pa.date32()),
        ("customer_id", pa.int64()),
        ("risk", pa.string()),
        ("chance", pa.float64()),
        ("horizon_days", pa.int64()),
        ("reasons", pa.list_(REASON)),
    ]
)


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
    """In which class of risk everybody is who bought lately, by the chances that were learnt on a day, and why."""

    name: ClassVar[str] = "churn_risk"
    code: ClassVar[str] = "risk"
    evidence: ClassVar[tuple[str, ...]] = ("chance", "horizon_days", "reasons")

    horizon_days: int = 91
    active_days: int = 365
    medium_from: float = RiskClasses.medium_from
    high_from: float = RiskClasses.high_from

    @property
    def codes(self) -> tuple[str, ...]:
        return BEST_FIRST[::-1]

    @property
    def classes(self) -> RiskClasses:
        """The borders between the classes."""
        return RiskClasses(self.medium_from, self.high_from)

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        learnt = ChurnRisk(horizon_days=self.horizon_days, active_days=self.active_days)
        tables = learnt.fit(observation.facts, as_of=as_of).tables
        told = reasoned(rows_of(tables["chances"]), rows_of(tables["reasons"]))
        judged = [
            {
                "as_of": as_of,
                "customer_id": int(row["id"]),
                "risk": self.classes.of(row["chance"]),
                "chance": row["chance"],
                "horizon_days": self.horizon_days,
                "reasons": reasons,
            }
            for row, reasons in told
        ]
        return Computed(pa.Table.from_pylist(judged, JUDGED))


@dataclass(frozen=True)
class Worth(Measure):
    """In which band of value everybody stands, and with what value."""

    name: ClassVar[str] = "worth"
    code: ClassVar[str] = "band"
    evidence: ClassVar[tuple[str, ...]] = ("value",)

    worth: FittedClv | PlainClv = field(default_factory=FittedClv)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(map(str, BANDS))

    def compute(self, observation: Observation) -> Computed:
        found = self.worth.compute(observation)
        values = pc.cast(found.table["clv"], pa.float64())
        bands = pa.array([band_of(value) for value in values.to_pylist()], pa.string())
        days = pa.array([observation.dates[-1]] * found.table.num_rows, pa.date32())
        customers = {"as_of": days, "customer_id": found.table["customer_id"]}
        return Computed(pa.table({**customers, "band": bands, "value": values}), found.cautions)
