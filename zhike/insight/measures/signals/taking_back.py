"""Refunds, returns, red letters and credit notes that nothing stands behind."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from zhike.insight.measures.signals.alerts import Alert, Paper, Reason, money

NOTHING, ABOVE, UNKNOWN, ABOVE_SOURCE, BEFORE, OTHER_PAYER = 0.8, 0.5, 0.6, 0.8, 0.5, 0.7


def taken_back(rows: list[dict[str, Any]]) -> Iterator[Alert]:
    """An alert for each paper that takes back more than there is."""
    for row in rows:
        found = list(reasons(row))
        yield Alert(
            "back",
            row["day"],
            row["currency"],
            min(row["amount"], max(money_of(row, reason) for reason in found)),
            found,
            list(papers(row)),
            customer=row["customer"],
            seller=row["seller"],
        )


def reasons(row: dict[str, Any]) -> Iterator[Reason]:
    """What does not add up."""
    if row["given"] == 0:
        yield Reason("nothing_given", NOTHING)
    elif row["taken"] > row["given"]:
        yield Reason("above_given", ABOVE, {"taken": money(row["taken"]), "given": money(row["given"])})
    if row["against"] is not None and row["source_day"] is None:
        yield Reason("source_unknown", UNKNOWN)
    if row["source_day"] is None:
        return
    if row["taken_of_it"] > row["source_amount"]:
        told = {"taken": money(row["taken_of_it"]), "source": money(row["source_amount"])}
        yield Reason("above_source", ABOVE_SOURCE, told)
    if row["source_day"] > row["day"]:
        yield Reason("before_source", BEFORE)
    if row["payer"] and row["source_payer"] and row["payer"] != row["source_payer"]:
        yield Reason("other_payer", OTHER_PAYER)


def money_of(row: dict[str, Any], reason: Reason) -> Decimal:
    """How much of the paper a reason puts at risk: what lies above, or all of it."""
    above = {
        "above_given": lambda: row["taken"] - row["given"],
        "above_source": lambda: row["taken_of_it"] - row["source_amount"],
    }
    amount: Decimal = above[reason.code]() if reason.code in above else row["amount"]
    return amount


def papers(row: dict[str, Any]) -> Iterator[Paper]:
    """What takes back, and what it names."""
    yield Paper(row["kind"], row["paper"], row["day"], row["customer"], row["amount"])
    if row["source_day"] is not None:
        yield Paper(row["source_kind"], row["against"], row["source_day"], row["customer"], row["source_amount"])
