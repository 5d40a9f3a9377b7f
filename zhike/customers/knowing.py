"""Standings as whoever may not know amounts has them: the place is told, and none of the money it was found by.

A tier, a rank or a class is no amount. An amount is what was bought for, and whatever follows from it by arithmetic
alone: sums, means, shares of money, what is expected of them.
"""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from zhike.customers import outlook
from zhike.customers.figures import AMOUNTS, BANDS
from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer, Standing
from zhike.kit.registry import entity_named, entity_of
from zhike.rights import figures
from zhike.rights.fields import HIDDEN, MASKED, WRITE, levels

MONEY = frozenset(kind.name for kind in KINDS.values() if kind.money)
#: Kinds that follow from what goods cost, and the noun that tells it.
EARNED, GOODS = frozenset({"margin_12m", "clv", "lifetime"}), "products"
#: Names of evidence that tell an amount; those that are a margin unless it says that they mean net sales.
TELLING = frozenset({*AMOUNTS, *MONEY, "value_share", "share_before"})
VALUED = frozenset({"value", "yearly_value", "value_share", "share_before"})
Evidence = Mapping[str, Any]
Telling = Callable[[Evidence], frozenset[str]]


def knows_amounts(by: Any) -> bool:
    """Whether somebody may know what customers bought for: no role hides amounts of customers, nor of orders."""
    return figures.are_known(Customer, by=by)


def knows_costs(by: Any) -> bool:
    """Whether somebody may know what goods cost; without that no margin, nor what follows from one."""
    goods = entity_named(GOODS)
    return goods is None or figures.are_known(goods.model, by=by)


def may_know(kind: str, *, by: Any) -> bool:
    """Whether the role of somebody lets them know a kind of standing."""
    if levels(by, entity_of(Customer).slug).get(kind, WRITE) in (HIDDEN, MASKED):
        return False
    return is_told(kind, by=by)


def is_told(kind: str, *, by: Any) -> bool:
    """Whether what a kind of standing is computed from is known to somebody, whatever is said of the kind itself."""
    if kind in EARNED and not knows_costs(by):
        return False
    return kind not in MONEY or figures.copied_are_known(Customer, by=by)


def as_known(found: Standing, *, by: Any) -> Standing:
    """A standing to be shown to somebody; never to be saved."""
    if (telling := telling_to(by)) is None:
        return found
    told = copy(found)
    told.evidence = without(telling, found.evidence)
    return told


def telling_to(by: Any) -> Telling | None:
    """The names of evidence that tell somebody what they may not know; None where they may know all."""
    if not knows_amounts(by):
        return lambda evidence: TELLING
    return None if knows_costs(by) else _of_margins


def without(telling: Telling, evidence: Evidence) -> dict[str, Any]:
    """Evidence without some of its names, those of what a person overrode and amounts of reasons among them."""
    names = telling(evidence)
    told = {name: value for name, value in evidence.items() if name not in names}
    if names >= MONEY and told.get("reasons"):
        told["reasons"] = [one for one in told["reasons"] if one["field"] not in outlook.MONEY]
    if told.get("computed"):
        held = told["computed"]
        told["computed"] = held | {"evidence": without(telling, held.get("evidence", {}))}
    return told


def _of_margins(evidence: Evidence) -> frozenset[str]:
    """What tells a margin: value to come and its bands always, value where it does not mean net sales."""
    always = EARNED | BANDS | {"potential_value"}
    return always | VALUED if evidence.get("value_basis", "net_sales_12m") != "net_sales_12m" else always
