"""The amounts from which somebody has to agree, for the measure that looks for papers split below them."""

from typing import Any

from django.conf import settings

from zhike.approvals.models import ApprovalRule

#: What the signals call each kind of document that rules of approval may be about.
KINDS = {"sales.quote": "quote", "sales.order": "sale", "receivables.invoice": "invoice"}


def limits_of_approval() -> dict[str, Any]:
    """The limits of the rules in force by kind of paper, in the firm's currency."""
    limits = {kind: amounts_of(noun) for noun, kind in KINDS.items()}
    return {"limits": {kind: some for kind, some in limits.items() if some}, "limit_currency": settings.CURRENCY}


def amounts_of(noun: str) -> list[float]:
    """The amounts from which rules for a kind of document ask somebody, rising."""
    return sorted({float(row.from_amount) for row in ApprovalRule.matrix(noun) if row.from_amount})
