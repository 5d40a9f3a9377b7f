"""The kinds of standing and the words of their values: the one list that lists, pages and measures share."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

TIERS = (("gold", _("Gold")), ("silver", _("Silver")), ("iron", _("Iron")), ("lead", _("Lead")))
RUNGS = (
    ("advocate", _("Advocate")),
    ("core", _("Core customer")),
    ("active", _("Active regular")),
    ("new", _("New customer")),
    ("inactive", _("Inactive customer")),
    ("edge", _("At the edge")),
    ("onlooker", _("Onlooker")),
    ("lost", _("Lost customer")),
)
LIFECYCLE = (
    ("prospect", _("Prospect")),
    ("new", _("New")),
    ("active", _("Active")),
    ("loyal", _("Loyal")),
    ("lost", _("Lost")),
)
CLASSES = (("A", _("Class A")), ("B", _("Class B")), ("C", _("Class C")))
RELATION = (
    ("non_customer", _("Non-customer")),
    ("potential", _("Potential customer")),
    ("target", _("Target customer")),
    ("actual", _("Actual customer")),
    ("lost", _("Former customer")),
)
ORIGIN = (
    ("terminal", _("Terminal customer")),
    ("intermediate", _("Intermediate customer")),
    ("public_interest", _("Public-interest customer")),
)
TERRITORY = (
    ("inside", _("Domestic, inside our territory")),
    ("outside", _("Domestic, outside our territory")),
    ("foreign", _("Foreign")),
)
SETTLEMENT = (("cash", _("Cash")), ("prepaid", _("Prepaid")), ("credit", _("On credit")))
RECEIVABLES = (
    ("none", _("None")),
    ("short_term", _("Short-term")),
    ("long_term", _("Long-term")),
    ("bad_debt", _("Bad debt")),
)
RISKS = (("high", _("High risk")), ("medium", _("Medium risk")), ("low", _("Low risk")))
CELLS = (("keep", _("Keep")), ("develop", _("Develop")), ("defend", _("Defend")), ("simplify", _("Simplify")))
# What is alike is found anew each time; the number says only which group brings most, and evidence what it is like.
ALIKE = tuple((str(number), format_lazy(_("Group {number}"), number=number)) for number in range(1, 9))
PROFIT = (
    ("unprofitable", _("Unprofitable")),
    ("ordinary", _("Profitable, ordinary")),
    ("core", _("Profitable, core")),
    ("vip", _("Profitable, VIP")),
)


@dataclass(frozen=True)
class StandingKind:
    """One thing we may believe of a customer.

    `values` are its words, best first; `numeric` kinds have a number instead and keep no history, `money` says that
    the number is an amount. `typed` kinds are stated by people, all others computed from facts; `held` ones may be
    set by hand for a while. `axis` marks the six ways of classifying a customer. `fleeting` words are kept like
    numbers, the latest only; `told` ones are shown with what their evidence says.
    """

    name: str
    label: Any
    values: tuple[tuple[str, Any], ...] = ()
    unit: Any = ""
    numeric: bool = False
    money: bool = False
    typed: bool = False
    held: bool = False
    axis: bool = False
    fleeting: bool = False
    told: bool = False

    @property
    def keeps_history(self) -> bool:
        return not (self.numeric or self.fleeting)


KINDS = {
    kind.name: kind
    for kind in (
        StandingKind("tier", _("Value tier"), TIERS, held=True),
        StandingKind("rung", _("Loyalty rung"), RUNGS, held=True),
        StandingKind("lifecycle", _("Lifecycle stage"), LIFECYCLE),
        StandingKind("abc", _("ABC class"), CLASSES),
        StandingKind("rfm", _("RFM score")),
        StandingKind("days_since_last_purchase", _("Last purchase"), unit=_("days ago"), numeric=True),
        StandingKind("purchases_12m", _("Purchases in 12 months"), unit=_("times"), numeric=True),
        StandingKind("net_sales_12m", _("Net sales in 12 months"), numeric=True, money=True),
        StandingKind("margin_12m", _("Margin in 12 months"), numeric=True, money=True),
        StandingKind("clv", _("Lifetime value"), numeric=True, money=True),
        StandingKind("lifetime", _("Fitted lifetime value"), numeric=True, money=True, told=True),
        StandingKind("churn_risk", _("Churn risk"), RISKS, told=True),
        StandingKind("cluster", _("Customer group"), ALIKE, fleeting=True, told=True),
        StandingKind("next_product", _("Next product"), fleeting=True, told=True),
        StandingKind("matrix", _("Value matrix"), CELLS),
        StandingKind("relation", _("Relation"), RELATION, axis=True),
        StandingKind("origin", _("Origin"), ORIGIN, typed=True, axis=True),
        StandingKind("territory", _("Territory"), TERRITORY, typed=True, axis=True),
        StandingKind("settlement", _("Settlement"), SETTLEMENT, typed=True, axis=True),
        StandingKind("receivables", _("Receivables"), RECEIVABLES, axis=True),
        StandingKind("profit", _("Profit"), PROFIT, axis=True),
    )
}


AXES = tuple(kind for kind in KINDS.values() if kind.axis)


def words_of(kind: str, value: str) -> str:
    """The word of a value, or the value itself where it has none (an RFM score)."""
    return _words(kind, get_language()).get(value, value)


def mark_of(kind: str, value: str) -> str:
    """The style of a value's mark: a small square for tiers, a soft pill for rungs, plain text for all others."""
    return {"tier": f"mark {value}", "rung": f"rung r-{value}"}.get(kind, "")


@cache
def _words(kind: str, language: str | None) -> dict[str, str]:
    """The words of the values of a kind in the present language; long lists ask for each again and again."""
    return {value: str(word) for value, word in KINDS[kind].values}
