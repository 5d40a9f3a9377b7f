"""The RFM grid: how recently against how often, with how many stand there and what they bring."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from zhike.insight.questions.joins import amount, graded, present
from zhike.insight.rules import share

WARMEST = 10


@dataclass
class Cell:
    """Customers with one recency and one frequency score; `warmth` 0 to 10 by their mean net sales."""

    recency: int
    frequency: int
    customers: int = 0
    net: Decimal | None = None
    warmth: int = 0

    @property
    def mean_net(self) -> Decimal | None:
        """Mean net sales in 12 months; unknown where nobody stands, and to who may not know amounts."""
        return None if self.net is None else self.net / self.customers


@dataclass(frozen=True)
class Grid:
    """Rows by recency, best first; columns by frequency, best last; those without a score apart."""

    rows: list[list[Cell]]
    unscored: int

    @property
    def has_amounts(self) -> bool:
        """Whether any money is known, and may be."""
        return any(cell.net is not None for row in self.rows for cell in row)

    @property
    def customers(self) -> int:
        """Customers with a score."""
        return sum(cell.customers for row in self.rows for cell in row)


def grid(*, by) -> Grid:
    """The grid of the customers a person may see, in one query."""
    counted = (
        graded(by)
        .annotate(score=present("rfm"), sales=amount("net_sales_12m", by=by))
        .values("score__value")
        .annotate(customers=Count("pk"), net=Sum("sales__number"))
        .order_by()
    )
    cells: dict[tuple[int, int], Cell] = defaultdict()
    unscored, steps = 0, 5
    for row in counted:
        score = row["score__value"]
        if score is None:
            unscored = row["customers"]
            continue
        recency, frequency = int(score[0]), int(score[1])
        steps = max(steps, *(int(digit) for digit in score))
        cell = cells.setdefault((recency, frequency), Cell(recency, frequency))
        cell.customers += row["customers"]
        cell.net = cell.net if row["net"] is None else (cell.net or 0) + row["net"]
    _warm(list(cells.values()))
    scale = range(1, steps + 1)
    return Grid([[cells.get((r, f)) or Cell(r, f) for f in scale] for r in reversed(scale)], unscored)


def _warm(cells: list[Cell]) -> None:
    richest = max((cell.mean_net or Decimal(0) for cell in cells), default=Decimal(0))
    for cell in cells:
        # The square root tells small sums apart beside a very large one.
        cell.warmth = round(WARMEST * share(max(float(cell.mean_net or 0), 0), float(richest)) ** 0.5)
