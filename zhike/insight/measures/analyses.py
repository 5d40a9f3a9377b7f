"""The analyses: ways to look at many rows at once. Each reads a plain table (``of``), and most the warehouse (``fit``).

    found = Baskets(min_support=0.01).of(table, basket="invoice", item="product")
    found.tables["rules"], found.parameters, found.warnings

Measures judge every customer and give one table; analyses give several (``Found``). Asking for this module costs
little: libraries that are slow to load are loaded when a figure is computed.
"""

from typing import Any, NamedTuple

from zhike.insight.measures.ageing import Ageing
from zhike.insight.measures.anomalies import Anomalies
from zhike.insight.measures.baskets import Baskets
from zhike.insight.measures.cautions import _
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.clusters import Clusters
from zhike.insight.measures.forecast import SalesForecast
from zhike.insight.measures.fraud import Fraud
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.measures.recommend import NextProduct
from zhike.insight.measures.response import ContactCurve, LookAlikes, Response


class Analysis(NamedTuple):
    """One analysis as people meet it: its name, its class, and what it means in one line for translators."""

    name: str
    analysis: type[Any]
    meaning: str


ANALYSES: tuple[Analysis, ...] = (
    Analysis("baskets", Baskets, _("What is bought together, counted exactly, and whether chance could do it.")),
    Analysis("clusters", Clusters, _("Customers who are alike, in groups described in words.")),
    Analysis("recommend", NextProduct, _("What to offer each customer next, and because of what.")),
    Analysis("forecast", SalesForecast, _("What will be sold, with bands, by the method that did best before.")),
    Analysis("anomalies", Anomalies, _("What is out of the ordinary, and which part of it moved.")),
    Analysis("ageing", Ageing, _("Who owes how much, how late it is, and how much of it may be lost.")),
    Analysis("churn_risk", ChurnRisk, _("Who is about to leave, and what gives it away.")),
    Analysis("response", Response, _("Who answers a contact, and whom a contact moves.")),
    Analysis("look_alikes", LookAlikes, _("Which strangers resemble the customers one would like more of.")),
    Analysis("contact_curve", ContactCurve, _("What the next contact still brings, and when to stop.")),
    Analysis("fraud", Fraud, _("Which payments are likely fraud, as a list for each day, with reasons.")),
    Analysis("loyalty", LoyaltyKpis, _("Sixteen figures of loyalty, beside last year and beside targets.")),
)
