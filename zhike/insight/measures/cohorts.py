"""Cohorts: of those who first bought in a month, how many buy again in the months after."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.moments import months_before

Refunded = Literal["leave", "stay"]
CALENDAR = pa.schema([("month", pa.date32()), ("is_running", pa.bool_())])


@dataclass(frozen=True)
class Cohorts(Measure):
    """Active customers by month of first sale and month since.

    *Reading.* Along a row: how fast a month's new customers fade. Down a column: whether newer ones fade faster.

    *Formula.* A customer belongs to the month of the first sales order and is active in each month with one; returns
    are no activity. Shares are of the size the cohort started with. Whoever has one sales order alone and returned
    all it came to was no customer won, and leaves the cohort; ``refunded="stay"`` counts them as well, as tables do
    that look at sales alone.

    *Columns.* ``as_of``; ``cohort_month`` and ``month`` (first days); ``months_since_first`` from 0;
    ``cohort_customers``; ``active_customers``; ``active_share`` 0 to 1; ``is_running`` (the month is not over).
    Months to come have no row; a month in which nobody bought has a zero.

    *Source.* Fader and Hardie 2007.

    >>> from zhike.insight.measures.example import tea_house
    >>> table = Cohorts().fit(tea_house(), as_of=date(2024, 9, 15)).table
    >>> [row["active_customers"] for row in table.to_pylist() if row["cohort_month"] == date(2024, 6, 1)]
    [1, 1, 1, 0]
    """

    name: ClassVar[str] = "cohorts"
    formula_version: ClassVar[int] = 2

    refunded: Refunded = "leave"

    def __post_init__(self) -> None:
        if self.refunded not in get_args(Refunded):
            raise MeasureRefused(_("Refunded customers leave or stay, not %(given)s."), given=self.refunded)

    def compute(self, observation: Observation) -> Computed:
        span = observation.facts.span()
        days = [
            observation.query(
                text_of("cohorts"),
                as_of=day,
                leaves=self.refunded == "leave",
                lent={"calendar": months_until(day, first=span[0] if span else day)},
            )
            for day in observation.dates
        ]
        table = pa.concat_tables(days)
        starts = pc.min(table["cohort_month"]).as_py()
        return Computed(table, (say("history_starts", month=starts.strftime("%Y-%m")),) if starts else ())


def months_until(as_of: date, *, first: date) -> pa.Table:
    """The months from that of ``first`` to that of the day before ``as_of``; the last may still be running."""
    last_day = as_of - timedelta(days=1)
    month = date(first.year, first.month, 1)
    rows = []
    while month <= last_day:
        after = months_before(month, -1)
        rows.append({"month": month, "is_running": after > as_of})
        month = after
    return pa.Table.from_pylist(rows, CALENDAR)
