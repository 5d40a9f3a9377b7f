"""Counting what becomes of the rows of a file."""

from decimal import Decimal

from zhike.exchange.importing.models import ImportRun


class Figures:
    """The counts of a run with additions that are not yet written down; `revenue` is an exact amount as text."""

    def __init__(self, run: ImportRun):
        self.counts = dict(run.counts)

    def __getitem__(self, name: str) -> int:
        return int(self.counts.get(name, 0))

    def add(self, **numbers: int) -> None:
        """Count more of something."""
        for name, number in numbers.items():
            self.counts[name] = self[name] + number

    def add_revenue(self, amount: Decimal) -> None:
        """Add to the amount imported."""
        self.counts["revenue"] = str(Decimal(self.counts.get("revenue", "0")) + amount)
