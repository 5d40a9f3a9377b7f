"""Value matrix: what customers bring now against what they are expected to bring."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.worth import FittedClv
from zhike.insight.measures.measure import Computed, Measure

CELLS = pa.schema(
    [
        ("cell", pa.string()),
        ("customers", pa.int64()),
        ("present_value", pa.float64()),
        ("potential_value", pa.float64()),
    ]
)


@dataclass(frozen=True)
class ValueMatrix(Measure):
    """Four cells of present and potential value, each with a policy of its own.

    *Reading.* ``keep`` (much now, much to come): the best service, the closest contact. ``develop`` (little now, much
    to come): offers that widen what they buy. ``defend`` (much now, little to come): find out what is wrong, or take
    what comes without spending more. ``simplify`` (little now, little to come): serve at low cost.

    *Formula.* Present: net sales of the last twelve months. Potential: lifetime value by ``worth``. ``cuts`` are the
    two borders (a value on one belongs below it); None takes the medians of customers with both figures and hands
    them back under ``present_cut`` and ``potential_cut``: keep those, since with moving medians everybody moves.

    *Columns.* ``as_of``; ``customer_id``; ``present_value``, ``potential_value`` money; ``cell``, null for those
    without purchases. Table ``cells``: customers and both sums of each cell, those without a cell too.
    *Sources.* Reinartz and Kumar 2002; Venkatesan and Kumar 2004.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> matrix = ValueMatrix(worth=PlainClv(yearly_retention=0.5), cuts=(500, 1000))
    >>> scored = matrix.fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [row["cell"] for row in scored.table.to_pylist()]
    ['keep', 'defend', 'simplify', 'simplify', None]
    """

    name: ClassVar[str] = "matrix"
    code: ClassVar[str] = "cell"
    evidence: ClassVar[tuple[str, ...]] = ("present_value", "potential_value")

    worth: FittedClv | PlainClv = field(default_factory=FittedClv)
    cuts: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.cuts is not None and len(self.cuts) != 2:
            raise MeasureRefused(_("The matrix has two borders: one of present and one of potential value."))

    @property
    def codes(self) -> tuple[str, ...]:
        return ("simplify", "defend", "develop", "keep")

    def compute(self, observation: Observation) -> Computed:
        parts = [self.on(observation, day) for day in observation.dates]
        return parts[0]._replace(table=pa.concat_tables([part.table for part in parts]))

    def on(self, observation: Observation, as_of: Any) -> Computed:
        """The matrix of one day."""
        facts = observation.facts.observe([as_of], last_known=observation.lent["last_known"])
        worth = self.worth.compute(facts)
        present, potential = self.cuts or self.medians(facts, worth.table)
        cut = {"present_cut": float(present), "potential_cut": float(potential)}
        table = facts.query(text_of("value_matrix"), lent={"worth": worth.table}, as_of=as_of, **cut)
        tables = {"cells": pa.Table.from_pylist(cells(table, codes=self.codes), CELLS)}
        return Computed(table, worth.cautions, tables, {**worth.found, **cut}, worth.log_likelihood)

    def medians(self, observation: Observation, worth: pa.Table) -> tuple[float, float]:
        """The middle of both values over customers that have both; nought where there are none."""
        row = observation.query(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(h.net_sales_12m AS DOUBLE)) AS present,"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST(w.clv AS DOUBLE)) AS potential"
            " FROM customer_history h INNER JOIN worth w ON w.customer_id = h.customer_id"
            " WHERE h.net_sales_12m IS NOT NULL AND w.clv IS NOT NULL",
            lent={"worth": worth},
        ).to_pylist()[0]
        return row["present"] or 0.0, row["potential"] or 0.0


def cells(table: pa.Table, *, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Customers and both sums of each cell, and of those without one."""
    rows = []
    for code in [*codes, None]:
        of = table.filter(table["cell"].is_null() if code is None else pc.equal(table["cell"], code))
        sums = {name: pc.sum(of[name]).as_py() or 0.0 for name in ("present_value", "potential_value")}
        rows.append({"cell": code, "customers": of.num_rows, **sums})
    return rows
