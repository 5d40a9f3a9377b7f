"""Who is about to leave, and what gives it away."""

from zhike.insight.measures.churn_risk.measure import ChurnRisk

__all__ = ["ChurnRisk"]
