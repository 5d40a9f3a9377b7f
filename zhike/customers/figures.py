"""The numbers of evidence, each with its name and unit as people read them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.customers.kinds import TIERS
from zhike.look.format import money, number, percent

NAMES = {
    "rule": gettext_lazy("rule"),
    "reason": gettext_lazy("reason"),
    "purchases": gettext_lazy("purchases in all"),
    "purchases_90d": gettext_lazy("purchases in 90 days"),
    "purchases_12m": gettext_lazy("purchases in 12 months"),
    "days_since_first_purchase": gettext_lazy("since the first purchase"),
    "days_since_last_purchase": gettext_lazy("since the last purchase"),
    "expected_gap_days": gettext_lazy("expected between purchases"),
    "gap_is_own": gettext_lazy("from the customer's own rhythm"),
    "value": gettext_lazy("customer value"),
    "value_basis": gettext_lazy("value means"),
    "value_is_estimated": gettext_lazy("value partly estimated"),
    "value_share": gettext_lazy("share of the total"),
    "share_before": gettext_lazy("share of those before"),
    "place": gettext_lazy("place by value"),
    "ranked_customers": gettext_lazy("customers compared"),
    "referrals": gettext_lazy("customers brought"),
    "net": gettext_lazy("net sales in all"),
    "net_is_negative": gettext_lazy("returned more than bought"),
    "yearly_value": gettext_lazy("value a year"),
    "yearly_retention": gettext_lazy("who buy again the next year"),
    "retention_tier": gettext_lazy("learned from"),
    "multiple": gettext_lazy("times a year's value"),
    "last_purchase": gettext_lazy("last purchase"),
    "estimated": gettext_lazy("partly estimated"),
    "said_by": gettext_lazy("said by"),
    "p_alive": gettext_lazy("likely still a customer"),
    "discounted_purchases": gettext_lazy("purchases to come, at today's value"),
    "expected_spend": gettext_lazy("expected money per purchase"),
    "low_90": gettext_lazy("low end, nine cases of ten"),
    "low_50": gettext_lazy("low end, one case of two"),
    "high_50": gettext_lazy("high end, one case of two"),
    "high_90": gettext_lazy("high end, nine cases of ten"),
    "x": gettext_lazy("repeat purchases so far"),
    "horizon_days": gettext_lazy("days ahead"),
    "customers": gettext_lazy("customers in the group"),
    "share": gettext_lazy("share of all"),
    "present_value": gettext_lazy("net sales in 12 months"),
    "potential_value": gettext_lazy("value to come"),
    "offer": gettext_lazy("code of the product"),
    "offer_name": gettext_lazy("product to offer"),
    "because": gettext_lazy("code of what was bought"),
    "because_name": gettext_lazy("because of"),
    "way": gettext_lazy("found by"),
    "condition": gettext_lazy("condition of the rules"),
    "unbent": gettext_lazy("by the numbers alone"),
    "owed": gettext_lazy("owed"),
    "overdue": gettext_lazy("overdue"),
    "days_overdue": gettext_lazy("overdue for"),
    "long_from": gettext_lazy("long-term from"),
    "bad_from": gettext_lazy("bad debt from"),
}
# The rules of ladder and life, as the measures call them.
RULES = {
    "onlooker_never_ordered": gettext_lazy("known, but never ordered"),
    "prospect_never_ordered": gettext_lazy("known, but never ordered"),
    "onlooker_only_returns": gettext_lazy("returns only, no purchase"),
    "prospect_only_returns": gettext_lazy("returns only, no purchase"),
    "advocate_core_and_referrals": gettext_lazy("core, and brought customers who bought"),
    "core_frequent_and_valuable": gettext_lazy("buys often and is among the most valuable"),
    "advocate_held": gettext_lazy("was an advocate, and still above what it takes to stay"),
    "core_held": gettext_lazy("was core, and still above what it takes to stay"),
    "loyal_held": gettext_lazy("was loyal, and still above what it takes to stay"),
    "lost_beyond_gaps": gettext_lazy("silent far beyond the usual rhythm"),
    "lost_beyond_days": gettext_lazy("silent too long by any rhythm"),
    "lost_held": gettext_lazy("was lost, and has not bought since"),
    "edge_very_late": gettext_lazy("very late by the usual rhythm"),
    "edge_held": gettext_lazy("was at the edge, and has not bought since"),
    "inactive_late": gettext_lazy("late by the usual rhythm"),
    "inactive_seldom": gettext_lazy("not late, but buys seldom"),
    "inactive_held": gettext_lazy("was inactive, and has not bought since"),
    "new_first_purchase_recent": gettext_lazy("first purchase not long ago"),
    "active_on_time": gettext_lazy("regular and on time"),
    "active_buying": gettext_lazy("buys"),
    "loyal_long_and_frequent": gettext_lazy("with us for long, and buys often"),
}
WORDS = {
    **RULES,
    "margin_12m": gettext_lazy("margin in 12 months"),
    "net_sales_12m": gettext_lazy("net sales in 12 months"),
    "stated_margin": gettext_lazy("stated margin"),
    **dict(TIERS),
    "items": gettext_lazy("what others bought beside it"),
    "popularity": gettext_lazy("what is popular"),
}
BANDS = {"low_90", "low_50", "high_50", "high_90"}
AMOUNTS = {"value", "net", "yearly_value", "expected_spend", "present_value", "potential_value", *BANDS}
AMOUNTS |= {"owed", "overdue"}
SHARES = {"value_share", "share_before", "yearly_retention", "p_alive", "share"}
DAYS = {"days_since_first_purchase", "days_since_last_purchase", "expected_gap_days"}
DAYS |= {"days_overdue", "long_from", "bad_from"}


def listed(evidence: dict[str, Any]) -> list[tuple[str, str]]:
    """Every number of some evidence as name and value; a name without words of its own stays as it is, and last."""
    order = {name: place for place, name in enumerate(NAMES)}
    known = sorted(evidence.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))
    return [
        (str(NAMES.get(name, name)), _value(name, value))
        for name, value in known
        if not isinstance(value, dict | list) and value is not None
    ]


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in AMOUNTS:
        return money(value)
    if name in SHARES:
        return percent(value, digits=1)
    if name in DAYS:
        days = round(float(value))
        return ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)}
    if isinstance(value, int | float):
        return number(round(value, 2))
    return str(WORDS.get(value, value))
