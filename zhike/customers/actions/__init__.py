"""The verbs of customers."""

from zhike.customers.actions.publishing import Finding, Published, publish
from zhike.customers.actions.revealing import reveal

__all__ = ["Finding", "Published", "publish", "reveal"]
