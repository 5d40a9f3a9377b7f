"""What a place that counts baskets can be asked: this process, or a cluster."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple, Protocol

import pyarrow as pa

from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.tree import Tree
from zhike.insight.measures.cautions import Caution, say


@dataclass(frozen=True)
class Wanted:
    """Which sets are looked for: the least share of baskets, the longest set, the longest basket, the most sets."""

    min_support: Fraction
    max_length: int
    max_basket_items: int
    max_sets: int

    def least(self, baskets: int) -> int:
        """The fewest baskets a frequent set lies in, at least one.

        >>> Wanted(Fraction("0.001"), 10, 2_000, 1_000_000).least(9_835)
        10
        """
        return max(1, -(-self.min_support * baskets // 1).__int__())


class Counted(NamedTuple):
    """The frequent sets, the names of the items they number (rarest first), and what was read and left out."""

    tree: Tree
    names: pa.Array
    baskets: int
    rows_read: int
    rows_without_name: int = 0
    long_baskets: int = 0

    def cautions(self, wanted: Wanted) -> tuple[Caution, ...]:
        """What was left out."""
        said = {"entries_without_name": self.rows_without_name, "baskets_too_long": self.long_baskets}
        return tuple(say(code, rows=rows, items=wanted.max_basket_items) for code, rows in said.items() if rows)


class Counting(Protocol):
    """Entries of baskets at a place that counts them. Every count is a whole number, the same wherever it is made."""

    def counted(self, wanted: Wanted) -> Counted:
        """The frequent sets. Raises MeasureRefused above the most."""
        ...

    def baskets(self) -> int:
        """How many baskets there are."""
        ...

    def holding(self, sets: list[list[str]]) -> Numbers:
        """In how many baskets each set of names lies whole."""
        ...

    def forget(self) -> None:
        """Give back what was kept between questions."""
        ...
