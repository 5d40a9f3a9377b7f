"""A rule as a decision takes it: plain values, so that one can be tried that is not on."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

BETWEEN = re.compile(r"[,，、;；\n]")


@dataclass(frozen=True)
class Asked:
    """One rule of one pool, with all that decides: `starts_on` is the first day it is on."""

    rule: int
    pool: int
    days_without_contact: int | None
    days_without_order: int | None
    spares_open_deals: bool
    starts_on: date
    warns_days: int
    protected_tiers: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """As the database is told."""
        return asdict(self) | {"starts_on": self.starts_on.isoformat(), "protected_tiers": list(self.protected_tiers)}


def listed(cell: str) -> list[str]:
    """The words of a cell, apart by commas.

    >>> listed("华东，华南, 华北")
    ['华东', '华南', '华北']
    """
    return [word for part in BETWEEN.split(cell) if (word := part.strip())]
