"""Payments that came twice."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from zhike.insight.measures.signals.alerts import Alert, Paper, Reason, money

EQUAL, SAME_DAY, SAME_REFERENCE, NOT_CLAIMED, OTHER_CUSTOMERS = 0.5, 0.3, 0.7, 0.4, 0.2
RUN = ("party", "party_key", "currency", "amount", "run")


def paid_twice(rows: list[dict[str, Any]]) -> Iterator[Alert]:
    """An alert for each run of equal payments that the claims around it do not ask for."""
    for _key, some in groupby(rows, key=lambda row: tuple(row[name] for name in RUN)):
        if alert := judged(list(some)):
            yield alert


def judged(run: list[dict[str, Any]]) -> Alert | None:
    """The alert of one run; None where claims explain it.

    Claims of the amount around the run, less the other payments that answer them, explain so many of its payments; one
    is always explained.
    """
    first, last = run[0], run[-1]
    explained = max(first["claims"] - first["others_near"], 1)
    more = first["payments"] - explained
    if more <= 0:
        return None
    customers = {row["customer"] for row in run}
    return Alert(
        "twice",
        last["day"],
        last["currency"],
        last["amount"] * more,
        list(reasons(run, customers=len(customers))),
        [Paper("payment", row["paper"], row["day"], row["customer"], row["amount"]) for row in run],
        customer=last["customer"],
    )


def reasons(run: list[dict[str, Any]], *, customers: int) -> Iterator[Reason]:
    """What speaks for a mistake. Amounts that come again and again weigh less."""
    first, last = run[0], run[-1]
    told = {"payments": first["payments"], "amount": money(first["amount"]), "days": (last["day"] - first["day"]).days}
    yield Reason("equal_amounts", EQUAL / (1 + first["others"] / 2), told)
    if first["day"] == last["day"]:
        yield Reason("same_day", SAME_DAY)
    if first["same_references"]:
        yield Reason("same_reference", SAME_REFERENCE)
    if first["is_asked"]:
        claims = {"claims": first["claims"]}
        yield Reason("not_claimed", NOT_CLAIMED, claims) if first["claims"] else Reason("never_claimed", NOT_CLAIMED)
    if customers > 1:
        yield Reason("other_customers", OTHER_CUSTOMERS, {"customers": customers})
