"""The value pyramid: a small top that carries the firm, and the broad rest."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import ClassVar

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.value import ValueName, cautions_of_value, refuse_other_value

TIERS = pa.schema(
    [
        ("label", pa.string()),
        ("starts_at", pa.decimal128(9, 6)),
        ("ends_at", pa.decimal128(9, 6)),
    ]
)


@dataclass(frozen=True)
class Pyramid(Measure):
    """Tiers by share of customers: the most valuable 1 % gold, the next 4 % silver, 15 % iron, 80 % lead.

    *Reading.* How much of the money rests on how few, and who they are. A tier says what service a customer has
    earned in the last twelve months, not what they may be worth later.

    *Formula.* Customers with a purchase and a value above zero in the last twelve months stand from the greatest
    value down. A customer is gold while the share of customers before them is under 1 %, silver while under 5 %,
    and so on; equal values share the better place, so a tie at a border goes up together. Each border therefore
    rounds up, and even a small firm has a top. ``value`` is the margin in 12 months; where costs cover less
    than nine tenths of gross sales, net sales stand in for everybody, with a warning; above that, sales without
    a known cost are valued at the average margin rate and marked.

    *Columns.* ``as_of``; ``customer_id``; ``tier`` (null apart from the pyramid, with ``reason``: never_ordered,
    only_returns, no_purchase_12m, value_not_above_zero); ``place`` from 1 among ``ranked_customers``;
    ``share_before`` of customers, 0 to 1; ``value`` (money); ``value_share`` of the money of all ranked;
    ``value_basis`` margin_12m or net_sales_12m; ``value_is_estimated``; ``net_sales_12m``, ``margin_12m`` (null when a
    cost is unknown), ``purchases_12m``, ``days_since_last_purchase``, ``margin_coverage_12m`` (share of gross sales
    with a known cost). The window is [a year before ``as_of``, ``as_of``).

    *Sources.* Zeithaml, Rust and Lemon 2001; Curry.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Pyramid().fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [(row["customer_id"], row["tier"], row["reason"]) for row in scored.table.to_pylist()][:2]
    [(1, 'gold', None), (2, 'lead', None)]
    """

    name: ClassVar[str] = "pyramid"
    code: ClassVar[str] = "tier"
    evidence: ClassVar[tuple[str, ...]] = (
        "reason",
        "place",
        "ranked_customers",
        "value",
        "value_basis",
        "value_is_estimated",
        "value_share",
        "purchases_12m",
        "days_since_last_purchase",
    )

    shares: tuple[float, ...] = (0.01, 0.04, 0.15, 0.80)
    labels: tuple[str, ...] = ("gold", "silver", "iron", "lead")
    value: ValueName = "margin_12m"

    def __post_init__(self) -> None:
        refuse_other_value(self.value)
        if len(self.shares) != len(self.labels) or len(set(self.labels)) != len(self.labels):
            raise MeasureRefused(_("Every tier needs one share and one label of its own."))
        if any(share <= 0 for share in self.shares):
            raise MeasureRefused(_("Every tier needs a share above zero."))
        if sum(exact(self.shares)) != 1:
            raise MeasureRefused(
                _("The shares of the tiers must add up to 1, not %(total)s."),
                total=str(sum(exact(self.shares))),
            )

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reversed(self.labels))

    def compute(self, observation: Observation) -> Computed:
        table = observation.query(text_of("pyramid"), lent={"tiers": self.tiers()}, value=self.value)
        return Computed(table, tuple(cautions_of_value(table, wanted=self.value)))

    def tiers(self) -> pa.Table:
        """Where each tier starts and ends, as exact shares of customers."""
        borders = pairwise([Decimal(0), *accumulate(exact(self.shares))])
        rows = [
            {"label": label, "starts_at": start, "ends_at": end}
            for label, (start, end) in zip(self.labels, borders, strict=True)
        ]
        return pa.Table.from_pylist(rows, TIERS)


def exact(shares: tuple[float, ...]) -> list[Decimal]:
    """The shares as written, without the dust of floating numbers.

    >>> sum(exact((0.1, 0.2, 0.7)))
    Decimal('1.0')
    """
    return [Decimal(str(share)) for share in shares]
