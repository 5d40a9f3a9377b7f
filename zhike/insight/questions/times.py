"""Which days the pictures can show: the last computation, and the months over which movement is known."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from zhike.customers.models import Standing
from zhike.insight.models import Run
from zhike.insight.rules import latest_month, months, next_month


@dataclass(frozen=True)
class Month:
    """A month of movement: from its first day to the first of the next, or to the last computation within it."""

    first: date
    end: date

    @property
    def code(self) -> str:
        """As an address says it: 2026-11."""
        return f"{self.first:%Y-%m}"


def latest(measure: str) -> Run | None:
    """The last finished run of a measure; None before the first."""
    return Run.objects.filter(measure=measure, status=Run.Status.DONE).order_by("-as_of", "-id").first()


def known_months(kind: str, as_of: date) -> list[Month]:
    """The months for which the beginning and the end of a kind are known, the newest first."""
    # Coded standings have a value, and saying so lets the index of moves answer.
    first = Standing.objects.filter(kind=kind).exclude(value="").aggregate(first=Min("since"))["first"]
    if first is None or first >= as_of:
        return []
    # A month that began before anything was known cannot be shown.
    began = [month for month in months(first, latest_month(as_of)) if month >= first]
    return [Month(month, min(next_month(month), as_of)) for month in reversed(began)]
