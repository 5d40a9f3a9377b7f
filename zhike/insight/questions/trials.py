"""Who would move by other rules, or moved: counted for who answers for the firm, named only where in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from zhike.customers.kinds import KINDS, mark_of, words_of
from zhike.customers.models import Customer
from zhike.insight.bands import BORDERS, band
from zhike.insight.models import Move, Trial
from zhike.insight.reach import answers_for_the_firm
from zhike.insight.risk_classes import BEST_FIRST
from zhike.insight.rules import direction
from zhike.insight.words import LAPSE, kind_of
from zhike.kit.access.rows import rows

MOST = 10  # places that a matrix has room for


@dataclass(frozen=True)
class Cell:
    """Customers that go from one place to another; an empty place is "not judged"."""

    was: str
    now: str
    customers: int
    direction: str


@dataclass(frozen=True)
class Place:
    """A place of the matrix: its code, its word and its mark."""

    code: str
    words: str
    mark: str


@dataclass(frozen=True)
class Matrix:
    """From where to where, by the places in which anybody moves."""

    cells: dict[tuple[str, str], Cell]
    places: list[Place]

    @property
    def moved(self) -> int:
        """How many move at all."""
        return sum(cell.customers for cell in self.cells.values())

    @property
    def is_small(self) -> bool:
        """Whether it can be shown as a matrix; else as a list of its largest cells."""
        return len(self.places) <= MOST

    @property
    def lines(self) -> list[tuple[Place, list[Cell | None]]]:
        """The rows, each with a cell for every column."""
        return [(was, [self.cells.get((was.code, now.code)) for now in self.places]) for was in self.places]

    @property
    def largest(self) -> list[tuple[Place, Place, Cell]]:
        """The cells with most customers."""
        named = {place.code: place for place in self.places}
        some = sorted(self.cells.values(), key=lambda cell: (-cell.customers, cell.was, cell.now))[: 2 * MOST]
        return [(named[cell.was], named[cell.now], cell) for cell in some]


def matrix(trial: Trial, measure: str, *, cause: str = Move.Cause.RULES, by) -> Matrix:
    """The moves on the day of a trial: of all customers for who answers for the firm, else of those in sight."""
    counted = _counted(trial, trial.as_of, cause, by).values("was", "now").annotate(customers=Count("pk")).order_by()
    codes = [*_order(measure), ""]
    found = {(row["was"], row["now"]): row["customers"] for row in counted}
    seen = {code for pair in found for code in pair}
    ordered = [code for code in codes if code in seen] + sorted(seen - set(codes))
    cells = {pair: Cell(*pair, customers, _way(codes, *pair)) for pair, customers in found.items()}
    return Matrix(cells, [place(measure, code) for code in ordered])


def months(trial: Trial, *, by) -> list[tuple[date, int]]:
    """For each month's end that was tried how many would have moved, the oldest first; of whom as in `matrix`."""
    counted = _counted(trial, None, Move.Cause.RULES, by).values("day").annotate(customers=Count("pk")).order_by()
    found = {row["day"]: row["customers"] for row in counted}
    return [(day, found.get(day, 0)) for day in map(date.fromisoformat, trial.days)]


def moved(
    trial: Trial, *, cause: str = Move.Cause.RULES, was: str | None = None, now: str | None = None, by
) -> QuerySet[Move]:
    """Those in sight who move, all or of one cell, by their names."""
    some = _in_sight(Move.objects.filter(trial=trial, day=trial.as_of, cause=cause), by)
    some = some if was is None else some.filter(was=was)
    some = some if now is None else some.filter(now=now)
    return some.select_related("customer").order_by("was", "now", "customer__name", "pk")


def place(measure: str, code: str) -> Place:
    """A place of a measure with its word and mark."""
    kind = kind_of(measure)
    if kind not in KINDS:
        return Place(code, str(LAPSE.get(code, code)), "")
    if KINDS[kind].numeric:
        return Place(code, band(float(code)) if code else "", "")
    return Place(code, words_of(kind, code) if code else "", mark_of(kind, code) if code else "")


def _order(measure: str) -> Sequence[str]:
    """The places of a measure, best first."""
    kind = kind_of(measure)
    if kind == "lifecycle":
        return ("loyal", "active", "new", "prospect", "lost")
    if kind == "churn_risk":
        return BEST_FIRST
    if kind in KINDS and KINDS[kind].numeric:
        return tuple(str(border) for border in reversed(BORDERS))
    return [code for code, _word in KINDS[kind].values] if kind in KINDS else tuple(LAPSE)


def _way(codes: Sequence[str], was: str, now: str) -> str:
    return direction(codes, was or None, now or None) if was in codes and now in codes else "same"


def _counted(trial: Trial, day: date | None, cause: str, by) -> QuerySet[Move]:
    found = Move.objects.filter(trial=trial, cause=cause)
    found = found if answers_for_the_firm(by) else _in_sight(found, by)
    return found if day is None else found.filter(day=day)


def _in_sight(moves: QuerySet[Move], by) -> QuerySet[Move]:
    return moves.filter(customer__in=rows(Customer, by=by))
