"""Who answers a contact, whom a contact moves, who resembles the best, and when to stop calling."""

from zhike.insight.measures.response.contacts import Contacts
from zhike.insight.measures.response.curve import ContactCurve
from zhike.insight.measures.response.look_alikes import LookAlikes
from zhike.insight.measures.response.measure import Response

__all__ = ["ContactCurve", "Contacts", "LookAlikes", "Response"]
