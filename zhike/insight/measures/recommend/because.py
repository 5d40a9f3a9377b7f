"""The one thing bought before that speaks most for an offer."""

from typing import Any

import numpy as np

from zhike.insight.measures.recommend.history import History, Numbers


def causes(past: History, likeness: Any, offered: Numbers) -> Numbers:
    """For each customer and place the bought item that adds most to the score; -1 where nothing does."""
    found = np.full(offered.shape, -1, np.int64)
    for row, items in enumerate(offered):
        cells = slice(past.weights.indptr[row], past.weights.indptr[row + 1])
        bought, weights = past.weights.indices[cells], past.weights.data[cells]
        if len(bought):
            part = likeness[bought][:, items]
            added = (part if isinstance(part, np.ndarray) else part.toarray()) * weights[:, None]
            found[row] = np.where(added.max(axis=0) > 0, bought[added.argmax(axis=0)], -1)
    return found
