"""Rows to learn from and rows to be judged on: by time where there is time, else by folds."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.scoring.judging import Flags

Rows = npt.NDArray[np.int64]
FOLDS = 5
#: The share of rows, latest in time, that nobody learns from.
LATEST = 0.2


class Split(NamedTuple):
    """Which rows are learnt from and which are judged on."""

    way: str
    learn: Rows
    judge: Rows


def by_time(times: Sequence[Any]) -> Split | None:
    """The last fifth of rows against those before; rows of one time stay together. None when all are of one time."""
    order = ranks(times)
    border = np.sort(order)[int(len(order) * (1 - LATEST))]
    learn, judge = np.flatnonzero(order < border), np.flatnonzero(order >= border)
    return Split("time", learn, judge) if len(learn) and len(judge) else None


def ranks(times: Sequence[Any]) -> Rows:
    """The place of each time among all, equal times equal."""
    place = {time: number for number, time in enumerate(sorted(set(times)))}
    return np.array([place[time] for time in times])


def folds(happened: Flags, *, seed: int = 0) -> Iterator[Split]:
    """Five parts with the same share of yes, each judged by what the other four taught; shuffled with a fixed seed."""
    random = np.random.default_rng(seed)
    part = np.empty(len(happened), np.int64)
    for answer in (False, True):
        rows = random.permutation(np.flatnonzero(happened == answer))
        part[rows] = np.arange(len(rows)) % FOLDS
    for number in range(FOLDS):
        yield Split("folds", np.flatnonzero(part != number), np.flatnonzero(part == number))
