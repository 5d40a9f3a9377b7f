"""Receivables by age: what is open, how late it is, how it rolls from bucket to bucket."""

from zhike.insight.measures.ageing.measure import Ageing

__all__ = ["Ageing"]
