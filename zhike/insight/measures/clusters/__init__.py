"""Customers who are alike, in groups that stay put and are described in words."""

from zhike.insight.measures.clusters.measure import Clusters

__all__ = ["Clusters"]
