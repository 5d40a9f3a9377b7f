"""Settings of risk signals tried on history: which alerts come and go, now and at each month's end of a year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zhike.insight.computing.limits import limits_of_approval
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.signals import Signals
from zhike.insight.models import Draft, RuleBook, Trial

MOST = 200  # alerts that come or go and are kept one by one; counted are all
Row = dict[str, Any]


def try_signals(
    draft: Draft, facts: Facts, batch: Any, *, earlier: RuleBook, as_of: date, days: Sequence[date]
) -> None:
    """Keep with a trial what both versions would tell; limits are those of the approval rules of today."""
    sides = [Signals(**{**book.settings, **limits_of_approval()}) for book in (earlier, draft.as_book())]
    batch.report(total=len(days) + 1, done=0)
    was, now = (alerts_of(side, facts, as_of) for side in sides)
    batch.went(1)
    months = []
    for day in days:
        before, after = (len(alerts_of(side, facts, day)) for side in sides)
        months.append({"day": day.isoformat(), "was": before, "now": after})
        batch.went(1)
    told = {"rules": list(counted(was, now)), "months": months, "changed": changed(was, now)[:MOST]}
    with transaction.atomic():
        Trial.objects.filter(draft=draft).delete()
        Trial.objects.create(draft=draft, earlier=earlier.label, as_of=as_of, signals=told)


def alerts_of(side: Signals, facts: Facts, as_of: date) -> dict[str, Row]:
    """The alerts of a day by their keys, which change with the papers alone."""
    return {row["alert"]: row for row in side.fit(facts, as_of=as_of).tables["alerts"].to_pylist()}


def counted(was: dict[str, Row], now: dict[str, Row]) -> Iterator[Row]:
    """How many alerts of each rule there are by either version."""
    before, after = (Counter(row["rule"] for row in side.values()) for side in (was, now))
    for rule in sorted(before | after):
        yield {"rule": rule, "was": before[rule], "now": after[rule]}


def changed(was: dict[str, Row], now: dict[str, Row]) -> list[Row]:
    """The alerts that one version tells and the other does not, the most pressing first."""
    come = [{"way": "came", **row} for key, row in now.items() if key not in was]
    gone = [{"way": "gone", **row} for key, row in was.items() if key not in now]
    return [plain(row) for row in sorted([*come, *gone], key=lambda row: -row["priority"])]


def plain(row: Row) -> Row:
    """What is kept of an alert, in types JSON knows."""
    kept = {name: row[name] for name in ("way", "alert", "rule", "customer", "seller", "currency", "strength")}
    return kept | {"day": row["day"].isoformat(), "at_risk": float(row["at_risk"])}
