"""Far more papers in a few days than the own past of a customer or a seller lets expect."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from zhike.insight.measures.signals.alerts import Alert, Paper, Reason, beyond

NEVER = 0.2
TIME = ("actor", "actor_key", "kind", "currency", "last_day")


def bursts(rows: list[dict[str, Any]], *, days: int, threshold: float) -> Iterator[Alert]:
    """An alert for each burst; one that is its customer's and its seller's at once is told once."""
    found: dict[str, Alert] = {}
    for alert in each(rows, days=days, threshold=threshold):
        if alert.key not in found or alert.strength > found[alert.key].strength:
            found[alert.key] = alert
    yield from found.values()


def each(rows: list[dict[str, Any]], *, days: int, threshold: float) -> Iterator[Alert]:
    """The alert of each customer and of each seller."""
    for _key, some in groupby(rows, key=lambda row: tuple(row[name] for name in TIME)):
        papers = list(some)
        first = papers[0]
        told = {"papers": first["burst"], "days": days, "usual": f"{first['usual']:.1f}"}
        customers = {row["customer"] for row in papers}
        sellers = {row["seller"] for row in papers}
        yield Alert(
            "burst",
            first["last_day"],
            first["currency"],
            first["burst_amount"],
            [
                Reason("burst_of", beyond(first["z"], threshold=threshold), told),
                Reason("never_so_many", NEVER, {"most": first["past_most"]}),
            ],
            [Paper(row["kind"], row["paper"], row["day"], row["customer"], row["amount"]) for row in papers],
            customer=customers.pop() if len(customers) == 1 else None,
            seller=sellers.pop() if len(sellers) == 1 else None,
        )
