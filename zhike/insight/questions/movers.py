"""The customers behind one cell of a flow: who moved, since when, and why."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from zhike.customers.knowing import as_known
from zhike.customers.models import Customer, Standing
from zhike.insight.questions.joins import amount, graded, on, present

STANDING = ("kind", "value", "since", "evidence", "rule_version", "source", "reason", "holds_until")


def movers(
    kind: str, start: date, end: date, was: str | None, now: str | None, *, by
) -> QuerySet[Customer, dict[str, Any]]:
    """Those who stood at `was` on `start` and at `now` on `end`, the most valuable first, as dictionaries.

    Each has the customer's `pk`, `name`, `city`, `tier`, `net` and `margin`; `standing_of` gives where it came to.
    """
    return (
        graded(by)
        .annotate(was=on(kind, start), now=on(kind, end), tiers=present("tier"))
        .annotate(sales=amount("net_sales_12m", by=by), margins=amount("margin_12m", by=by))
        .filter(was__value=was, now__value=now)
        .order_by(F("margins__number").desc(nulls_last=True), F("sales__number").desc(nulls_last=True), "pk")
        .values("pk", "name", "city", *(f"now__{name}" for name in STANDING))
        .annotate(tier=F("tiers__value"), net=F("sales__number"), margin=F("margins__number"))
    )


def standing_of(mover: dict[str, Any], *, by) -> Standing:
    """The standing a mover came to, as its reader may know it: evidence is phrased from it."""
    return as_known(Standing(**{name: mover[f"now__{name}"] for name in STANDING}), by=by)
