"""From the tables of measures to what is believed of each customer, with the numbers behind it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from zhike.customers.actions import Finding
from zhike.insight.conditions import BENT
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.measure import Measure, Scored

Row = dict[str, Any]
Derive = Callable[[Row], str | None]

FIGURES = ("days_since_last_purchase", "purchases_12m", "net_sales_12m", "margin_12m")
ROWS_AT_ONCE = 10_000
DIGITS = 6  # of a fraction kept in evidence: more than anybody reads, less than noise
RELATIONS = {"prospect": "potential", "lost": "lost"}
PROFITS = {"gold": "vip", "silver": "core", "iron": "ordinary", "lead": "ordinary"}


def coded(measure: Measure, scored: Scored, derived: dict[str, Derive]) -> Iterator[Finding]:
    """A finding of each kind for every row with a verdict; `derived` maps kinds to how a row gives a value."""
    for row in rows_of(scored.table):
        evidence = evidence_of(row, (*measure.evidence, *BENT))
        for kind, derive in derived.items():
            if value := derive(row):
                yield Finding(row["customer_id"], kind, value, None, evidence)


def evidence_of(row: Row, names: Sequence[str]) -> Row:
    """The numbers a sentence of evidence needs; what is unknown is left out."""
    return {name: _plain(row[name]) for name in names if row.get(name) is not None}


def _plain(number: Any) -> Any:
    return round(number, DIGITS) if isinstance(number, float) else number


def relation(row: Row) -> str:
    """The relation axis, from the stage of life: who never bought is potential, who left is former."""
    return RELATIONS.get(row["stage"], "actual")


def profit(row: Row) -> str | None:
    """The profit axis, from the pyramid; unknown while money is counted in sales, for sales are not profit."""
    if row["value_basis"] != "margin_12m":
        return None
    return PROFITS[row["tier"]] if row["tier"] else _loss(row)


def _loss(row: Row) -> str | None:
    return "unprofitable" if row["reason"] == "value_not_above_zero" else None


def numbers(scored: Scored, kind: str, column: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """A numeric finding for every row whose number is known."""
    for row in rows_of(scored.table):
        if row[column] is not None:
            yield Finding(row["customer_id"], kind, "", row[column], evidence_of(row, evidence))


def figures(table: pa.Table) -> Iterator[Finding]:
    """A finding for every plain number that is known."""
    for row in rows_of(table):
        evidence = {"last_purchase": row["last_purchase"], "estimated": row["estimated"]}
        for kind in FIGURES:
            if row[kind] is not None:
                yield Finding(row["customer_id"], kind, "", row[kind], evidence)


def plain_figures(facts: Facts, as_of: date) -> pa.Table:
    """The numbers of everyone who ever bought; margins are unknown where costs are far from complete."""
    return facts.observe([as_of]).query(
        "SELECT customer_id, days_since_last_purchase, purchases_12m, net_sales_12m, last_purchase,"
        " margin_12m_filled AS margin_12m, margin_12m_is_estimated AS estimated"
        " FROM customer_history WHERE purchases > 0 ORDER BY customer_id"
    )


def rows_of(table: pa.Table) -> Iterator[Row]:
    """The rows of a table as dictionaries, a few thousand at a time in memory."""
    for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        yield from batch.to_pylist()
