"""Alerts as tables, the strongest and dearest first."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from zhike.insight.measures.signals.alerts import MOST_PAPERS, Alert
from zhike.insight.measures.signals.shapes import ALERTS, BY_RULE, PAPERS, REASONS


def told(alerts: Sequence[Alert], *, sizes: Mapping[str, float], most: int) -> dict[str, pa.Table]:
    """The first so many alerts by priority, with reasons and papers; ties by day, the later first, then by key."""
    ranked = [(alert, alert.priority(sizes.get(alert.currency) or 0.0)) for alert in alerts]
    ranked.sort(key=lambda one: (-one[1], -one[0].day.toordinal(), one[0].key))
    kept = ranked[:most]
    rows = [row_of(alert, priority, rank=rank) for rank, (alert, priority) in enumerate(kept, start=1)]
    first = [alert for alert, _priority in kept]
    return {
        "alerts": pa.Table.from_pylist(rows, ALERTS),
        "reasons": pa.Table.from_pylist([row for alert in first for row in reasons_of(alert)], REASONS),
        "papers": pa.Table.from_pylist([row for alert in first for row in papers_of(alert)], PAPERS),
        "rules": pa.Table.from_pylist(by_rule(first), BY_RULE),
    }


def row_of(alert: Alert, priority: float, *, rank: int) -> dict[str, Any]:
    """One alert."""
    return {
        "rank": rank,
        "rule": alert.rule,
        "day": alert.day,
        "customer": alert.customer,
        "seller": alert.seller,
        "currency": alert.currency,
        "at_risk": alert.at_risk,
        "strength": alert.strength,
        "priority": priority,
        "papers": len(alert.papers),
        "why": " ".join(map(str, alert.reasons)),
        "alert": alert.key,
    }


def reasons_of(alert: Alert) -> list[dict[str, Any]]:
    """Its reasons, in the order they were found."""
    return [
        {
            "alert": alert.key,
            "place": place,
            "code": reason.code,
            "weight": reason.weight,
            "values": json.dumps(dict(reason.values)),
        }
        for place, reason in enumerate(alert.reasons, start=1)
    ]


def papers_of(alert: Alert) -> list[dict[str, Any]]:
    """The first of its papers."""
    return [
        {"alert": alert.key, "place": place, **paper._asdict()}
        for place, paper in enumerate(alert.papers[:MOST_PAPERS], start=1)
    ]


def by_rule(alerts: Sequence[Alert]) -> list[dict[str, Any]]:
    """How many alerts each rule raised, and over how much, per currency."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for alert in alerts:
        key = (alert.rule, alert.currency)
        row = found.setdefault(key, {"rule": key[0], "currency": key[1], "alerts": 0, "at_risk": Decimal(0)})
        row["alerts"] += 1
        row["at_risk"] += alert.at_risk
    return [found[key] for key in sorted(found)]
