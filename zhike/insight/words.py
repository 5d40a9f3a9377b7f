"""The words of measures and of what they decide."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MEASURES = {
    "figures": _("Plain figures"),
    "rfm": _("RFM score"),
    "abc": _("ABC class"),
    "pyramid": _("Value pyramid"),
    "ladder": _("Loyalty ladder"),
    "lifecycle": _("Stages of life"),
    "clv": _("Lifetime value"),
    "churn": _("Lapse rule"),
    "lifetime": _("Fitted lifetime value"),
    "churn_risk": _("Churn risk"),
    "clusters": _("Customer groups"),
    "recommend": _("Next product"),
    "matrix": _("Value matrix"),
    "equity": _("Customer equity"),
    "paretonbd": _("Purchases to come"),
    "cohorts": _("Cohorts"),
    "survival": _("Survival"),
    "loyalty": _("Loyalty figures"),
    "baskets": _("Bought together"),
    "anomalies": _("Out of the ordinary"),
    "ageing": _("Receivables by age"),
    "signals": _("Risk signals"),
    "contact_curve": _("Contact curve"),
    "response": _("Response to contacts"),
    "look_alikes": _("Look-alikes"),
    "forecast": _("Sales forecast"),
}
#: What customers are grouped by.
COLUMNS = {
    "days_since_last_purchase": _("days since the last purchase"),
    "purchases": _("purchases"),
    "net": _("net sales"),
}
#: Models of repeat buying, by the names of their papers.
MODELS = {"paretonbd": "Pareto/NBD", "mbgnbd": "MBG/NBD", "bgnbd": "BG/NBD"}
LAPSE: dict[str, Any] = {"buying": _("Still buying"), "lapsed": _("Lapsed")}
#: The measures that are settled by rules people edit, in the order of their pages.
RULED = ("ladder", "pyramid", "lifecycle", "churn", "churn_risk", "lifetime", "matrix", "clv", "rfm", "abc", "signals")
#: Those whose rules move customers.
MOVING = RULED[:-1]
#: Of which it is told, when another version comes into force, who moved by it and who by what they did.
SETTLED = ("ladder", "pyramid", "lifecycle", "rfm", "abc")
EXPLAINED = ("ladder", "pyramid", "lifecycle", "abc")  # whose verdicts are kept with their history
KIND_OF = {"ladder": "rung", "pyramid": "tier", "clusters": "cluster", "recommend": "next_product"}


def kind_of(measure: str) -> str:
    """The kind of standing that a measure decides; of the lapse rule there is none."""
    return KIND_OF.get(measure, measure)


WAYS = {
    "grown": _("Grown"),
    "shrunk": _("Shrunk"),
    "moved": _("Standing elsewhere"),
    "same": _("The same"),
    "came": _("Newly judged"),
    "left": _("No longer judged"),
}
