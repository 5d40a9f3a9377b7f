"""ABC: the few products or customers that bring most of the money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal, get_args

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts, Observation
from zhike.insight.measures.measure import Computed, Measure, Scored

Subject = Literal["product", "customer"]

ITEMS: Mapping[Subject, str] = {"product": "product_code", "customer": "customer_id"}


@dataclass(frozen=True)
class Abc(Measure):
    """Class A brings the first ``a_share`` of the money, B goes on to ``b_share``, C is the rest.

    *Reading.* Never let an A product run out; see every A customer yourself; ask of each C what it costs.

    *Formula.* Items stand from the greatest value down (ties by code or id). An item is A while the share of the
    total before it is under ``a_share``, B while under ``b_share``, else C; so one giant item is A, not C. Values
    of zero or less are C and last; they do lower the total. Shares and total use the same rows.
    ``of="product"``: amounts of goods lines, returns subtracted, sales without a customer included; charges such
    as postage left out. ``of="customer"``: net money of all orders. ``window_months`` limits both to the last
    months; None takes the whole history.

    *Columns.* ``as_of``; ``product_code`` or ``customer_id``; ``place`` from 1; ``value``; ``value_share`` and
    ``share_before`` of ``total``, between 0 and 1 (a little above 1 is possible where values below zero follow);
    ``abc``. Customers without orders in the window have a null class.

    *Refuses* a total of zero or less. *Sources.* Dickie 1951; Juran.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Abc(of="customer").fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [(row["customer_id"], row["abc"]) for row in scored.table.to_pylist()]
    [(1, 'A'), (2, 'A'), (3, 'C'), (4, 'C'), (5, None)]
    """

    name: ClassVar[str] = "abc"
    code: ClassVar[str] = "abc"
    evidence: ClassVar[tuple[str, ...]] = ("place", "value", "value_share", "share_before")

    a_share: float = 0.8
    b_share: float = 0.95
    of: Subject = "product"
    window_months: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.a_share < self.b_share < 1:
            raise MeasureRefused(_("The borders of A and B must rise between 0 and 1."))
        if self.of not in get_args(Subject):
            raise MeasureRefused(_("ABC is made of product or customer, not %(given)s."), given=self.of)
        if self.window_months is not None and self.window_months < 1:
            raise MeasureRefused(_("A window has at least one month."))

    @property
    def reading(self) -> str:
        """Products are counted from lines, customers from orders."""
        return "reading_lines" if self.of == "product" else "reading"

    @property
    def codes(self) -> tuple[str, ...]:
        return ("C", "B", "A")

    def fit(self, facts: Facts, *, as_of: date, before: Scored | pa.Table | None = None) -> Scored:
        scored = super().fit(facts, as_of=as_of, before=before)
        totals = scored.table["total"].drop_null().unique().to_pylist()
        if not totals or totals[0] <= 0:
            raise MeasureRefused(
                _("ABC needs sales above zero before %(as_of)s; they are %(total)s."),
                as_of=as_of.isoformat(),
                total=f"{totals[0].normalize():f}" if totals else "0",
            )
        return scored

    def observe(self, facts: Facts, dates: list[date], *, before: pa.Table) -> Observation:
        return facts.observe(dates, window_months=self.window_months, last_known=before)

    def compute(self, observation: Observation) -> Computed:
        shares: dict[str, Any] = {"a_share": Decimal(str(self.a_share)), "b_share": Decimal(str(self.b_share))}
        days = [
            observation.query(text_of(f"abc_{self.of}"), **shares, **moment)
            for moment in observation.moments.to_pylist()
        ]
        return Computed(pa.concat_tables(days).rename_columns({"item": ITEMS[self.of]}))
