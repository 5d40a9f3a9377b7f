"""Customer equity: the value of all customers, what moved it since an earlier day, and those still to come."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, get_args

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _, say
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.worth import FittedClv
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.moments import months_before
from zhike.insight.measures.shapes import MONEY

Segment = Literal["all", "kind", "region", "owner"]
MOVES = ("new", "grown", "shrunk", "lost", "steady")
BRIDGE = pa.schema([("step", pa.string()), ("customers", pa.int64()), ("value", MONEY)])


@dataclass(frozen=True)
class CustomerEquity(Measure):
    """The sum of all customers' lifetime values, by segment, and the bridge to it from an earlier day.

    *Reading.* The firm's customers as one asset. The bridge says whether it grows by winning, by raising or only by
    losing less; segments add up to the whole, to the cent. Customers to come are an assumption and stand apart.

    *Formula.* Values by ``worth`` (``FittedClv`` or ``PlainClv``) on ``as_of`` and on ``since`` (the day three months
    before unless given), each from the orders before that day alone. A customer is new (had no value then), lost
    (keeps at most ``lost_share`` of it), grown, shrunk or steady. ``new_customers`` expected are valued like those
    who came in the last twelve months are now, on average.

    *Columns.* ``as_of``; ``customer_id``; ``segment``; ``value_before``, ``value_now``, ``change`` money; ``move``.
    Tables ``bridge`` (``step`` before, new, grown, shrunk, lost, now, to_come; ``customers``; ``value``) and
    ``segments``. *Sources.* Blattberg and Deighton 1996; Rust, Lemon and Zeithaml 2004.

    >>> from zhike.insight.measures.example import tea_house
    >>> equity = CustomerEquity(worth=PlainClv(yearly_retention=0.5)).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [(row["step"], int(row["value"])) for row in equity.extras["bridge"].to_pylist()]
    [('before', 2854), ('new', 112), ('grown', 833), ('shrunk', -25), ('lost', 0), ('now', 3775)]
    """

    name: ClassVar[str] = "equity"

    worth: FittedClv | PlainClv = field(default_factory=FittedClv)
    since: date | None = None
    by: Segment = "all"
    lost_share: float = 0.1
    new_customers: int = 0

    def __post_init__(self) -> None:
        if self.by not in get_args(Segment):
            raise MeasureRefused(_("Customer equity is split by all, kind, region or owner."))
        if not 0 <= self.lost_share < 1 or self.new_customers < 0:
            raise MeasureRefused(_("A share lies between 0 and 1, and customers are not negative."))

    def compute(self, observation: Observation) -> Computed:
        as_of, facts = observation.dates[-1], observation.facts
        since = self.since or months_before(as_of, 3)
        if since >= as_of:
            raise MeasureRefused(_("A bridge starts before %(as_of)s."), as_of=as_of.isoformat())
        now = self.worth.compute(facts.observe([as_of], last_known=observation.lent["last_known"]))
        before = self.worth.compute(facts.observe([since], last_known=observation.lent["last_known"]))
        table = facts.observe([as_of]).query(
            text_of("equity"),
            lent={"worth_now": now.table, "worth_before": before.table},
            as_of=as_of,
            by=self.by,
            lost_share=Decimal(str(self.lost_share)),
        )
        segments = observation.query(text_of("equity_segments"), lent={"equity": table})
        rows = bridge(table) + self.to_come(observation, table, as_of=as_of)
        tables = {"bridge": pa.Table.from_pylist(rows, BRIDGE), "segments": segments}
        said = (say("new_customers_assumed", customers=self.new_customers),) if self.new_customers else ()
        return Computed(table, (*now.cautions, *said), tables, now.found, now.log_likelihood)

    def to_come(self, observation: Observation, table: pa.Table, *, as_of: date) -> list[dict[str, Any]]:
        """Customers still to come, valued like those of the last twelve months; nothing where none are stated."""
        if not self.new_customers:
            return []
        mean = observation.query(
            "SELECT avg(CAST(e.value_now AS DOUBLE)) AS mean FROM equity e"
            " INNER JOIN customer_history h ON h.customer_id = e.customer_id WHERE h.first_purchase >= :year_start",
            lent={"equity": table},
            year_start=months_before(as_of, 12),
        )["mean"][0].as_py()
        return [a_step("to_come", self.new_customers, Decimal(str(round((mean or 0) * self.new_customers, 4))))]


def bridge(table: pa.Table) -> list[dict[str, Any]]:
    """From the value before to the value now, step by step."""
    rows = table.to_pylist()
    steps = [a_step("before", *counted([row for row in rows if row["move"] != "new"], "value_before"))]
    steps += [a_step(move, *counted([row for row in rows if row["move"] == move], "change")) for move in MOVES[:4]]
    return [*steps, a_step("now", *counted(rows, "value_now"))]


def counted(rows: list[dict[str, Any]], money: str) -> tuple[int, Decimal]:
    """How many they are, and what they are worth together."""
    return len(rows), sum((row[money] for row in rows), Decimal(0))


def a_step(step: str, customers: int, value: Decimal) -> dict[str, Any]:
    """One step of the bridge."""
    return {"step": step, "customers": customers, "value": value}
