"""The list that a team checks: for each day its likeliest cards, so many as it can, each once."""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.fraud.days import Places, Trial
from zhike.insight.measures.scoring.judging import Chances


class DayList(NamedTuple):
    """``listed`` are places among those asked about, the likeliest first; ``found`` says which cards had a fraud.

    ``transactions``, ``cards`` and ``frauds`` (cards with one) count what there was to look through; a card found on
    an earlier day is left out of it. ``is_judged``: of some transaction of the day it is known what it was.
    """

    day: date
    listed: Places
    found: npt.NDArray[np.bool_]
    transactions: int
    cards: int
    frauds: int
    is_judged: bool

    def precision(self, per_day: int) -> float:
        """The share of places on the list that were worth it; places left empty were not."""
        return float(self.found.sum() / per_day)


def lists(asked: Trial, scores: Chances, *, per_day: int) -> list[DayList]:
    """The list of each day. Equal scores stand by amount, the largest first, then by the name of the card."""
    day, customer, fraud = asked.day[asked.ask], asked.customer[asked.ask], asked.fraud[asked.ask]
    order = np.lexsort((customer, -asked.amount[asked.ask], -scores, day))
    borders = np.flatnonzero(np.diff(day[order])) + 1
    caught = np.zeros(customer.max(initial=-1) + 1, np.bool_)
    made = []
    for part in np.split(order, borders):
        left = part[~caught[customer[part]]]
        _cards, first = np.unique(customer[left], return_index=True)
        listed = left[np.sort(first)[:per_day]]
        bad = np.unique(customer[left[fraud[left] == 1]])
        found = np.isin(customer[listed], bad)
        caught[customer[listed[found]]] = True
        is_judged = bool((fraud[part] >= 0).any())
        made.append(DayList(day[part[0]].item(), listed, found, len(left), len(first), len(bad), is_judged))
    return made


def card_precision(days: list[DayList], *, per_day: int) -> float:
    """The mean over days of the share of listed cards that had a fraud; not a number without a judged day."""
    shares = [day.precision(per_day) for day in days if day.is_judged]
    return float(np.mean(shares)) if shares else float("nan")
