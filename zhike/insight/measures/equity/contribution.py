"""Contribution: what each customer brings after goods, orders and service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pyarrow as pa

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts, Observation
from zhike.insight.measures.measure import Computed, Measure

COSTS = ("cost_per_order", "cost_per_return", "payment_share", "service_cost")


@dataclass(frozen=True)
class Contribution(Measure):
    """What each customer has brought after the costs of goods, of orders and of service.

    *Reading.* Large customers are not always profitable: many small orders, returns and hours of service eat the
    margin. The whale curve rises over the total and comes down again; the fall is what the last ones cost.

    *Formula.* Contribution 1: margin after goods. 2: less ``cost_per_order`` for each order, ``cost_per_return`` for
    each day with a return, ``payment_share`` of gross sales. 3: less ``service_cost`` for each customer with orders
    in the window. These costs are stated, in money; the window is ``window_months``.
    An unknown cost of goods leaves the customer without a contribution, never with zero; ``cost_coverage`` tells the
    share of gross sales whose cost is known. With ``stated_margin`` (share of net sales) the margin after goods of
    such a customer is that share of all their net sales, and ``margin_is_stated`` says so.

    *Columns.* ``as_of``; ``customer_id``; ``net_sales``; ``contribution_1``; ``order_costs``; ``contribution_2``;
    ``service_costs``; ``contribution_3``; ``margin_share`` of net sales (null where those are not above zero);
    ``cost_coverage``; ``orders``; ``returns``; ``margin_is_stated``. Nulls without orders in the window. Table
    ``whale_curve``: customers from the most profitable to the least, ``place``, ``summed``.
    *Sources.* Kaplan and Narayanan 2001; Niraj, Gupta and Narasimhan 2001.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Contribution(cost_per_order=20, service_cost=100).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [None if row["contribution_3"] is None else int(row["contribution_3"]) for row in scored.table.to_pylist()]
    [3420, 560, -65, -5, None]
    """

    name: ClassVar[str] = "contribution"
    evidence: ClassVar[tuple[str, ...]] = ("net_sales", "contribution_1", "contribution_2", "contribution_3")

    cost_per_order: float = 0.0
    cost_per_return: float = 0.0
    payment_share: float = 0.0
    service_cost: float = 0.0
    window_months: int = 12
    stated_margin: float | None = None

    def __post_init__(self) -> None:
        if min(getattr(self, name) for name in COSTS) < 0 or self.payment_share >= 1 or self.window_months < 1:
            raise MeasureRefused(_("Costs are not negative, and a window has at least one month."))
        if self.stated_margin is not None and not 0 < self.stated_margin <= 1:
            raise MeasureRefused(_("A margin is stated as a share of net sales between 0 and 1."))

    def observe(self, facts: Facts, dates: list[date], *, before: pa.Table) -> Observation:
        return facts.observe(dates, window_months=self.window_months, last_known=before)

    def compute(self, observation: Observation) -> Computed:
        costs: dict[str, Any] = {name: Decimal(str(getattr(self, name))) for name in COSTS}
        measured = observation.query(text_of("contribution"), **costs)
        margin = None if self.stated_margin is None else Decimal(str(self.stated_margin))
        stated = text_of("contribution_stated")
        table = observation.query(stated, lent={"measured": measured}, stated_margin=margin)
        curve = observation.query(text_of("whale_curve"), lent={"contribution": table})
        return Computed(table, tuple(self.cautions(table)), {"whale_curve": curve})

    def cautions(self, table: pa.Table) -> Iterator[Caution]:
        """For how many no margin was known, and what stands in for it."""
        if stated := sum(filter(None, table["margin_is_stated"].to_pylist())):
            yield say("margin_is_stated", customers=stated, percent=round(100 * (self.stated_margin or 0), 2))
        if unknown := sum(row["net_sales"] is not None and row["contribution_1"] is None for row in table.to_pylist()):
            yield say("cost_unknown", customers=unknown)
