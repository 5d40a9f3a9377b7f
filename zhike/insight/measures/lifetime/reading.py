"""Questions to the facts about repeat buying: one text over the texts before it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts

BEFORE = ("purchase_events", "customer_repeats")


def ask(facts: Facts, name: str, *, as_of: date, lent: Mapping[str, pa.Table] | None = None, **params: Any) -> pa.Table:
    """The rows of ``sql/<name>.sql`` over the purchase events before ``as_of``, in order of all their columns."""
    return facts.observe([as_of]).query(composed(name), lent=lent, as_of=as_of, **params)


def composed(name: str) -> str:
    """The text of that name, with the texts it stands on before it."""
    before = ", ".join(f"{part} AS ({text_of(part)})" for part in BEFORE)
    return f"WITH {before} SELECT * FROM ({text_of(name)}) answer ORDER BY ALL"  # noqa: S608 - our own texts
