"""Which reminder is due when: steps by days overdue, later for customers worth more."""

from collections.abc import Mapping, Sequence
from typing import Any

# Days after the due day from which each step is written, and how many more a tier is given.
STEPS: list[dict[str, Any]] = [
    {"step": 1, "days": 3, "later": {"gold": 4, "silver": 2}},
    {"step": 2, "days": 15, "later": {"gold": 10, "silver": 5}},
    {"step": 3, "days": 45, "later": {"gold": 15}},
]


def step_for(days_overdue: int, tier: str, steps: Sequence[Mapping[str, Any]] = STEPS) -> int:
    """The highest step that is due; 0 where none is.

    >>> [step_for(days, "iron") for days in (2, 3, 15, 60)], [step_for(days, "gold") for days in (3, 7, 15, 60)]
    ([0, 1, 2, 3], [0, 1, 1, 3])
    """
    due = [rule["step"] for rule in steps if days_overdue >= rule["days"] + rule.get("later", {}).get(tier, 0)]
    return max(due, default=0)
