"""Equity: what all customers together are worth, what has changed it, and who brings profit."""

from zhike.insight.measures.equity.contribution import Contribution
from zhike.insight.measures.equity.customer_equity import CustomerEquity
from zhike.insight.measures.equity.matrix import ValueMatrix

__all__ = ["Contribution", "CustomerEquity", "ValueMatrix"]
