"""The settings of the loyalty ladder, editable by a firm, refused with a sentence when they make no sense."""

from dataclasses import dataclass

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.settings import refuse_not_positive
from zhike.insight.measures.value import ValueName, refuse_other_value


@dataclass(frozen=True)
class LadderRules:
    """Days, counts and shares behind the eight rungs.

    "Gaps" are multiples of the customer's expected time between purchases. Settings ending in ``_to_stay`` are
    the lower borders of the dead band: who is core stays core until these are missed.
    """

    #: Days after the first purchase during which a customer is new.
    new_days: int = 90
    #: A customer with so many purchase days is no longer new, however soon.
    new_below_purchase_days: int = 3
    #: Silence up to so many gaps is normal.
    active_within_gaps: float = 2.0
    #: Silence up to so many gaps is inactive.
    inactive_within_gaps: float = 3.0
    #: Silence up to so many gaps is at the edge; beyond, the customer is lost.
    edge_within_gaps: float = 6.0
    #: Lost after so many days whatever the rhythm.
    lost_after_days: int = 730
    #: An expected gap is never taken shorter than this, so that a daily buyer on holiday is not lost.
    least_gap_days: int = 14
    #: An expected gap is never taken longer than this.
    most_gap_days: int = 240
    #: The expected gap while nobody has bought on three days yet.
    default_gap_days: int = 60
    #: Purchase days in twelve months that make a regular.
    active_purchase_days_12m: int = 2
    #: Purchases in twelve months to become core, and to stay core.
    core_purchases_12m: int = 4
    core_purchases_12m_to_stay: int = 3
    #: Among the most valuable share of customers to become core, and to stay core.
    core_value_share: float = 0.20
    core_value_share_to_stay: float = 0.30
    #: Customers brought who bought, to turn core into advocate.
    advocate_referrals: int = 1
    #: What counts as value: margin_12m (net sales stand in where costs are unknown) or net_sales_12m.
    value: ValueName = "margin_12m"

    def __post_init__(self) -> None:
        refuse_other_value(self.value)
        refuse_not_positive(self)
        if not self.active_within_gaps < self.inactive_within_gaps < self.edge_within_gaps:
            raise MeasureRefused(_("Silence grows from active to inactive to edge, so the three limits must rise."))
        if not self.least_gap_days <= self.default_gap_days <= self.most_gap_days:
            raise MeasureRefused(_("The default gap lies between the shortest and the longest gap."))
        if self.inactive_within_gaps * self.most_gap_days >= self.lost_after_days:
            raise MeasureRefused(_("Customers with the longest gap would be lost before they are at the edge."))
        if self.core_purchases_12m_to_stay > self.core_purchases_12m:
            raise MeasureRefused(_("Staying core cannot ask for more purchases than becoming core."))
        if not self.core_value_share <= self.core_value_share_to_stay <= 1:
            raise MeasureRefused(_("The value share to stay core is at least the share to become core, at most 1."))
