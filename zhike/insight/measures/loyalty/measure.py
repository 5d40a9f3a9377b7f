"""The measure: loyalty in figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.ladder import RUNGS, Ladder
from zhike.insight.measures.loyalty.figures import FIGURES
from zhike.insight.measures.measure import cautions_of_reading
from zhike.insight.measures.moments import a_day, months_before
from zhike.insight.measures.replay import replay
from zhike.insight.measures.settings import Estimator

KPIS = pa.schema(
    [
        ("kpi", pa.string()),
        ("unit", pa.string()),
        ("value", pa.float64()),
        ("year_before", pa.float64()),
        ("change", pa.float64()),
        ("target", pa.float64()),
        ("target_reached", pa.bool_()),
        ("meaning", pa.string()),
    ]
)
#: Figures of which less is better.
FALLING = {"churn", "returned"}


@dataclass(frozen=True)
class LoyaltyKpis(Estimator):
    """Sixteen figures of loyalty over twelve months, beside the twelve before and beside targets.

    *Reading.* ``second_purchase`` is the lever of most firms: who buys twice stays. Read ``retention`` with
    ``known_share``: many kept who buy little is decline in slow motion. ``rung_movement`` above 0 says that more rise
    than fall. A null value is not known from orders: share of wallet, feedback and price tolerance come from surveys.

    *Formula.* ``meaning`` says it for each; windows are the twelve months before ``as_of`` (exclusive) and the twelve
    before these. Frequency and breadth count customers who bought in the window; money is net of returns where it
    says so. A figure whose divisor is 0 is null, never 0.

    *Tables.* ``kpis``: ``kpi``, ``unit`` (``customers``, ``share`` 0 to 1, ``purchases``, ``money``, ``products``,
    ``per_hundred``), ``value``, ``year_before``, ``change``, ``target``, ``target_reached``, ``meaning``.
    ``targets`` maps a kpi to the value wanted; churn and returns reach theirs from above.

    *Sources.* Reichheld 1996; Zeithaml, Rust and Lemon 2001; Kumar and Reinartz 2006.

    >>> from zhike.insight.measures.example import tea_house
    >>> rows = LoyaltyKpis().fit(tea_house(), as_of=date(2025, 7, 1)).table.to_pylist()
    >>> [(row["kpi"], row["value"]) for row in rows[:4]]
    [('customers', 4.0), ('new_customers', 1.0), ('second_purchase', 1.0), ('retention', 1.0)]
    """

    name: ClassVar[str] = "loyalty"

    targets: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        known = {figure.kpi for figure in FIGURES}
        if unknown := sorted(set(self.targets or {}) - known):
            raise MeasureRefused(_("There is no setting named %(names)s."), names=", ".join(unknown))

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {"targets": dict(self.targets or {})}

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """The figures on ``as_of`` and a year before."""
        before = months_before(a_day(as_of), 12)
        observation = facts.observe([before, as_of])
        rows = {row["as_of"]: row for row in observation.query(text_of("loyalty")).to_pylist()}
        for day in (before, as_of):
            rows[day] |= movement(facts, day)
        read = observation.query(text_of("reading"), as_of=as_of).to_pylist()[0]
        span = facts.span()
        said = cautions_of_reading(read, as_of=as_of)
        if span and span[0] > months_before(as_of, 36):
            said.append(say("history_short", first_day=span[0].isoformat()))
        table = pa.Table.from_pylist(self.rows(rows[as_of], rows[before]), KPIS)
        told = {"as_of": as_of, "rows_read": read["rows_read"], "formula_version": 2}
        return Found(self.name, {"kpis": table}, self.parameters, tuple(said), **told)

    def rows(self, now: Mapping[str, Any], before: Mapping[str, Any]) -> list[dict[str, Any]]:
        """One row per figure."""
        return [
            {
                "kpi": figure.kpi,
                "unit": figure.unit,
                "value": (value := figure.made(now)),
                "year_before": (earlier := figure.made(before)),
                "change": None if value is None or earlier is None else value - earlier,
                "target": (target := (self.targets or {}).get(figure.kpi)),
                "target_reached": reached(figure.kpi, value, target),
                "meaning": figure.meaning,
            }
            for figure in FIGURES
        ]


def reached(kpi: str, value: float | None, target: float | None) -> bool | None:
    """Whether a figure is where it should be; None where either is unknown."""
    if value is None or target is None:
        return None
    return value <= target if kpi in FALLING else value >= target


def movement(facts: Facts, day: date) -> dict[str, int]:
    """How many rose less how many fell on the ladder in the year before a day, of those who stood on it then."""
    year_before = months_before(day, 12)
    places: dict[int, dict[date, int]] = {}
    for row in replay(Ladder(), facts, [year_before, day]).to_pylist():
        if row["code"] in RUNGS:
            places.setdefault(row["customer_id"], {})[row["as_of"]] = RUNGS.index(row["code"])
    both = [steps for steps in places.values() if len(steps) == 2]
    rose = sum(steps[day] > steps[year_before] for steps in both)
    return {"moved": rose - sum(steps[day] < steps[year_before] for steps in both), "stood": len(both)}
