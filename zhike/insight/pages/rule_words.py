"""Every rule as a sentence with its number in it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """One setting: the sentence around its number, and how the number is meant.

    `unit` is "whole" (days, counts), "times" (multiples), "share" (kept between 0 and 1, typed in per cent), "choice"
    (one of `choices`), "some" (a whole number or nothing), "amount" (money or nothing) or "rising" (thresholds, typed
    with commas between). `part` is the place in a setting that is a list, or the name in one that has names.
    """

    name: str
    sentence: Any
    unit: str = "whole"
    part: int | str | None = None
    choices: tuple[tuple[str, Any], ...] = ()

    @property
    def key(self) -> str:
        """The name of the input."""
        return self.name if self.part is None else f"{self.name}_{self.part}"


@dataclass(frozen=True)
class Chapter:
    """Settings that belong together."""

    title: Any
    rules: tuple[Words, ...]


VALUES = (
    ("margin_12m", _("margin in 12 months (net sales where costs are not known)")),
    ("net_sales_12m", _("net sales in 12 months")),
)
BINNINGS = (
    ("value", _("at equal shares of the values")),
    ("rank", _("into groups of equal size")),
    ("fixed", _("at fixed thresholds, so that days can be compared")),
)
USUAL_GAP = Chapter(
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
)
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
    USUAL_GAP,
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
    Chapter(
        _("What counts as value"),
        (Words("value", _("Value is the %(number)s."), "choice", choices=VALUES),),
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
    Chapter(
        _("What counts as value"),
        (Words("value", _("Value is the %(number)s."), "choice", choices=VALUES),),
    ),
)
LIFECYCLE = (
    Chapter(
        _("New and loyal"),
        (
            Words("new_days", _("A customer is new for %(number)s days after the first purchase.")),
            Words("loyal_after_days", _("Loyal takes at least %(number)s days since the first purchase,")),
            Words("loyal_purchases_12m", _("and at least %(number)s purchases in twelve months.")),
            Words(
                "loyal_purchases_12m_to_stay",
                _("Who is loyal stays loyal with %(number)s purchases in twelve months."),
            ),
        ),
    ),
    Chapter(
        _("How long silence may last"),
        (
            Words(
                "lost_after_gaps",
                _("Silent for more than %(number)s times the usual gap between purchases, a customer is lost."),
                "times",
            ),
            Words(
                "lost_after_days",
                _("After %(number)s days without a purchase a customer is lost, whatever the rhythm."),
            ),
        ),
    ),
    USUAL_GAP,
)
CHURN = (
    Chapter(
        _("When a customer counts as lapsed"),
        (
            Words(
                "patience",
                _("With purchases on three days: silent for longer than %(number)s times the own median gap."),
                "times",
            ),
            Words(
                "default_gap",
                _("While nobody has bought twice, %(number)s days of silence are taken for leaving."),
            ),
        ),
    ),
    Chapter(
        _("Over which periods churn is told"),
        (
            Words("months", _("A period has %(number)s months.")),
            Words("periods", _("The last %(number)s periods are told.")),
        ),
    ),
)
CHURN_RISK = (
    Chapter(
        _("Who is asked about, and what leaving means"),
        (
            Words("active_days", _("Everybody who bought in the last %(number)s days gets a risk.")),
            Words(
                "horizon_days",
                _("Who buys nothing in the %(number)s days that follow counts as having left."),
            ),
        ),
    ),
)
RISK_CLASSES = Chapter(
    _("What a risk is called"),
    (
        Words("medium_from", _("From %(number)s %% a risk is medium,"), "share"),
        Words("high_from", _("from %(number)s %% it is high."), "share"),
    ),
)
PAYMENTS = (
    ("end", _("at the end of each year")),
    ("now", _("at its beginning")),
)
TO_COME = Chapter(
    _("What the future is worth today"),
    (
        Words("yearly_discount", _("Money that comes a year later is worth %(number)s %% less."), "share"),
        Words(
            "horizon_years",
            _("Purchases of the next %(number)s years count; with nothing here all that are to come."),
            "some",
        ),
    ),
)
CLV = (
    TO_COME,
    Chapter(
        _("When customers pay"),
        (Words("first_payment", _("The money of a year comes %(number)s."), "choice", choices=PAYMENTS),),
    ),
)
MATRIX = (
    Chapter(
        _("Where much begins; with neither, in the middle of all customers"),
        (
            Words("present_cut", _("Much now: more than ¥ %(number)s net sales in twelve months."), "amount"),
            Words("potential_cut", _("Much to come: a fitted lifetime value of more than ¥ %(number)s."), "amount"),
        ),
    ),
)
RFM = (
    Chapter(
        _("How scores are cut"),
        (
            Words("bins", _("Scores run from 1 to %(number)s (2 to 9); the highest is best.")),
            Words("binning", _("They are cut %(number)s."), "choice", choices=BINNINGS),
        ),
    ),
    Chapter(
        _("Fixed thresholds, one fewer than scores, rising, with commas between"),
        (
            Words("cuts", _("Days since the last purchase: %(number)s"), "rising", "days_since_last_purchase"),
            Words("cuts", _("Purchases: %(number)s"), "rising", "purchases"),
            Words("cuts", _("Net sales, in ¥: %(number)s"), "rising", "net"),
        ),
    ),
)
ABC = (
    Chapter(
        _("Where the classes end"),
        (
            Words("a_share", _("Class A brings the first %(number)s %% of the money,"), "share"),
            Words("b_share", _("class B goes on to %(number)s %%; class C is the rest."), "share"),
            Words(
                "window_months",
                _("Orders of the last %(number)s months count; with nothing here all of them do."),
                "some",
            ),
        ),
    ),
)
SIGNALS = (
    Chapter(
        _("What is looked at, and what is told"),
        (
            Words("days", _("Papers of the last %(number)s days are looked at.")),
            Words("least_strength", _("An alert is told from a strength of %(number)s %%."), "share"),
            Words("per_day", _("The list to check today holds %(number)s alerts.")),
        ),
    ),
    Chapter(
        _("Paid twice"),
        (
            Words("duplicate_days", _("Two payments of one amount within %(number)s days may be one paid twice,")),
            Words("plan_days", _("unless claims of that amount within %(number)s days around explain both.")),
        ),
    ),
    Chapter(
        _("Split below a limit"),
        (
            Words("split_days", _("Papers of one customer and seller within %(number)s days are added up.")),
            Words("near", _("A paper of at least %(number)s %% of the limit lies close below it."), "share"),
        ),
    ),
    Chapter(
        _("Discount out of the ordinary"),
        (
            Words("least_lines", _("Sellers are judged from %(number)s lines on.")),
            Words(
                "discount_gap",
                _("A seller's discounts stand out from %(number)s percentage points above what is usual,"),
                "share",
            ),
            Words("steep", _("a line from %(number)s percentage points above the middle of its product,"), "share"),
            Words("threshold", _("and both from %(number)s spreads above the others."), "times"),
        ),
    ),
    Chapter(
        _("Sudden burst"),
        (
            Words("burst_days", _("Papers of one customer or seller within %(number)s days are counted together.")),
            Words("burst_over", _("A burst is more than %(number)s times the most that ever came so fast,"), "times"),
            Words("burst_z", _("and %(number)s deviations above what was to be expected."), "times"),
            Words("history_days", _("%(number)s days before are compared with.")),
        ),
    ),
)
CHAPTERS = {
    "ladder": LADDER,
    "pyramid": PYRAMID,
    "lifecycle": LIFECYCLE,
    "churn": CHURN,
    "churn_risk": (*CHURN_RISK, RISK_CLASSES),
    "lifetime": (TO_COME,),
    "matrix": MATRIX,
    "clv": CLV,
    "rfm": RFM,
    "abc": ABC,
    "signals": SIGNALS,
}
