"""The loyalty ladder: eight rungs from lost to advocate, decided by dated facts."""

from dataclasses import dataclass, field
from typing import ClassVar

from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.gap import cautions_of_gap
from zhike.insight.measures.ladder_rules import LadderRules
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.ordering import in_order
from zhike.insight.measures.settings import sql_settings
from zhike.insight.measures.value import cautions_of_value

RUNGS = ("lost", "onlooker", "edge", "new", "inactive", "active", "core", "advocate")


@dataclass(frozen=True)
class Ladder(Measure):
    """Where each customer stands on the way from onlooker to advocate; everyone stands on exactly one rung.

    *Reading.* How many stand on each rung, and how many moved up or down since last month. ``rule`` and the
    columns beside it say why: "3 purchases in 90 days, last 12 days ago".

    *Rules*, in this order; the first that fits decides. *Silence* is days since the last purchase, measured in the
    customer's expected gaps; numbers are the defaults of ``LadderRules``.

    ========  ==========================  ======================================================================
    rung      rule code                   when
    ========  ==========================  ======================================================================
    onlooker  onlooker_never_ordered      known before the day, never ordered
    onlooker  onlooker_only_returns       has returns or adjustments, never a purchase
    advocate  advocate_core_and_referrals core, and brought at least 1 customer who bought
    core      core_frequent_and_valuable  active by the rules below, at least 4 purchases in 12 months, and among
                                          the most valuable 20 %
    core      core_held, advocate_held    was core, is active, and still has 3 purchases and the upper 30 %
    lost      lost_beyond_gaps            silence over 6 gaps
    lost      lost_beyond_days            silence over 730 days
    edge      edge_very_late              silence over 3 gaps
    new       new_first_purchase_recent   first purchase within 90 days, under 3 purchase days
    inactive  inactive_late               silence over 2 gaps
    inactive  inactive_seldom             on time, but under 2 purchase days in 12 months
    active    active_on_time              everyone else: on time and regular
    (held)    lost_held, edge_held,       would be higher today only because the population's rhythm shifted;
              inactive_held               without a purchase since, nobody climbs
    ========  ==========================  ======================================================================

    *Expected gap.* The customer's own mean days between purchase days from three purchase days on, else the median
    of all such customers, between 14 and 240 days (60 while nobody has three).

    *Dead band.* Give ``before`` (the last verdicts) so that customers do not flip from day to day: the ``_to_stay``
    borders and the held rules need it. Without ``before`` the plain borders apply. Replaying several days at once
    equals fitting them one after the other.

    *Columns.* ``as_of``; ``customer_id``; ``rung``; ``rule``; ``purchases_90d``, ``purchases_12m``,
    ``purchase_days_12m`` (counts); ``days_since_first_purchase``, ``days_since_last_purchase``,
    ``expected_gap_days`` (days, null for onlookers); ``gap_is_own``; ``value`` (money of 12 months),
    ``value_basis``, ``value_is_estimated``; ``place`` by value among ``ranked_customers``; ``referrals`` (customers
    brought who bought); ``margin_coverage_12m``.

    *Sources.* Dick and Basu 1994; Zeithaml, Rust and Lemon 2001.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Ladder().fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [(row["customer_id"], row["rung"]) for row in scored.table.to_pylist()]
    [(1, 'advocate'), (2, 'inactive'), (3, 'lost'), (4, 'new'), (5, 'onlooker')]
    """

    name: ClassVar[str] = "ladder"
    code: ClassVar[str] = "rung"
    remembers: ClassVar[bool] = True
    evidence: ClassVar[tuple[str, ...]] = (
        "rule",
        "purchases_90d",
        "purchases_12m",
        "days_since_first_purchase",
        "days_since_last_purchase",
        "expected_gap_days",
        "gap_is_own",
        "value",
        "value_basis",
        "place",
        "ranked_customers",
        "referrals",
    )

    settings: LadderRules = field(default_factory=LadderRules)

    @property
    def codes(self) -> tuple[str, ...]:
        return RUNGS

    def compute(self, observation: Observation) -> Computed:
        text = text_of("ladder" if len(observation.dates) > 1 else "ladder_day")
        table = in_order(observation.query(text, **sql_settings(self.settings)))
        cautions = cautions_of_value(table, wanted=self.settings.value)
        return Computed(table, (*cautions, *cautions_of_gap(table, default=self.settings.default_gap_days)))
