"""From what chance of leaving on a risk is called medium or high."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from zhike.insight.measures.cautions import MeasureRefused, _

BEST_FIRST = ("low", "medium", "high")


@dataclass(frozen=True)
class RiskClasses:
    """Two borders between 0 and 1; a chance on a border belongs above it.

    >>> [RiskClasses().of(chance) for chance in (0.1, 0.25, 0.5)]
    ['low', 'medium', 'high']
    """

    medium_from: float = 0.25
    high_from: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.medium_from < self.high_from <= 1:
            raise MeasureRefused(_("A high risk begins above a medium one, both between 0 and 100 %."))

    @classmethod
    def split(cls, given: Mapping[str, Any]) -> "tuple[RiskClasses, dict[str, Any]]":
        """The borders among some settings, those that are missing by default, and the other settings."""
        names = asdict(cls())
        return cls(**{name: given[name] for name in names if name in given}), {
            name: value for name, value in given.items() if name not in names
        }

    def of(self, chance: float) -> str:
        """The word for a chance of leaving."""
        return "high" if chance >= self.high_from else "medium" if chance >= self.medium_from else "low"
