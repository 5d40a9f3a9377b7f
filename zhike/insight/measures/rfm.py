"""RFM: how recently, how often and for how much each customer has bought."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any, ClassVar, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.ordering import in_order

Binning = Literal["value", "rank", "fixed"]

TEN_THOUSANDTH = Decimal("0.0001")
LETTERS = {"R": "days_since_last_purchase", "F": "purchases", "M": "net"}
CUTS = pa.schema(
    [
        ("as_of", pa.date32()),
        ("figure", pa.string()),
        ("step", pa.int64()),
        ("cut", pa.decimal128(28, 8)),
        ("different_values", pa.int64()),
    ]
)


@dataclass(frozen=True)
class RfmCuts:
    """Fixed thresholds, rising, one fewer than bins; ``version`` tells which were in force.

    A value on a threshold belongs to the lower side: with ``purchases=(1, 2, 4)`` three purchases score 3.
    """

    days_since_last_purchase: tuple[float, ...]
    purchases: tuple[float, ...]
    net: tuple[float, ...]
    version: str

    def __post_init__(self) -> None:
        figures = (self.days_since_last_purchase, self.purchases, self.net)
        if len({len(figure) for figure in figures}) != 1:
            raise MeasureRefused(_("The three figures need the same number of thresholds."))
        if any(list(figure) != sorted(figure) for figure in figures):
            raise MeasureRefused(_("Thresholds must rise."))


@dataclass(frozen=True)
class Rfm(Measure):
    """Scores 1 to ``bins`` for recency, frequency and money; ``bins`` is best.

    *Reading.* "543" bought lately, fairly often, for a middling sum. High money with a low first digit is
    someone valuable drifting away. Compare customers within a day; between days only with fixed thresholds.

    *Formula.* Over customers with a purchase, each figure is cut at the shares 1/bins, 2/bins, … of its values
    (linear interpolation), and a score is 1 + the number of cuts below the value (for days: ``bins`` minus it).
    Equal customers score equally, so with many one-time buyers some scores stay empty.
    ``binning="rank"`` gives every score the same number of customers and parts ties by id;
    ``binning="fixed"`` uses ``cuts``, so that scores of different days are comparable.

    *Columns.* ``as_of``; ``customer_id``; ``days_since_last_purchase`` (1, the day before, is best; purchases only, a
    refund does not make a customer recent); ``purchases`` (sales orders ever); ``net`` (money of all orders, returns
    subtracted); ``r_score``, ``f_score``, ``m_score``; ``rfm`` such as "543"; ``net_is_negative`` (then the money
    score is 1); ``reason`` for null scores: never_ordered, only_returns. ``extras["cuts"]`` holds the cuts.

    *Sources.* Hughes 1994; Bult and Wansbeek 1995; Fader, Hardie and Lee 2005.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Rfm(bins=2).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> scored.table.select(["customer_id", "days_since_last_purchase", "rfm"]).to_pylist()[:2]
    [{'customer_id': 1, 'days_since_last_purchase': 61, 'rfm': '222'}, \
{'customer_id': 2, 'days_since_last_purchase': 242, 'rfm': '122'}]
    """

    name: ClassVar[str] = "rfm"
    code: ClassVar[str] = "rfm"
    evidence: ClassVar[tuple[str, ...]] = ("days_since_last_purchase", "purchases", "net", "net_is_negative")

    bins: int = 5
    binning: Binning = "value"
    cuts: RfmCuts | None = None

    def __post_init__(self) -> None:
        if self.bins not in range(2, 10):
            raise MeasureRefused(_("Scores run over 2 to 9 steps, not %(bins)s."), bins=self.bins)
        if self.binning not in get_args(Binning):
            raise MeasureRefused(
                _("Scores are cut by value, rank or fixed thresholds, not %(given)s."), given=self.binning
            )
        if (self.binning == "fixed") != (self.cuts is not None):
            raise MeasureRefused(_("Fixed thresholds go with the binning named fixed, and only with it."))
        if self.cuts and len(self.cuts.net) != self.bins - 1:
            raise MeasureRefused(_("%(bins)s scores need %(cuts)s thresholds."), bins=self.bins, cuts=self.bins - 1)

    def compute(self, observation: Observation) -> Computed:
        cuts = self.cuts_for(observation)
        days = [
            in_order(
                observation.query(text_of("rfm"), as_of=day, bins=self.bins, binning=self.binning, **floors(cuts, day))
            )
            for day in observation.dates
        ]
        table = pa.concat_tables(days)
        return Computed(table, tuple(self.cautions(cuts, table)), {"cuts": cuts})

    def cuts_for(self, observation: Observation) -> pa.Table:
        """The cuts in force on each as-of date; none when customers are ranked."""
        if self.binning == "value":
            width = (Decimal(1) / self.bins).quantize(Decimal("1e-12"))
            rows = observation.rows(text_of("rfm_cuts"), bins=self.bins, bin_width=width)
        else:
            rows = fixed_rows(self.cuts, observation.dates) if self.cuts else []
        return pa.Table.from_pylist(rows, CUTS)

    def cautions(self, cuts: pa.Table, table: pa.Table) -> list[Caution]:
        """Too few different values, and customers who returned more than they bought."""
        few = {row["figure"] for row in cuts.to_pylist() if (row["different_values"] or self.bins) < self.bins}
        letters = ", ".join(letter for letter, figure in LETTERS.items() if figure in few)
        negative = pc.sum(table["net_is_negative"]).as_py()
        thin = [say("fewer_values_than_bins", scores=letters)] if letters else []
        return [*thin, say("negative_net", customers=negative)] if negative else thin


def floors(cuts: pa.Table, day: date) -> dict[str, Any]:
    """The cuts of a day as ``r1`` to ``m8``, each at the whole number or ten-thousandth of money under it.

    What lies above a cut is what lies above its floor, and figures of one kind are compared fast.
    """
    found: dict[str, Any] = {f"{letter}{step}": None for letter in "rfm" for step in range(1, 9)}
    letters = {figure: letter.lower() for letter, figure in LETTERS.items()}
    for row in cuts.to_pylist():
        if row["as_of"] == day:
            smallest = TEN_THOUSANDTH if row["figure"] == "net" else Decimal(1)
            floor = row["cut"].quantize(smallest, ROUND_FLOOR)
            found[f"{letters[row['figure']]}{row['step']}"] = floor if row["figure"] == "net" else int(floor)
    return found


def fixed_rows(cuts: RfmCuts, dates: Sequence[date]) -> list[dict]:
    """The fixed thresholds, once for each date."""
    return [
        {"as_of": day, "figure": figure, "step": step, "cut": Decimal(str(cut))}
        for day in dates
        for figure, values in asdict(cuts).items()
        if figure != "version"
        for step, cut in enumerate(values, start=1)
    ]
