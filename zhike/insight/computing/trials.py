"""Writing down who would move, or moved."""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from zhike.insight.models import Move, Trial
from zhike.kit.writing_many import copy

AT_ONCE = 10_000
COLUMNS = ("trial", "customer", "day", "cause", "was", "now", "was_evidence", "now_evidence")


class Moved(NamedTuple):
    """A customer, where they stood and stand, and the numbers behind both."""

    customer: int
    was: str
    now: str
    was_evidence: dict[str, Any] = {}
    now_evidence: dict[str, Any] = {}


def write(trial: Trial, day: date, some: Iterable[Moved], *, cause: str = Move.Cause.RULES) -> int:
    """Add the moves of one day to a trial; returns how many."""
    count, rest = 0, iter(some)
    while part := list(islice(rest, AT_ONCE)):
        copy(Move, COLUMNS, [(trial.pk, one.customer, day, str(cause), *one[1:]) for one in part])
        count += len(part)
    return count
