"""Measures: ways to judge customers, as value objects over order facts, without database or clock.

    facts = Facts.open(warehouse_dir)
    scored = Rfm(bins=5).fit(facts, as_of=date(2011, 7, 1))
    scored.table, scored.warnings

``as_of`` is exclusive: orders of that day do not count. A measure's parameters, the as-of date and the counts of what
was read and left out travel with the result. Results depend on nothing else.
"""

from zhike.insight.measures.abc import Abc
from zhike.insight.measures.cautions import Caution, MeasureRefused
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.clv_formula import margin_multiple, rate_for_part, retention_for_part
from zhike.insight.measures.clv_holdout import ValueTest, value_test
from zhike.insight.measures.cohorts import Cohorts
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.equity import Contribution, CustomerEquity, ValueMatrix
from zhike.insight.measures.ladder import RUNGS, Ladder
from zhike.insight.measures.ladder_rules import LadderRules
from zhike.insight.measures.lifecycle import STAGES, Lifecycle, LifecycleRules
from zhike.insight.measures.lifetime import (
    BackTest,
    BgNbd,
    BgNbdForecast,
    ClvByKind,
    FittedClv,
    GammaGamma,
    MbgNbd,
    MbgNbdForecast,
    Nbd,
    ParetoNbd,
    ParetoNbdForecast,
    Repeats,
    SpendForecast,
    Spends,
    SpendTest,
    back_test,
    rate_for,
    spend_test,
)
from zhike.insight.measures.measure import Measure, Scored
from zhike.insight.measures.moments import month_ends
from zhike.insight.measures.pyramid import Pyramid
from zhike.insight.measures.replay import changes, flows, replay, transitions
from zhike.insight.measures.rfm import Rfm, RfmCuts
from zhike.insight.measures.settings import settings_from
from zhike.insight.measures.shapes import SCHEMAS
from zhike.insight.measures.staying import (
    Churn,
    MarketPeriod,
    ShiftedBetaGeometric,
    Survival,
    kaplan_meier,
    log_rank,
)
from zhike.insight.measures.together import fit_all

#: Every measure of a warehouse's customers, by the name it gives itself.
CATALOGUE: tuple[type[Measure], ...] = (
    Rfm,
    Abc,
    Pyramid,
    Ladder,
    Lifecycle,
    PlainClv,
    Cohorts,
    BgNbdForecast,
    MbgNbdForecast,
    ParetoNbdForecast,
    SpendForecast,
    FittedClv,
    CustomerEquity,
    ValueMatrix,
    Contribution,
    Survival,
    Churn,
)

__all__ = [
    "CATALOGUE",
    "RUNGS",
    "SCHEMAS",
    "STAGES",
    "Abc",
    "BackTest",
    "BgNbd",
    "BgNbdForecast",
    "Caution",
    "Churn",
    "ClvByKind",
    "Cohorts",
    "Contribution",
    "CustomerEquity",
    "Facts",
    "FittedClv",
    "GammaGamma",
    "Ladder",
    "LadderRules",
    "Lifecycle",
    "LifecycleRules",
    "MarketPeriod",
    "MbgNbd",
    "MbgNbdForecast",
    "Measure",
    "MeasureRefused",
    "Nbd",
    "ParetoNbd",
    "ParetoNbdForecast",
    "PlainClv",
    "Pyramid",
    "Repeats",
    "Rfm",
    "RfmCuts",
    "Scored",
    "ShiftedBetaGeometric",
    "SpendForecast",
    "SpendTest",
    "Spends",
    "Survival",
    "ValueMatrix",
    "ValueTest",
    "back_test",
    "changes",
    "fit_all",
    "flows",
    "kaplan_meier",
    "log_rank",
    "margin_multiple",
    "month_ends",
    "rate_for",
    "rate_for_part",
    "replay",
    "retention_for_part",
    "settings_from",
    "spend_test",
    "transitions",
    "value_test",
]
