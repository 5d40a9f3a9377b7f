"""Staying: who remains a customer, and for how long."""

from zhike.insight.measures.staying.churn import Churn, MarketPeriod
from zhike.insight.measures.staying.curves import KaplanMeier, LogRank, kaplan_meier, log_rank
from zhike.insight.measures.staying.shifted import FittedRetention, ShiftedBetaGeometric
from zhike.insight.measures.staying.survival import Survival

__all__ = [
    "Churn",
    "FittedRetention",
    "KaplanMeier",
    "LogRank",
    "MarketPeriod",
    "ShiftedBetaGeometric",
    "Survival",
    "kaplan_meier",
    "log_rank",
]
