"""How far a target is reached, whether that is far enough by now, and what is needed to reach it."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from zhike.work.rules.working import WorkCalendar

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Progress:
    """A target on a day, in the unit of its measure.

    due      what a steady pace would have brought by then
    gap      what is missing; negative where more came than was asked
    pace     what came per working day gone by
    needed   what each working day left must bring, rounded up; None where none is left
    ahead    where the pace so far would end
    """

    asked: Decimal
    reached: Decimal
    due: Decimal
    pace: Decimal
    needed: Decimal | None
    ahead: Decimal
    days_left: int

    @property
    def share(self) -> Decimal:
        """What part of the target is reached."""
        return self.reached / self.asked if self.asked else Decimal(0)

    @property
    def bar(self) -> float:
        """The length of its bar in per cent, never longer than the whole."""
        return _per_cent(self.reached, self.asked)

    @property
    def due_bar(self) -> float:
        """Where on the bar a steady pace would stand."""
        return min(_per_cent(self.due, self.asked), 98.8)

    @property
    def gap(self) -> Decimal:
        return self.asked - self.reached

    @property
    def is_on_course(self) -> bool:
        return self.reached >= self.due


def progress(
    asked: Decimal, reached: Decimal, *, first: date, last: date, on: date, calendar: WorkCalendar
) -> Progress:
    """Where a target of the days `first` to `last` stands on the evening of `on`, counted in working days."""
    gone = calendar.count(first, min(on, last))
    left = calendar.count(max(on + timedelta(days=1), first), last)
    whole = gone + left
    share = Decimal(gone) / whole if whole else Decimal(on >= last)
    pace = reached / gone if gone else Decimal(0)
    gap = max(asked - reached, Decimal(0))
    return Progress(
        asked=asked,
        reached=reached,
        due=(asked * share).quantize(CENT, ROUND_HALF_UP),
        pace=pace.quantize(CENT, ROUND_HALF_UP),
        needed=(gap / left).quantize(CENT, ROUND_UP) if left else None,
        ahead=(reached + pace * left).quantize(CENT, ROUND_HALF_UP),
        days_left=left,
    )


def _per_cent(part: Decimal, whole: Decimal) -> float:
    return float(round(min(max(100 * part / whole, Decimal(0)), Decimal(100)), 1)) if whole else 0.0
