"""The verbs of receivables, one module per paper."""

from zhike.receivables.actions import (
    billing,
    credit,
    crediting,
    earning,
    invoicing,
    issuing,
    limits,
    planning,
    receiving,
    reminding,
    replanning,
)

__all__ = [
    "billing",
    "credit",
    "crediting",
    "earning",
    "invoicing",
    "issuing",
    "limits",
    "planning",
    "receiving",
    "reminding",
    "replanning",
]
