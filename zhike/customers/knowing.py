"""Standings as whoever may not know amounts has them: the place is told, and none of the money it was found by.

A tier, a rank or a class is no amount. An amount is what was bought for, and whatever follows from it by arithmetic
alone: sums, means, shares of money, what is expected of them.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any

from zhike.customers import outlook
from zhike.customers.figures import AMOUNTS
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer, Standing
from zhike.kit.registry import entity_of
from zhike.rights import figures
from zhike.rights.fields import HIDDEN, MASKED, WRITE, levels

MONEY = frozenset(kind.name for kind in KINDS.values() if kind.money)
#: Names of evidence that tell an amount.
TELLING = frozenset({*AMOUNTS, *MONEY, "value_share", "share_before", "owed", "overdue"})


def knows_amounts(by: Any) -> bool:
    """Whether somebody may know what customers bought for: no role hides amounts of customers, nor of orders."""
    return figures.are_known(Customer, by=by)


def may_know(kind: str, *, by: Any) -> bool:
    """Whether the role of somebody lets them know a kind of standing."""
    if levels(by, entity_of(Customer).slug).get(kind, WRITE) in (HIDDEN, MASKED):
        return False
    return kind not in MONEY or figures.copied_are_known(Customer, by=by)


def as_known(found: Standing, *, by: Any) -> Standing:
    """A standing to be shown to somebody; never to be saved."""
    if knows_amounts(by):
        return found
    told = copy(found)
    told.evidence = without_amounts(found.evidence)
    return told


def without_amounts(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Evidence without its amounts, those of what a person overrode and of reasons among them."""
    told = {name: value for name, value in evidence.items() if name not in TELLING}
    if told.get("reasons"):
        told["reasons"] = [one for one in told["reasons"] if one["field"] not in outlook.MONEY]
    if told.get("computed"):
        held = told["computed"]
        told["computed"] = held | {"evidence": without_amounts(held.get("evidence", {}))}
    return told
