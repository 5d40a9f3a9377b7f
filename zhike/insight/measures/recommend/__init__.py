"""What to offer whom next, and because of what."""

from zhike.insight.measures.recommend.measure import NextProduct

__all__ = ["NextProduct"]
