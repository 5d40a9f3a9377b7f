"""Loyalty in a dozen figures, each with what it means and where it stood a year ago."""

from zhike.insight.measures.loyalty.measure import LoyaltyKpis, reached

__all__ = ["LoyaltyKpis", "reached"]
