"""Customer lifetime value by the plain formula: this year's margin, who stays, what waiting costs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, get_args

import pyarrow as pa

from zhike.insight.measures.cautions import FEW_BEFORE_LAST_YEAR, Caution, MeasureRefused, _, say
from zhike.insight.measures.clv_formula import FirstPayment, margin_multiple, refuse_impossible
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.moments import months_before
from zhike.insight.measures.pyramid import Pyramid
from zhike.insight.measures.value import ValueName, cautions_of_value, refuse_other_value

TIERS = pa.schema([("as_of", pa.date32()), ("customer_id", pa.int64()), ("tier", pa.string())])
MULTIPLES = pa.schema(
    [
        ("as_of", pa.date32()),
        ("tier", pa.string()),
        ("bought_before", pa.int64()),
        ("bought_again", pa.int64()),
        ("retention", pa.float64()),
        ("is_pooled", pa.bool_()),
        ("multiple", pa.decimal128(19, 10)),
    ]
)


@dataclass(frozen=True)
class PlainClv(Measure):
    """What each customer is worth from now on, if the last twelve months go on as they were.

    *Reading.* An order of size to weigh effort by, not a forecast of one person: everyone in a tier is given the same
    chance to stay. It leaves out what has been earned already and what winning the customer cost.

    *Formula.* Yearly margin times r / (1 + d - r) with the first payment at the end of the coming year
    (``first_payment="end"``), or times (1 + d) / (1 + d - r) with one now (``"now"``). d is ``yearly_discount``;
    r the yearly retention: of the customers who bought in the year before last, the share who bought again in the
    last year. ``horizon_years`` limits the number of payments; None is endless.

    ``pyramid`` estimates r per tier: a tier learns from those who held it a year ago, and the result goes to those
    who hold it now. A tier of n customers with share s gets (n s + ``pool_weight`` r) / (n + ``pool_weight``), r
    of all; under ``minimum_group`` customers it gets r of all. ``yearly_retention`` states r instead.

    Where costs are too little known, ``stated_margin`` (share of net sales) stands in; without it net sales are
    valued, with a warning, since the figure is then turnover and not earnings.

    *Back-test.* ``value_test`` holds a later time against what the formula foretells of it.

    *Columns.* ``as_of``; ``customer_id``; ``clv`` (money today; null without purchases, with ``reason``
    never_ordered or only_returns; zero after a year without purchases); ``yearly_value`` (money a year);
    ``value_basis`` margin_12m, stated_margin or net_sales_12m; ``value_is_estimated``; ``value_is_negative``;
    ``yearly_retention``; ``retention_tier`` (the tier it was taken for; null: all customers); ``multiple``;
    ``purchases_12m``; ``days_since_last_purchase``; ``margin_coverage_12m``. ``extras["retention"]`` shows what r was
    learned from.

    *Refuses* when fewer than ``minimum_group`` customers bought in the year before last and no r is stated, and when
    the sum has no end (r = 1, d = 0). *Sources.* Gupta and Lehmann 2003; Berger and Nasr 1998.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = PlainClv(yearly_retention=0.8).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> row = scored.table.to_pylist()[0]
    >>> str(row["yearly_value"]), str(row["multiple"]), str(row["clv"])
    ('3600.0000', '2.6666666667', '9600.0000')
    """

    name: ClassVar[str] = "clv"
    evidence: ClassVar[tuple[str, ...]] = (
        "reason",
        "yearly_value",
        "value_basis",
        "value_is_estimated",
        "yearly_retention",
        "retention_tier",
        "multiple",
        "purchases_12m",
    )

    yearly_discount: float = 0.10
    horizon_years: int | None = None
    first_payment: FirstPayment = "end"
    yearly_retention: float | None = None
    stated_margin: float | None = None
    pyramid: Pyramid | None = None
    minimum_group: int = 30
    pool_weight: int = 30
    value: ValueName = "margin_12m"

    def __post_init__(self) -> None:
        refuse_other_value(self.value)
        refuse_impossible(
            retention=self.yearly_retention or 0, discount=self.yearly_discount, horizon=self.horizon_years
        )
        if self.first_payment not in get_args(FirstPayment):
            raise MeasureRefused(_("The first payment comes now or at the end of the year."))
        if self.stated_margin is not None and not 0 < self.stated_margin <= 1:
            raise MeasureRefused(_("A margin is stated as a share of net sales between 0 and 1."))
        if self.minimum_group < 1 or self.pool_weight < 0:
            raise MeasureRefused(_("A group has at least one customer, and a weight is not negative."))
        if self.yearly_retention is not None:
            self.multiple(self.yearly_retention)

    def compute(self, observation: Observation) -> Computed:
        learned = self.learn(observation)
        table = observation.query(
            text_of("clv"),
            lent={"multiples": learned, "tiers_now": self.tiers(observation, years_back=0)},
            value=self.value,
            stated_margin=None if self.stated_margin is None else Decimal(str(self.stated_margin)),
        )
        cautions = [*self.cautions_of_learning(observation, learned), *self.cautions_of_basis(table)]
        return Computed(table, tuple(cautions), {"retention": learned})

    def learn(self, observation: Observation) -> pa.Table:
        """Retention and multiple of all customers and of each tier, for each as-of date."""
        if self.yearly_retention is not None:
            return pa.Table.from_pylist([self.stated(day) for day in observation.dates], MULTIPLES)
        seen = observation.query(
            text_of("retention"), lent={"tiers_then": self.tiers(observation, years_back=1)}
        ).to_pylist()
        rows = []
        for day in observation.dates:
            rows += self.learn_day(day, [row for row in seen if row["as_of"] == day])
        return pa.Table.from_pylist(rows, MULTIPLES)

    def learn_day(self, day: Any, groups: list[dict]) -> list[dict]:
        """Retention of all first (tier None), then of each tier, drawn towards it."""
        before, again = (sum(group[name] for group in groups) for name in ("bought_before", "bought_again"))
        if before < self.minimum_group:
            raise MeasureRefused(
                FEW_BEFORE_LAST_YEAR,
                customers=before,
                minimum=self.minimum_group,
            )
        overall = again / before
        everyone = self.learned(day, None, before, again, overall, is_pooled=False)
        return [
            everyone,
            *(self.learn_tier(day, group, overall) for group in groups if group["tier"] is not None),
        ]

    def learn_tier(self, day: Any, group: dict, overall: float) -> dict:
        """One tier's retention: its own share drawn towards that of all, or that of all when it is too small."""
        before, again = group["bought_before"], group["bought_again"]
        is_small = before < self.minimum_group
        drawn = (again + self.pool_weight * overall) / (before + self.pool_weight)
        return self.learned(day, group["tier"], before, again, overall if is_small else drawn, is_pooled=is_small)

    def learned(
        self,
        day: Any,
        tier: str | None,
        before: int | None,
        again: int | None,
        retention: float,
        *,
        is_pooled: bool,
    ) -> dict:
        """One row of what was learned."""
        counts = {"bought_before": before, "bought_again": again}
        result = {"retention": retention, "is_pooled": is_pooled, "multiple": self.multiple(retention)}
        return {"as_of": day, "tier": tier} | counts | result

    def stated(self, day: Any) -> dict:
        """The stated retention in place of a learned one."""
        return self.learned(day, None, None, None, self.yearly_retention or 0.0, is_pooled=False)

    def multiple(self, retention: float) -> Decimal:
        """The formula for one retention, as an exact decimal."""
        value = margin_multiple(
            retention=retention,
            discount=self.yearly_discount,
            first_payment=self.first_payment,
            horizon=self.horizon_years,
        )
        return Decimal(str(value)).quantize(Decimal("1e-10"))

    def tiers(self, observation: Observation, *, years_back: int) -> pa.Table:
        """The tier of each customer so many years before each as-of date; none without a pyramid."""
        if self.pyramid is None:
            return TIERS.empty_table()
        days = [months_before(day, 12 * years_back) for day in observation.dates]
        seen = self.pyramid.compute(observation.facts.observe(days))
        return seen.table.select(TIERS.names)

    def cautions_of_learning(self, observation: Observation, learned: pa.Table) -> list[Caution]:
        """A history that starts too late to hold the year before last in full, and tiers too small to learn from."""
        if self.yearly_retention is not None:
            return []
        cautions = []
        span = observation.facts.span()
        if span and span[0] > months_before(observation.dates[0], 24):
            cautions.append(say("history_short", first_day=span[0].isoformat()))
        small = [row for row in learned.to_pylist() if row["is_pooled"]]
        return cautions + [say("group_too_small", group=row["tier"], customers=row["bought_before"]) for row in small]

    def cautions_of_basis(self, table: pa.Table) -> list[Caution]:
        """What stands in for a known margin."""
        bases = table["value_basis"].unique().to_pylist()
        if "stated_margin" in bases:
            return [say("value_is_stated_margin", percent=round(100 * (self.stated_margin or 0), 2))]
        sales = [say("value_is_sales")] if "net_sales_12m" in bases else []
        return [*cautions_of_value(table, wanted=self.value), *sales]
