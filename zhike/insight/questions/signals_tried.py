"""What other settings of risk signals would tell, as one person may see it."""

from typing import Any

from zhike.customers.models import Customer
from zhike.insight.measures.signals.reasons import RULES
from zhike.insight.models import Trial
from zhike.insight.reach import answers_for_the_firm
from zhike.kit.access.rows import rows, sees_all

Row = dict[str, Any]


def tried_signals(trial: Trial, *, by: Any) -> Row | None:
    """Counts over the firm, and the alerts that come or go about customers in sight; None for who gets no such counts.

    As on the page of risk signals nobody sees an alert about what they sold themselves.
    """
    if not answers_for_the_firm(by):
        return None
    told = trial.signals
    lines = [row for rule in RULES for row in told["rules"] if row["rule"] == rule]
    was, now = (sum(row[side] for row in lines) for side in ("was", "now"))
    seen = in_sight(told["changed"], by=by)
    hidden = len(told["changed"]) - len(seen)
    return {"lines": lines, "was": was, "now": now, "months": told["months"], "changed": seen, "hidden": hidden}


def in_sight(alerts: list[Row], *, by: Any) -> list[Row]:
    """The alerts that a person may see, with the name of the customer; one without a customer for who sees all."""
    others = [row for row in alerts if row["seller"] != str(by.pk)]
    keys = {int(row["customer"]) for row in others if row["customer"]}
    names = dict(rows(Customer, by=by).filter(pk__in=keys).values_list("pk", "name"))
    whole = sees_all(Customer, by=by)
    named = [row | {"name": names.get(int(row["customer"])) if row["customer"] else None} for row in others]
    return [row for row in named if row["name"] or (whole and not row["customer"])]
