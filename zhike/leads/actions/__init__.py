"""The verbs of leads, one module per subject."""

from zhike.leads.actions.converting import convert, unconvert
from zhike.leads.actions.handing import assign, claim, hand_out
from zhike.leads.actions.trusting import mark_spam, not_spam
from zhike.leads.actions.working import contact, lose, qualify, recycle, reopen

__all__ = [
    "assign",
    "claim",
    "contact",
    "convert",
    "hand_out",
    "lose",
    "mark_spam",
    "not_spam",
    "qualify",
    "recycle",
    "reopen",
    "unconvert",
]
