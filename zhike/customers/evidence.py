"""Why we believe a standing, as a sentence: "3 purchases in 90 days · last 12 days ago"."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.customers import outlook
from zhike.customers.figures import listed
from zhike.customers.models import Standing
from zhike.customers.rules import top_share, year_before
from zhike.look.format import money, number, percent

Numbers = dict[str, Any]
Piece = Callable[[Numbers], str]
BASES = {"margin_12m": lambda: _("margin in 12 months"), "net_sales_12m": lambda: _("net sales in 12 months")}


def sentence(standing: Standing) -> str:
    """The evidence of a standing in the reader's language; numbers without a sentence of their own are listed."""
    if standing.is_stated:
        return " · ".join(part for part in (_said(standing), standing.reason, _until(standing)) if part)
    pieces = PIECES.get(standing.kind)
    if pieces is None:
        return " · ".join(f"{name} {value}" for name, value in listed(standing.evidence))
    numbers = {**standing.evidence, "as_of": standing.as_of}
    return " · ".join(words for piece in pieces if (words := piece(numbers)))


def version(standing: Standing) -> str:
    """Which rules decided: "rules v2"."""
    return _("rules %(version)s") % {"version": standing.rule_version} if standing.rule_version else ""


def _said(standing: Standing) -> str:
    name = standing.evidence.get("said_by", "")
    if not name:
        return _("stated by a person")
    return (_("set by hand by %(name)s") if standing.is_override else _("stated by %(name)s")) % {"name": name}


def _until(standing: Standing) -> str:
    if standing.holds_until is None:
        return ""
    return _("holds until %(day)s") % {"day": standing.holds_until.isoformat()}


def _purchases(numbers: Numbers) -> str:
    for name, words in (
        ("purchases_90d", lambda n: ngettext("%(n)s purchase in 90 days", "%(n)s purchases in 90 days", n)),
        ("purchases_12m", lambda n: ngettext("%(n)s purchase in 12 months", "%(n)s purchases in 12 months", n)),
        ("purchases", lambda n: ngettext("%(n)s purchase in all", "%(n)s purchases in all", n)),
    ):
        if count := int(numbers.get(name) or 0):
            return words(count) % {"n": number(count)}
    return _("no purchase in 12 months") if "days_since_last_purchase" in numbers else _("never bought")


def _rule(numbers: Numbers) -> str:
    """What the figures alone do not show of the rule that decided."""
    if numbers.get("condition"):
        return _("by condition %(n)s of the rules") % {"n": numbers["condition"]}
    rule = str(numbers.get("rule", ""))
    if rule.endswith("_only_returns"):
        return _("returns only")
    if rule in ("core_held", "advocate_held", "loyal_held"):
        return _("still above what it takes to stay")
    return _("nobody climbs without a purchase") if rule.endswith("_held") else ""


def _last(numbers: Numbers) -> str:
    days = numbers.get("days_since_last_purchase")
    if days is None:
        return ""
    words = ngettext("%(days)s day since the last purchase", "%(days)s days since the last purchase", int(days))
    return words % {"days": number(days)}


def _gap(numbers: Numbers) -> str:
    days = numbers.get("expected_gap_days")
    if days is None or numbers.get("days_since_last_purchase") is None:
        return ""
    own = numbers.get("gap_is_own")
    words = _("usually every %(days)s days") if own else _("customers buy every %(days)s days")
    return words % {"days": number(round(float(days)))}


def _referrals(numbers: Numbers) -> str:
    count = int(numbers.get("referrals") or 0)
    return ngettext("brought %(n)s customer", "brought %(n)s customers", count) % {"n": number(count)} if count else ""


def _place(numbers: Numbers) -> str:
    if not numbers.get("place"):
        return ""
    basis = BASES.get(numbers.get("value_basis", ""), lambda: _("customer value"))()
    if not numbers.get("ranked_customers"):
        return _("no. %(place)s by %(basis)s") % {"place": number(numbers["place"]), "basis": basis}
    return _("no. %(place)s of %(ranked)s by %(basis)s, top %(share)s") % {
        "place": number(numbers["place"]),
        "ranked": number(numbers["ranked_customers"]),
        "basis": basis,
        "share": percent(top_share(numbers["place"], numbers["ranked_customers"])),
    }


def _value(numbers: Numbers) -> str:
    value = numbers.get("value")
    return "" if value is None else money(float(value))


def _share(numbers: Numbers) -> str:
    share = numbers.get("value_share")
    return "" if share is None else _("%(share)s of the total") % {"share": percent(float(share), digits=1)}


def _net(numbers: Numbers) -> str:
    net = numbers.get("net")
    return "" if net is None else _("%(net)s net in all") % {"net": money(float(net))}


def _yearly(numbers: Numbers) -> str:
    if numbers.get("yearly_value") is None:
        return ""
    return _("%(value)s a year × %(multiple)s") % {
        "value": money(float(numbers["yearly_value"])),
        "multiple": number(round(float(numbers.get("multiple") or 0), 2)),
    }


def _retention(numbers: Numbers) -> str:
    share = numbers.get("yearly_retention")
    return "" if share is None else _("%(share)s buy again the next year") % {"share": percent(float(share))}


def _day(numbers: Numbers) -> str:
    day = numbers.get("last_purchase")
    return _("on %(day)s") % {"day": day} if day else ""


def _year(numbers: Numbers) -> str:
    """The twelve months that end before the day of the computation."""
    first, last = year_before(numbers["as_of"])
    return _("%(first)s to %(last)s") % {"first": first.isoformat(), "last": last.isoformat()}


def _estimated(numbers: Numbers) -> str:
    return _("partly estimated: some costs are unknown") if numbers.get("estimated") else ""


def _owes(numbers: Numbers) -> str:
    return _("owes %(amount)s") % {"amount": money(numbers["owed"])} if "owed" in numbers else ""


def _overdue(numbers: Numbers) -> str:
    days = int(numbers.get("days_overdue") or 0)
    if not days:
        return _("nothing overdue")
    told = {"days": number(days)}
    if "overdue" not in numbers:  # taken out for whoever may not know amounts
        return ngettext("overdue for up to %(days)s day", "overdue for up to %(days)s days", days) % told
    words = ngettext("%(amount)s overdue, up to %(days)s day", "%(amount)s overdue, up to %(days)s days", days)
    return words % (told | {"amount": money(numbers["overdue"])})


RHYTHM: tuple[Piece, ...] = (_purchases, _last, _gap)
PIECES: dict[str, tuple[Piece, ...]] = {
    "rung": (*RHYTHM, _referrals, _rule),
    "lifecycle": (*RHYTHM, _rule),
    "relation": (*RHYTHM, _rule),
    "tier": (_place, _value),
    "profit": (_place, _value),
    "abc": (_place, _value, _share),
    "rfm": (_last, _purchases, _net),
    "clv": (_value, _yearly, _retention),
    "lifetime": (_value, outlook.in_nine_of_ten, outlook.alive, outlook.to_come),
    "churn_risk": (outlook.chance, outlook.within, outlook.reasons),
    "cluster": (outlook.how_many,),
    "next_product": (outlook.code, outlook.because, outlook.afterwards),
    "matrix": (outlook.against,),
    "receivables": (_owes, _overdue),
    "days_since_last_purchase": (_day,),
    "purchases_12m": (_year,),
    "net_sales_12m": (_year,),
    "margin_12m": (_year, _estimated),
}
