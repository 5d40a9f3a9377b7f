"""The items that come first for each customer."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.recommend.history import History, Numbers
from zhike.insight.measures.recommend.neighbours import popularity

Scores = npt.NDArray[np.float64]

AT_ONCE = 1_000
METHODS = ("popularity", "own_past", "items", "factors")


def ranked(past: History, method: str, likeness: Any, *, top: int, with_repeats: bool) -> tuple[Numbers, Scores]:
    """For each customer the best items and their scores, customer by row; score 0 marks a place left empty."""
    parts = []
    for start, scores in scored(past, method, likeness):
        if not with_repeats:
            bought = past.times[start : start + AT_ONCE]
            scores[np.repeat(np.arange(bought.shape[0]), np.diff(bought.indptr)), bought.indices] = 0
        parts.append(best(scores, top))
    if not parts:
        return np.zeros((0, top), np.int64), np.zeros((0, top))
    return np.concatenate([items for items, _scores in parts]), np.concatenate([scores for _items, scores in parts])


def scored(past: History, method: str, likeness: Any) -> Iterator[tuple[int, Scores]]:
    """Scores of all items for some customers at once; popularity parts what is equal, and comes behind own past."""
    common = popularity(past.times) / max(past.times.shape[0], 1)
    for start in range(0, past.times.shape[0], AT_ONCE):
        mine = past.weights[start : start + AT_ONCE]
        if method == "popularity":
            scores = np.repeat(common[None], mine.shape[0], axis=0)
        elif method == "own_past":
            scores = past.times[start : start + AT_ONCE].toarray() + common / 2
        else:
            product = mine @ likeness
            scores = product if isinstance(product, np.ndarray) else product.toarray()
        yield start, np.asarray(scores, np.float64)


def best(scores: Scores, top: int) -> tuple[Numbers, Scores]:
    """The highest scores of each row, the highest first; ties go to the earlier item."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    return order, np.take_along_axis(scores, order, axis=1).clip(min=0)
