"""Measures: ways to judge customers, as value objects over order facts, without database or clock.

    facts = Facts.open(warehouse_dir)
    scored = Rfm(bins=5).fit(facts, as_of=date(2011, 7, 1))
    scored.table, scored.warnings

``as_of`` is exclusive: orders of that day do not count. A measure's parameters, the as-of date and the counts of what
was read and left out travel with the result. Results depend on nothing else.
"""

from typing import NamedTuple

from zhike.insight.measures.abc import Abc
from zhike.insight.measures.cautions import Caution, MeasureRefused, _
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


class CatalogueEntry(NamedTuple):
    """One measure as people meet it: its name, its class, and what it means in one line for translators."""

    name: str
    measure: type[Measure]
    meaning: str


CATALOGUE: tuple[CatalogueEntry, ...] = (
    CatalogueEntry("rfm", Rfm, _("How recently, how often and for how much each customer has bought.")),
    CatalogueEntry("abc", Abc, _("The few products or customers that bring most of the money.")),
    CatalogueEntry("pyramid", Pyramid, _("A small top of customers that carries the firm, and the broad rest.")),
    CatalogueEntry("ladder", Ladder, _("Eight rungs of loyalty, from lost to advocate, with the reason for each.")),
    CatalogueEntry("lifecycle", Lifecycle, _("The stage of each customer's life: prospect, new, active, loyal, lost.")),
    CatalogueEntry("clv", PlainClv, _("What each customer is worth from now on, if the last year goes on.")),
    CatalogueEntry("cohorts", Cohorts, _("How many of a month's new customers buy again in the months after.")),
    CatalogueEntry("bgnbd", BgNbdForecast, _("Purchases to come, if customers may leave after a repeat purchase.")),
    CatalogueEntry("mbgnbd", MbgNbdForecast, _("Purchases to come, if customers may leave after any purchase.")),
    CatalogueEntry("paretonbd", ParetoNbdForecast, _("Purchases to come, if customers may leave at any time.")),
    CatalogueEntry("gammagamma", SpendForecast, _("What a coming purchase of each customer brings.")),
    CatalogueEntry("lifetime", FittedClv, _("What each customer is worth from now on, by fitted models, with bands.")),
    CatalogueEntry("equity", CustomerEquity, _("What all customers together are worth, and what has changed it.")),
    CatalogueEntry("matrix", ValueMatrix, _("Present against potential value: four cells, each with a policy.")),
    CatalogueEntry("contribution", Contribution, _("What customers bring after goods, orders and service.")),
    CatalogueEntry("survival", Survival, _("How long it takes until customers buy again, or fall silent.")),
    CatalogueEntry("churn", Churn, _("What was lost: customers, money, share of the market, place beside the rival.")),
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
    "CatalogueEntry",
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
