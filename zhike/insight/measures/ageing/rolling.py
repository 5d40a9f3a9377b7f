"""How open money rolls from one month end to the next, and what that says of losses.

*Source.* Cyert, Davidson and Thompson 1962; provision matrix of IFRS 9.
"""

from collections import defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa

BUCKETS = ("current", "late_1", "late_2", "late_3", "late_4")
ROLLS = pa.schema(
    [
        ("as_of_before", pa.date32()),
        ("as_of", pa.date32()),
        ("currency", pa.string()),
        ("bucket_before", pa.string()),
        ("bucket", pa.string()),
        ("amount", pa.float64()),
        ("share", pa.float64()),
    ]
)


def rolls_table(opened: pa.Table, dates: list[date]) -> pa.Table:
    """Where the money open in each bucket was at the next as-of date; ``paid`` is what is not open any more.

    Shares of one bucket before add up to 1. Money without an invoice and disputed invoices stay out.
    """
    rows = [row for row in opened.to_pylist() if row["bucket"] in BUCKETS]
    places: dict[date, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        places[row["as_of"]][row["invoice"]] = row
    found = []
    for before, after in pairwise(dates):
        found += moved(before, after, places[before], places[after])
    return pa.Table.from_pylist(found, ROLLS)


def moved(before: date, after: date, there: dict[str, Any], here: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows between two dates."""
    amounts: dict[tuple[str, str, str], float] = defaultdict(float)
    starts: dict[tuple[str, str], float] = defaultdict(float)
    for invoice, row in there.items():
        start, still = float(row["open_amount"]), float(here[invoice]["open_amount"]) if invoice in here else 0.0
        currency, bucket = row["currency"], row["bucket"]
        starts[currency, bucket] += start
        if still:
            amounts[currency, bucket, here[invoice]["bucket"]] += still
        if start > still:
            amounts[currency, bucket, "paid"] += start - still
    return [
        {
            "as_of_before": before,
            "as_of": after,
            "currency": currency,
            "bucket_before": bucket,
            "bucket": to,
            "amount": amount,
            "share": amount / starts[currency, bucket],
        }
        for (currency, bucket, to), amount in sorted(amounts.items())
    ]


def loss_rates(rolls: pa.Table) -> dict[tuple[str, str], float]:
    """The share of each bucket that ends over the last bound, by currency: the product of its mean rolls onward.

    A bucket that never held money rolls on whole, which errs on the side of caution.
    """
    onward: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rolls.to_pylist():
        pair = onward[row["currency"], row["bucket_before"]]
        pair[1] += row["amount"]
        pair[0] += row["amount"] if BUCKETS.index(row["bucket_before"]) < place(row["bucket"]) else 0.0
    rates = {}
    for currency in {currency for currency, _bucket in onward}:
        lost = 1.0
        rates[currency, BUCKETS[-1]] = lost
        for bucket in reversed(BUCKETS[:-1]):
            up, total = onward.get((currency, bucket), (1.0, 1.0))
            lost *= up / total if total else 1.0
            rates[currency, bucket] = lost
    return rates


def place(bucket: str) -> int:
    """Where a bucket stands; money paid stands before all."""
    return BUCKETS.index(bucket) if bucket in BUCKETS else -1
