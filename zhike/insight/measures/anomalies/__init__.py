"""What is out of the ordinary, by how much, and where it comes from."""

from zhike.insight.measures.anomalies.measure import Anomalies

__all__ = ["Anomalies"]
