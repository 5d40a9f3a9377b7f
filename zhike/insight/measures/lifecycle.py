"""The life of a customer in five stages: prospect, new, active, loyal, lost."""

from dataclasses import dataclass, field
from typing import ClassVar

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.gap import cautions_of_gap
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.settings import refuse_not_positive, sql_settings

STAGES = ("lost", "prospect", "new", "active", "loyal")


@dataclass(frozen=True)
class LifecycleRules:
    """Days and counts behind the five stages. "Gaps" are multiples of the expected time between purchases."""

    #: Days after the first purchase during which a customer is new.
    new_days: int = 90
    #: Loyal from so many days after the first purchase.
    loyal_after_days: int = 180
    #: Purchases in twelve months to become loyal, and to stay loyal.
    loyal_purchases_12m: int = 4
    loyal_purchases_12m_to_stay: int = 3
    #: Lost after so many expected gaps of silence, or so many days.
    lost_after_gaps: float = 6.0
    lost_after_days: int = 730
    #: An expected gap lies between these; the default holds while nobody has bought on three days.
    least_gap_days: int = 14
    most_gap_days: int = 240
    default_gap_days: int = 60

    def __post_init__(self) -> None:
        refuse_not_positive(self)
        if self.loyal_after_days < self.new_days:
            raise MeasureRefused(_("A customer cannot be loyal before being no longer new."))
        if self.loyal_purchases_12m_to_stay > self.loyal_purchases_12m:
            raise MeasureRefused(_("Staying loyal cannot ask for more purchases than becoming loyal."))
        if not self.least_gap_days <= self.default_gap_days <= self.most_gap_days:
            raise MeasureRefused(_("The default gap lies between the shortest and the longest gap."))
        if self.lost_after_gaps < 1:
            raise MeasureRefused(_("A customer cannot be lost before the next purchase is due."))


@dataclass(frozen=True)
class Lifecycle(Measure):
    """The stage of life of each customer; everyone is in exactly one.

    *Reading.* Prospects to win, new ones to bring back a second time, loyal ones to keep, lost ones to win back or let
    go. ``transitions`` shows how many went from where to where.

    *Rules*, the first that fits decides; numbers are the defaults of ``LifecycleRules``.

    ========  =========================  =========================================================================
    stage     rule code                  when
    ========  =========================  =========================================================================
    prospect  prospect_never_ordered     known before the day, never ordered
    prospect  prospect_only_returns      has returns or adjustments, never a purchase
    lost      lost_beyond_gaps           silence over 6 expected gaps, as on the ladder
    lost      lost_beyond_days           silence over 730 days
    lost      lost_held                  was lost and has not bought since
    loyal     loyal_long_and_frequent    first purchase at least 180 days ago, at least 4 purchases in 12 months
    loyal     loyal_held                 was loyal, and still has 3 purchases in 12 months
    new       new_first_purchase_recent  first purchase within 90 days
    active    active_buying              everyone else
    ========  =========================  =========================================================================

    The expected gap and the dead band (``before``) are those of the ladder.

    *Columns.* ``as_of``; ``customer_id``; ``stage``; ``rule``; ``purchases``, ``purchases_90d``, ``purchases_12m``
    (counts); ``days_since_first_purchase``, ``days_since_last_purchase``, ``expected_gap_days`` (days);
    ``gap_is_own``.

    *Sources.* Dwyer, Schurr and Oh 1987; Zeithaml, Rust and Lemon 2001.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Lifecycle().fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [(row["customer_id"], row["stage"]) for row in scored.table.to_pylist()]
    [(1, 'loyal'), (2, 'active'), (3, 'lost'), (4, 'new'), (5, 'prospect')]
    """

    name: ClassVar[str] = "lifecycle"
    code: ClassVar[str] = "stage"
    remembers: ClassVar[bool] = True
    evidence: ClassVar[tuple[str, ...]] = (
        "rule",
        "purchases",
        "purchases_90d",
        "purchases_12m",
        "days_since_first_purchase",
        "days_since_last_purchase",
        "expected_gap_days",
        "gap_is_own",
    )

    settings: LifecycleRules = field(default_factory=LifecycleRules)

    @property
    def codes(self) -> tuple[str, ...]:
        return STAGES

    def compute(self, observation: Observation) -> Computed:
        table = observation.query(text_of("lifecycle"), **sql_settings(self.settings))
        return Computed(table, tuple(cautions_of_gap(table, default=self.settings.default_gap_days)))
