"""What is to come of a customer, in words: value with its band, risk with its reasons, who is alike, what to offer."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.customers.kinds import words_of
from zhike.customers.models import Standing
from zhike.look.format import money, number, percent

Numbers = dict[str, Any]

# How the groups of customers who are alike are described, column by column, from very low to very high.
ALIKE: dict[str, dict[str, Any]] = {
    "net": {
        "very_low": gettext_lazy("very little money"),
        "low": gettext_lazy("little money"),
        "high": gettext_lazy("much money"),
        "very_high": gettext_lazy("very much money"),
    },
    "purchases": {
        "very_low": gettext_lazy("very few purchases"),
        "low": gettext_lazy("few purchases"),
        "high": gettext_lazy("many purchases"),
        "very_high": gettext_lazy("very many purchases"),
    },
    "days_since_last_purchase": {
        "very_low": gettext_lazy("bought just now"),
        "low": gettext_lazy("bought lately"),
        "high": gettext_lazy("silent for a while"),
        "very_high": gettext_lazy("silent for long"),
    },
}
# What a chance of leaving is learnt from, as a reason names it.
SIGNS: dict[str, Any] = {
    "days_since_last_purchase": gettext_lazy("days since the last purchase"),
    "days_since_first_purchase": gettext_lazy("days since the first purchase"),
    "purchases": gettext_lazy("purchases in all"),
    "purchase_days": gettext_lazy("days with a purchase"),
    "purchases_90d": gettext_lazy("purchases in 90 days"),
    "mean_purchase": gettext_lazy("money per purchase"),
    "refunded": gettext_lazy("money given back"),
    "mean_gap_days": gettext_lazy("days between purchases"),
    "silence_in_gaps": gettext_lazy("silence, in usual gaps"),
}
MONEY = ("mean_purchase", "refunded")


def title(standing: Standing) -> str:
    """A standing that is told with its evidence: “High risk 72%”, “Group 1: much money”, the name of a product."""
    numbers = standing.evidence
    if standing.kind == "churn_risk" and standing.number is not None:
        return f"{words_of(standing.kind, standing.value)} {percent(float(standing.number) / 100)}"
    if standing.kind == "cluster":
        return _("%(group)s: %(likeness)s") % {
            "group": words_of(standing.kind, standing.value),
            "likeness": likeness(numbers),
        }
    if standing.kind == "next_product":
        return numbers.get("offer_name") or standing.value
    return words_of(standing.kind, standing.value)


def likeness(numbers: Numbers) -> str:
    """What is special about a group: “very many purchases, bought lately”."""
    said = [ALIKE.get(column, {}).get(word) for column, word in numbers.get("profile", {}).items()]
    return _(", ").join(str(words) for words in said if words) or _("like most")


def band(numbers: Numbers, share: int = 90) -> tuple[float, float] | None:
    """Between what figures the value lies in so many cases of a hundred; None where no band is known."""
    low, high = numbers.get(f"low_{share}"), numbers.get(f"high_{share}")
    return None if low is None or high is None else (float(low), float(high))


def bar(standing: Standing) -> dict[str, str] | None:
    """The bands as bars from nought to the end of the wider one, in per cent; None where there is nothing to draw."""
    wide, narrow = band(standing.evidence), band(standing.evidence, 50)
    if wide is None or narrow is None or standing.number is None or wide[1] <= 0:
        return None
    places = {"low_90": wide[0], "low_50": narrow[0], "value": float(standing.number)}
    widths = {"wide_90": wide[1] - wide[0], "wide_50": narrow[1] - narrow[0]}
    return {
        name: f"{min(99.0 if name == 'value' else 100.0, 100 * part / wide[1]):.1f}"
        for name, part in {**places, **widths}.items()
    }


def in_nine_of_ten(numbers: Numbers) -> str:
    """The band of 90 %."""
    ends = band(numbers)
    if ends is None:
        return ""
    return _("%(low)s to %(high)s in nine cases of ten") % {"low": money(ends[0]), "high": money(ends[1])}


def alive(numbers: Numbers) -> str:
    """How likely the customer has not left for good."""
    share = numbers.get("p_alive")
    return "" if share is None else _("%(share)s likely still a customer") % {"share": percent(float(share))}


def to_come(numbers: Numbers) -> str:
    """What the value is made of."""
    count, spend = numbers.get("discounted_purchases"), numbers.get("expected_spend")
    if count is None or spend is None:
        return ""
    return _("%(count)s purchases to come, at today's value, of %(spend)s each") % {
        "count": number(round(float(count), 1)),
        "spend": money(float(spend)),
    }


def chance(numbers: Numbers) -> str:
    """How likely somebody leaves, where no class and percentage stand beside."""
    share = numbers.get("chance")
    return "" if share is None else _("%(share)s likely to leave") % {"share": percent(float(share))}


def within(numbers: Numbers) -> str:
    """What a chance of leaving means."""
    days = numbers.get("horizon_days")
    if days is None:
        return ""
    words = ngettext("buys nothing in the next %(days)s day", "buys nothing in the next %(days)s days", int(days))
    return words % {"days": number(days)}


def reasons(numbers: Numbers) -> str:
    """The strongest reasons of a chance, each with the figure, the usual one, and which way it pulls."""
    return " · ".join(_reason(reason) for reason in numbers.get("reasons", []))


def seen_in(reason: Numbers) -> str:
    """One reason of a chance: the figure beside the usual one, for a place that says which way it pulls."""
    return _("%(sign)s %(value)s (usual: %(usual)s)") % _told(reason)


def _reason(reason: Numbers) -> str:
    words = (
        _("%(sign)s %(value)s (usual: %(usual)s) raises it")
        if reason["effect"] > 0
        else _("%(sign)s %(value)s (usual: %(usual)s) lowers it")
    )
    return words % _told(reason)


def _told(reason: Numbers) -> dict[str, Any]:
    field = reason["field"]
    return {
        "sign": SIGNS.get(field, field),
        "value": _figure(reason["value"], is_money=field in MONEY),
        "usual": _figure(reason["usual"], is_money=field in MONEY),
    }


def _figure(value: Any, *, is_money: bool) -> str:
    try:
        return money(round(float(value))) if is_money else number(round(float(value), 1))
    except (TypeError, ValueError):
        return _("unknown") if value is None else str(value)


def how_many(numbers: Numbers) -> str:
    """How many are alike."""
    count, share = numbers.get("customers"), numbers.get("share")
    if count is None or share is None:
        return ""
    words = ngettext("%(count)s customer like this", "%(count)s customers like this", int(count))
    return f"{words % {'count': number(count)}}, {percent(float(share))}"


def because(numbers: Numbers) -> str:
    """What speaks for an offer."""
    if numbers.get("because_name"):
        return _("because of %(product)s") % {"product": numbers["because_name"]}
    return _("popular with customers of that kind") if numbers.get("way") == "popularity" else ""


def code(numbers: Numbers) -> str:
    """The code of the product offered."""
    return str(numbers.get("offer", ""))


def afterwards(numbers: Numbers) -> str:
    """What to offer after it."""
    names = _(", ").join(numbers.get("then", []))
    return _("then: %(products)s") % {"products": names} if names else ""


def against(numbers: Numbers) -> str:
    """Where a customer stands on the two axes of the matrix."""
    now, later = numbers.get("present_value"), numbers.get("potential_value")
    if now is None or later is None:
        return ""
    return _("%(now)s in 12 months, %(later)s to come") % {"now": money(float(now)), "later": money(float(later))}
