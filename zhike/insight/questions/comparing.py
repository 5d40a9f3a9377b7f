"""What two runs of a measure are compared by: where the customers, their places and their numbers lie."""

from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from zhike.insight.computing import kept
from zhike.insight.measures.engine import query_tables
from zhike.insight.models import Run
from zhike.insight.reach import knows_amounts, require_amounts
from zhike.insight.risk_classes import RiskClasses

MONEY = "money"
NOWHERE = "NULL"


@dataclass(frozen=True)
class Told:
    """A table that a run keeps, and as SQL over its rows who they are about, where that one stands and by how much.

    `unit` is how sums of the number are read: "money", "count", "people" (chances, whose sum is how many are
    expected), or "" where there is no number. `each` is the same for one customer.
    """

    number: str = "NULL"
    place: str = NOWHERE
    unit: str = MONEY
    each: str = MONEY
    table: str = "customers"
    customer: str = "customer_id"
    rows: str = "true"


RISK = "CASE WHEN chance >= :high_from THEN 'high' WHEN chance >= :medium_from THEN 'medium' ELSE 'low' END"
COMPARED = {
    "figures": Told("net_sales_12m"),
    "rfm": Told("net", "rfm"),
    "abc": Told("value", "abc"),
    "pyramid": Told("value", "tier"),
    "ladder": Told("value", "rung"),
    "lifecycle": Told("purchases_12m", "stage", "count", "count"),
    "clv": Told("clv"),
    "lifetime": Told("clv"),
    "matrix": Told("potential_value", "cell"),
    "churn_risk": Told("chance", RISK, "people", "share", "chances", "id"),
    "clusters": Told("NULL", "cluster", "", "", "members", "id", "cluster IS NOT NULL"),
    "recommend": Told("NULL", "item", "", "", "offers", "customer", "place = 1"),
}


def is_told_to(by: Any, measure: str) -> bool:
    """Whether there is anything to compare for somebody who may not know amounts."""
    told = COMPARED[measure]
    return told.unit != MONEY or told.place != NOWHERE or knows_amounts(by)


def told_to(by: Any, measure: str) -> Told:
    """What two runs are compared by, without amounts not to be known. Raises Refusal if nothing is left."""
    if not is_told_to(by, measure):
        require_amounts(by)
    told = COMPARED[measure]
    is_open = told.unit != MONEY or knows_amounts(by)
    return told if is_open else replace(told, number="NULL", unit="", each="")


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
