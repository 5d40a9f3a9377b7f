"""What two runs of a measure are compared by: where the customers, their places and their numbers lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from zhike.insight.computing import kept
from zhike.insight.measures.engine import query_tables
from zhike.insight.models import Run
from zhike.insight.reach import BOUGHT, EARNED, knows_amounts, require_amounts
from zhike.insight.risk_classes import RiskClasses

MONEY = "money"
NOWHERE = "NULL"


@dataclass(frozen=True)
class Told:
    """A table that a run keeps, and as SQL over its rows who they are about, where that one stands and by how much.

    `unit` is how sums of the number are read: "money", "count", "people" (chances, whose sum is how many are
    expected), or "" where there is no number. `each` is the same for one customer, `of` the nouns that an amount is of.
    """

    number: str = "NULL"
    place: str = NOWHERE
    unit: str = MONEY
    each: str = MONEY
    table: str = "customers"
    customer: str = "customer_id"
    rows: str = "true"
    of: Sequence[str] = BOUGHT


RISK = "CASE WHEN chance >= :high_from THEN 'high' WHEN chance >= :medium_from THEN 'medium' ELSE 'low' END"
COMPARED = {
    "figures": Told("net_sales_12m"),
    "rfm": Told("net", "rfm"),
    "abc": Told("value", "abc"),
    "pyramid": Told("value", "tier", of=EARNED),
    "ladder": Told("value", "rung", of=EARNED),
    "lifecycle": Told("purchases_12m", "stage", "count", "count"),
    "clv": Told("clv", of=EARNED),
    "lifetime": Told("clv", of=EARNED),
    "matrix": Told("potential_value", "cell", of=EARNED),
    "churn_risk": Told("chance", RISK, "people", "share", "chances", "id"),
    "clusters": Told("NULL", "cluster", "", "", "members", "id", "cluster IS NOT NULL"),
    "recommend": Told("NULL", "item", "", "", "offers", "customer", "place = 1"),
}


def is_told_to(by: Any, measure: str) -> bool:
    """Whether there is anything to compare for somebody who may not know amounts."""
    told = COMPARED[measure]
    return told.place != NOWHERE or _is_open(told, by)


def told_to(by: Any, measure: str) -> Told:
    """What two runs are compared by, without amounts not to be known. Raises Refusal if nothing is left."""
    told = COMPARED[measure]
    if not is_told_to(by, measure):
        require_amounts(by, told.of)
    return told if _is_open(told, by) else replace(told, number="NULL", unit="", each="")


def has_kept(run: Run) -> bool:
    """Whether what a run says of customers is kept."""
    return kept.holds(run, COMPARED[run.measure].table)


def said_of_customers(run: Run, told: Told) -> pa.Table:
    """Everybody a run says something of, as customer_id, code and number."""
    held = kept.table(run, told.table)
    assert held is not None, "only runs that kept what they say are compared"
    classes, _others = RiskClasses.split(run.parameters)
    borders: dict[str, Any] = vars(classes) if ":" in told.place else {}
    found: pa.Table = query_tables(
        f"""
        SELECT
            {told.customer}::BIGINT AS customer_id,
            ({told.place})::VARCHAR AS code,
            ({told.number})::DOUBLE AS number
        FROM kept WHERE {told.rows}
        """,  # noqa: S608 -- our own text
        tables={"kept": held},
        **borders,
    )
    return found


def _is_open(told: Told, by: Any) -> bool:
    return told.unit != MONEY or knows_amounts(by, told.of)
