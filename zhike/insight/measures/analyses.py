"""The analyses: ways to look at many rows at once. Each reads a plain table (``of``), and most the warehouse (``fit``).

    found = Baskets(min_support=0.01).of(table, basket="invoice", item="product")
    found.tables["rules"], found.parameters, found.warnings

Measures judge every customer and give one table; analyses give several (``Found``). Asking for this module costs
little: libraries that are slow to load are loaded when a figure is computed.
"""

from typing import Any

from zhike.insight.measures.ageing import Ageing
from zhike.insight.measures.anomalies import Anomalies
from zhike.insight.measures.baskets import Baskets
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.clusters import Clusters
from zhike.insight.measures.forecast import SalesForecast
from zhike.insight.measures.fraud import Fraud
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.measures.recommend import NextProduct
from zhike.insight.measures.response import ContactCurve, LookAlikes, Response
from zhike.insight.measures.signals import Signals

ANALYSES: tuple[type[Any], ...] = (
    Baskets,
    Clusters,
    NextProduct,
    SalesForecast,
    Anomalies,
    Ageing,
    Signals,
    ChurnRisk,
    Response,
    LookAlikes,
    ContactCurve,
    Fraud,
    LoyaltyKpis,
)
