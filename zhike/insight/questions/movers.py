"""The customers behind one cell of a flow: who moved, since when, and why."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from zhike.customers.models import Customer
from zhike.insight.questions.joins import graded, on, present

SHOWN = {
    "pk": "pk",
    "name": "name",
    "place": "city",
    "tier": "tier__value",
    "since": "now__since",
    "value": "now__value",
    "evidence": "now__evidence",
    "rule_version": "now__rule_version",
    "source": "now__source",
    "reason": "now__reason",
    "margin": "margin__number",
    "net": "net__number",
}


def movers(kind: str, start: date, end: date, was: str | None, now: str | None, *, by) -> QuerySet[Customer, dict[str, Any]]:
    """Those who stood at `was` on `start` and at `now` on `end`, the most valuable first, as dictionaries of `SHOWN`."""
    return (
        graded(by)
        .annotate(was=on(kind, start), now=on(kind, end), tier=present("tier"))
        .annotate(net=present("net_sales_12m"), margin=present("margin_12m"))
        .filter(was__value=was, now__value=now)
        .order_by(F("margin__number").desc(nulls_last=True), F("net__number").desc(nulls_last=True), "pk")
        .values(**{name: F(path) for name, path in SHOWN.items() if name != path}, pk=F("id"), name=F("name"))
    )
