"""Who answers a contact, whom a contact moves, who resembles the best, and when to stop calling."""

from zhike.insight.measures.response.curve import ContactCurve
from zhike.insight.measures.response.measure import LookAlikes, Response

__all__ = ["ContactCurve", "LookAlikes", "Response"]
