"""Every rule of the ladder and the pyramid as a sentence with its number in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """One setting: the sentence around its number, and how the number is meant.

    `unit` is "whole" (days, counts), "times" (multiples) or "share" (kept between 0 and 1, typed in per cent). `part`
    is the place in a setting that is a list.
    """

    name: str
    sentence: Any
    unit: str = "whole"
    part: int | None = None

    @property
    def key(self) -> str:
        """The name of the input."""
        return self.name if self.part is None else f"{self.name}_{self.part}"


@dataclass(frozen=True)
class Chapter:
    """Settings that belong together."""

    title: Any
    rules: tuple[Words, ...]


LADDER = (
    Chapter(
        _("How long silence may last"),
        (
            Words(
                "active_within_gaps",
                _("Up to %(number)s times the usual gap between purchases, silence is normal."),
                "times",
            ),
            Words("inactive_within_gaps", _("Up to %(number)s times, a customer is inactive."), "times"),
            Words(
                "edge_within_gaps", _("Up to %(number)s times, a customer is at the edge; beyond that, lost."), "times"
            ),
            Words(
                "lost_after_days",
                _("After %(number)s days without a purchase a customer is lost, whatever the rhythm."),
            ),
        ),
    ),
    Chapter(
        _("The usual gap"),
        (
            Words(
                "least_gap_days",
                _("A gap is never taken shorter than %(number)s days: a daily buyer on holiday is not lost."),
            ),
            Words("most_gap_days", _("A gap is never taken longer than %(number)s days.")),
            Words(
                "default_gap_days",
                _("While nobody has bought on three days, %(number)s days are taken as the usual gap."),
            ),
        ),
    ),
    Chapter(
        _("New and regular"),
        (
            Words("new_days", _("A customer is new for %(number)s days after the first purchase.")),
            Words("active_purchase_days_12m", _("A regular bought on at least %(number)s days in twelve months.")),
        ),
    ),
    Chapter(
        _("Core and advocate"),
        (
            Words("core_purchases_12m", _("Core takes at least %(number)s purchases in twelve months,")),
            Words("core_value_share", _("and a place among the most valuable %(number)s %% of customers."), "share"),
            Words(
                "core_purchases_12m_to_stay", _("Who is core stays core with %(number)s purchases in twelve months,")
            ),
            Words("core_value_share_to_stay", _("and a place among the most valuable %(number)s %%."), "share"),
            Words(
                "advocate_referrals", _("A core customer who brought %(number)s customers who bought is an advocate.")
            ),
        ),
    ),
)
PYRAMID = (
    Chapter(
        _("How many stand in each tier"),
        (
            Words(
                "shares",
                _("Gold: the most valuable %(number)s %% of customers with a purchase in twelve months."),
                "share",
                0,
            ),
            Words("shares", _("Silver: the next %(number)s %%."), "share", 1),
            Words("shares", _("Iron: the next %(number)s %%."), "share", 2),
            Words("shares", _("Lead: the other %(number)s %%. The four add up to 100."), "share", 3),
        ),
    ),
)
CHAPTERS = {"ladder": LADDER, "pyramid": PYRAMID}
VALUES = (
    ("margin_12m", _("margin of twelve months (net sales where costs are not known)")),
    ("net_sales_12m", _("net sales of twelve months")),
)
