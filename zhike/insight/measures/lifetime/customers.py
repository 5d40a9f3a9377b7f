"""The customers of a day with what the fitted models need of each."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from zhike.insight.measures.engine import Facts
from zhike.insight.measures.lifetime.bands import Bands
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.repeats import DAYS, Repeats, Unit, as_floats, distinct
from zhike.insight.measures.lifetime.spends import Spends

STATED = ("as_of", "customer_id", "reason")


@dataclass(frozen=True, eq=False)
class Customers:
    """One row per customer known on a day; times in ``unit``; ``bought`` marks those with a purchase."""

    table: pa.Table
    unit: Unit

    @classmethod
    def read(cls, facts: Facts, *, as_of: date, unit: Unit) -> "Customers":
        """Everyone known before ``as_of``, in order of id."""
        table = ask(facts, "repeats_of_customers", as_of=as_of)
        return cls(table.sort_by("customer_id"), unit)

    @property
    def bought(self) -> np.ndarray:
        return self.table["x"].is_valid().combine_chunks().to_numpy(zero_copy_only=False)

    def column(self, name: str) -> np.ndarray:
        """One figure of those with a purchase."""
        return as_floats(self.table, name)[self.bought]

    @property
    def past(self) -> dict[str, np.ndarray]:
        """``x``, ``t_x`` and ``age`` of those with a purchase."""
        days = DAYS[self.unit]
        return {"x": self.column("x"), "t_x": self.column("t_x") / days, "age": self.column("age") / days}

    @property
    def repeats(self) -> Repeats:
        """Their distinct pasts."""
        return Repeats.of(**self.past, unit=self.unit)

    @property
    def spends(self) -> Spends:
        """Their repeat spends."""
        return Spends.of(self.column("spend_events"), np.nan_to_num(self.column("mean_spend")))

    @property
    def margin_rate(self) -> float | None:
        """Margin over net sales of all purchases so far; None where a cost is unknown."""
        known = self.table["margin_rate"].drop_null()
        return known[0].as_py() if len(known) else None

    def told(self, **columns: np.ndarray) -> pa.Table:
        """The customers with these figures; nulls for those without a purchase."""
        bought = self.bought
        figures = {}
        for name, values in columns.items():
            all_values = np.zeros(len(bought))
            all_values[bought] = values
            figures[name] = pa.array(all_values, mask=~bought)
        stated = self.table.select(STATED)
        for name, column in figures.items():
            stated = stated.append_column(name, column)
        return stated


def on_distinct(columns: list[np.ndarray]) -> tuple[list[np.ndarray], np.ndarray]:
    """The distinct rows, so that what is the same is computed once, and which of them each row is."""
    first, place = distinct(columns)
    return [column[first] for column in columns], place


def banded(name: str, bands: Bands, place: np.ndarray | slice = slice(None)) -> dict[str, np.ndarray]:
    """Columns for what is expected and the ends of its bands."""
    ends = {f"{name}_{end}": getattr(bands, end)[place] for end in ("low_90", "low_50", "high_50", "high_90")}
    return {name: bands.expected[place], **ends}
