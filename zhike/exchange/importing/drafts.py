"""A row of a file on its way into a table."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from zhike.reading.records import Record


@dataclass(eq=False)
class Draft:
    """What one row of a file says, and what became of it.

    `said` holds values by name of column: of a relation first what was typed, then the key; `row` is the record made
    or changed, `changes` the difference in words; `same` are rows that say the same.
    `may_follow` marks a row that points at nothing yet, but perhaps at a record of a row beside it.
    """

    record: Record
    said: dict[str, Any] = field(default_factory=dict)
    row: Model | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    same: list["Draft"] = field(default_factory=list)
    may_follow: bool = False
    is_new: bool = True
    outcome: str = ""
    reason: str = ""

    def refuse(self, reason: object) -> None:
        """Say why it is not taken."""
        self.outcome, self.reason = "rejected", str(reason)
