"""The verbs of customers, one module per subject."""

from zhike.customers.actions.classifying import classify
from zhike.customers.actions.contacting import add_contact, add_contact_point, end_contact_point, make_primary
from zhike.customers.actions.handing import hand_over
from zhike.customers.actions.overriding import override, release
from zhike.customers.actions.publishing import Finding, Published, publish
from zhike.customers.actions.replaying import Change, Rewritten, publish_history
from zhike.customers.actions.revealing import reveal

__all__ = [
    "Change",
    "Finding",
    "Published",
    "Rewritten",
    "add_contact",
    "add_contact_point",
    "classify",
    "end_contact_point",
    "hand_over",
    "make_primary",
    "override",
    "publish",
    "publish_history",
    "release",
    "reveal",
]
