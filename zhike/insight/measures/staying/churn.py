"""Churn on four bases: customers, market share, money, and the place beside the largest rival."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pyarrow as pa

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.moments import months_before

BORDERS = pa.schema([("start_day", pa.date32()), ("border", pa.date32()), ("is_period", pa.bool_())])
RATES = {
    "customer_churn": ("lost", "active_at_start"),
    "lapse_error": ("lost_came_back", "lost"),
    "gross_money_retention": ("money_kept", "money_before"),
    "net_money_retention": ("money_of_the_same", "money_before"),
    "market_share": ("sales", "market"),
    "relative_share": ("sales", "largest_rival"),
}


@dataclass(frozen=True)
class MarketPeriod:
    """What is known of the market in a period: sales of everybody, and of the largest rival, in the same money."""

    period_start: date
    market: float | None = None
    largest_rival: float | None = None


@dataclass(frozen=True)
class Churn(Measure):
    """How much was lost in each of the last periods: of customers, of money, of the market, and to the rival.

    *Reading.* Four questions that can differ: many small customers may leave while money stays; money may grow while
    the market grows faster. ``lapse_error`` is the share of those called lost who have bought again since: the
    mistake of the rule so far; it is bound to be small for late periods, and null for one that ends on the day itself.

    *Formula.* A customer is silent for good once silent for longer than ``patience`` times the own median gap, with
    purchases on three days; others once silent for longer than nine tenths of all gaps. Only a purchase brings them
    back. Customer churn: lost in the
    period over active at its start (who joined within it is in neither). Gross money retention: what those active at
    the start spent, each counted up to what they spent in the period before, over that; net: without that limit.
    Market share: sales, those without a customer too, over ``market``; relative share: sales over ``largest_rival``;
    both need ``market`` periods.

    *Columns.* ``as_of``; ``period_start``, ``period_end`` (exclusive); ``active_at_start``, ``lost``, ``joined``,
    ``won_back``, ``lost_came_back``; ``customer_churn``, ``lapse_error``; ``money_before``, ``money_kept``,
    ``money_of_the_same``, ``gross_money_retention``, ``net_money_retention``; ``sales``; ``market``,
    ``largest_rival``, ``market_share``, ``relative_share``. Rates are null where nothing was there to lose.
    *Sources.* Fader and Hardie 2007; Reichheld 1996.

    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Churn(periods=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> row = scored.table.to_pylist()[0]
    >>> row["active_at_start"], row["lost"], row["joined"]
    (1, 0, 1)
    """

    name: ClassVar[str] = "churn"
    formula_version: ClassVar[int] = 3

    periods: int = 4
    months: int = 3
    patience: float = 3.0
    default_gap: int = 180
    market: tuple[MarketPeriod, ...] = ()

    def __post_init__(self) -> None:
        if self.periods < 1 or self.months < 1 or not 0 < self.patience < float("inf") or self.default_gap < 1:
            raise MeasureRefused(_("Churn needs periods of at least a month, and a patience above zero."))

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        borders = self.borders(as_of)
        settings: dict[str, Any] = {"patience": self.patience, "default_gap": self.default_gap}
        states = ask(observation.facts, "churn_states", as_of=as_of, lent={"borders": borders}, **settings)
        found = ask(observation.facts, "churn", as_of=as_of, lent={"borders": borders, "states": states})
        rows = [self.rated({"as_of": as_of} | row) for row in found.to_pylist()]
        return Computed(pa.Table.from_pylist(rows, shape_of(found.schema)), self.cautions(rows))

    def borders(self, as_of: date) -> pa.Table:
        """The ends of the periods, and the one before the first, which has no period of its own."""
        ends = [months_before(as_of, self.months * back) for back in range(self.periods, -1, -1)]
        starts = [months_before(as_of, self.months * (self.periods + 1)), *ends]
        rows = zip(starts, ends, [False] + [True] * self.periods, strict=False)
        return pa.Table.from_pylist([dict(zip(BORDERS.names, row, strict=True)) for row in rows], BORDERS)

    def rated(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with what is known of the market, and all rates."""
        known = next((period for period in self.market if period.period_start == row["period_start"]), None)
        row |= {"market": known and known.market, "largest_rival": known and known.largest_rival}
        row |= {name: rate(row[above], row[below]) for name, (above, below) in RATES.items()}
        return row | ({"lapse_error": None} if row["period_end"] >= row["as_of"] else {})

    def cautions(self, rows: Sequence[dict[str, Any]]) -> tuple[Caution, ...]:
        """Two of the bases need figures from outside."""
        unknown = sum(row["market"] is None or row["largest_rival"] is None for row in rows)
        return (say("market_unknown", periods=unknown),) if unknown else ()


def rate(above: Any, below: Any) -> float | None:
    """One figure over another, None without one to divide by."""
    return float(above) / float(below) if below else None


def shape_of(found: pa.Schema) -> pa.Schema:
    """The columns of the answer with those added to it."""
    added = ["market", "largest_rival", *RATES]
    return pa.schema([("as_of", pa.date32()), *found, *[(name, pa.float64()) for name in added]])
