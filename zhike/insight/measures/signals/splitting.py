"""Papers that were cut in pieces so that nobody had to agree."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from zhike.insight.measures.signals.alerts import Alert, Paper, Reason, money, percent

OVER, ONE_CLOSE, SEVERAL_CLOSE, SAME_DAY, BUNCHED = 0.2, 0.3, 0.6, 0.3, 0.4
LEAST_BELOW, BELOW_TO_ABOVE = 3, 3
TIME = ("kind", "customer", "seller", "currency", "approval", "time")


def split_papers(rows: list[dict[str, Any]], *, near: float, days: int) -> Iterator[Alert]:
    """An alert for each time that pieces below a limit went over it together.

    Of several limits the papers stay below, only the one they come closest to is told.
    """
    found: dict[str, Alert] = {}
    for _key, some in groupby(rows, key=lambda row: tuple(row[name] for name in TIME)):
        alert = judged(list(some), near=near, days=days)
        if alert.key not in found or alert.strength > found[alert.key].strength:
            found[alert.key] = alert
    yield from found.values()


def judged(pieces: list[dict[str, Any]], *, near: float, days: int) -> Alert:
    """The alert of one time."""
    first, last = pieces[0], pieces[-1]
    return Alert(
        "split",
        last["day"],
        last["currency"],
        last["together"],
        list(reasons(pieces, near=near, days=days)),
        [Paper(row["kind"], row["paper"], row["day"], row["customer"], row["amount"]) for row in pieces],
        customer=first["customer"],
        seller=first["seller"],
    )


def reasons(pieces: list[dict[str, Any]], *, near: float, days: int) -> Iterator[Reason]:
    """How unusual it is that they stay below."""
    first, last = pieces[0], pieces[-1]
    told = {"papers": first["papers"], "limit": money(first["approval"]), "together": money(first["together"])}
    yield Reason("together_over", OVER, {**told, "days": days})
    if close := first["close_papers"]:
        weight = SEVERAL_CLOSE if close > 1 else ONE_CLOSE
        yield Reason("close_below", weight, {"papers": close, "share": percent(1 - near)})
    if first["day"] == last["day"]:
        yield Reason("same_day", SAME_DAY)
    below, above = first["just_below"], first["just_above"]
    if close and first["seller"] is not None and below >= LEAST_BELOW and below >= BELOW_TO_ABOVE * above:
        yield Reason("bunched", BUNCHED, {"below": below, "above": above})
