"""Which payments are likely fraud: windows of what was known, models beside each other, and a list for each day."""

from zhike.insight.measures.fraud.measure import Fraud

__all__ = ["Fraud"]
