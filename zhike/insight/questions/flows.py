"""Who moved between the first and the last day of a month, how many, and what they are worth."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from zhike.customers.kinds import RUNGS, mark_of, words_of
from zhike.insight.questions.joins import amount, graded, on, present
from zhike.insight.rules import direction

BEST_FIRST = {
    "rung": tuple(value for value, _word in RUNGS),
    "lifecycle": ("loyal", "active", "new", "prospect", "lost"),
}


@dataclass
class Move:
    """Customers who went from one value to another, or stayed; None is "not judged"."""

    kind: str
    was: str | None
    now: str | None
    customers: int = 0
    margin: Decimal | None = None
    net: Decimal | None = None
    gold: int = 0
    gold_margin: Decimal | None = None
    gold_net: Decimal | None = None

    @property
    def words(self) -> str:
        """Where they went, as people call it."""
        return words_of(self.kind, self.now) if self.now else ""

    @property
    def direction(self) -> str:
        """Up, down, lost, same, came or left."""
        return direction(BEST_FIRST[self.kind], self.was, self.now)

    @property
    def slipped(self) -> bool:
        """Whether this is a move for the worse."""
        return self.direction in ("down", "lost")

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one group of the database's answer in."""
        self.customers += row["customers"]
        self.margin, self.net = _sum(self.margin, row["margin_sum"]), _sum(self.net, row["net_sum"])
        if row["tier__value"] == "gold":
            self.gold += row["customers"]
            self.gold_margin, self.gold_net = (
                _sum(self.gold_margin, row["margin_sum"]),
                _sum(self.gold_net, row["net_sum"]),
            )


@dataclass(frozen=True)
class Line:
    """One row of the matrix: where customers came from, how many they were, and where they are now."""

    was: str | None
    words: str
    mark: str
    moves: list[Move]

    @property
    def customers(self) -> int:
        """How many stood here at the start."""
        return sum(move.customers for move in self.moves)


@dataclass(frozen=True)
class Flow:
    """The movement of one coded kind from `start` to `end`, both days on which something was believed."""

    kind: str
    start: date
    end: date
    moves: dict[tuple[str | None, str | None], Move] = field(default_factory=dict)

    @property
    def values(self) -> list[tuple[str, str, str]]:
        """The columns: value, word and mark, best first."""
        return [(value, words_of(self.kind, value), mark_of(self.kind, value)) for value in BEST_FIRST[self.kind]]

    @property
    def lines(self) -> list[Line]:
        """The rows, best first, then those not judged at the start; rows nobody stood in are left out."""
        lines = [self._line(value, words, mark) for value, words, mark in [*self.values, (None, "", "")]]
        return [line for line in lines if line.customers]

    @property
    def totals(self) -> list[int]:
        """How many stand in each column at the end."""
        return [sum(m.customers for m in self.moves.values() if m.now == value) for value in BEST_FIRST[self.kind]]

    @property
    def risen(self) -> int:
        """Customers who moved up."""
        return sum(move.customers for move in self.moves.values() if move.direction == "up")

    @property
    def slipped(self) -> int:
        """Customers who moved down or were lost."""
        return sum(move.customers for move in self.moves.values() if move.slipped)

    @property
    def came(self) -> int:
        """Customers not judged at the start."""
        return sum(move.customers for move in self.moves.values() if move.direction == "came")

    @property
    def net_movement(self) -> int:
        """Up less down."""
        return self.risen - self.slipped

    @property
    def has_margin(self) -> bool:
        """Whether costs are known; without them money means net sales."""
        return any(move.margin is not None for move in self.moves.values())

    @property
    def has_amounts(self) -> bool:
        """Whether any money is known, and may be."""
        return self.has_margin or any(move.net is not None for move in self.moves.values())

    @property
    def slipped_worth(self) -> Decimal:
        """The money of twelve months of those who slipped."""
        return self._slipped_sum("margin" if self.has_margin else "net")

    @property
    def slipped_gold(self) -> int:
        """Gold customers among those who slipped."""
        return sum(move.gold for move in self.moves.values() if move.slipped)

    @property
    def slipped_gold_worth(self) -> Decimal:
        """The money of the gold customers among those who slipped."""
        return self._slipped_sum("gold_margin" if self.has_margin else "gold_net")

    def _slipped_sum(self, name: str) -> Decimal:
        return sum((getattr(move, name) or Decimal(0) for move in self.moves.values() if move.slipped), Decimal(0))

    def _line(self, was: str | None, words: str, mark: str) -> Line:
        moves = [self.moves.get((was, now)) or Move(self.kind, was, now) for now in BEST_FIRST[self.kind]]
        return Line(was, words, mark, moves)


def flow(kind: str, start: date, end: date, *, by) -> Flow:
    """The matrix of one coded kind between two days, among the customers a person may see, in one query."""
    counted = (
        graded(by)
        .annotate(was=on(kind, start), now=on(kind, end), tier=present("tier"))
        .annotate(net=amount("net_sales_12m", by=by), margin=amount("margin_12m", by=by))
        .values("was__value", "now__value", "tier__value")
        .annotate(customers=Count("pk"), net_sum=Sum("net__number"), margin_sum=Sum("margin__number"))
        .order_by()
    )
    moves: dict[tuple[str | None, str | None], Move] = defaultdict()
    for row in counted:
        key = (row["was__value"], row["now__value"])
        if key != (None, None):
            moves.setdefault(key, Move(kind, *key)).add(row)
    return Flow(kind, start, end, dict(moves))


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return one if other is None else (one or Decimal(0)) + other
