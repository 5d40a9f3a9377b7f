"""What is special about each group, in words: where its middle customer would stand among all."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhike.insight.measures.clusters.choosing import Labels
from zhike.insight.measures.clusters.shaping import Matrix

#: Below these shares of all customers the middle one of a group counts as very low, low, usual, high; else very high.
BORDERS = ((0.15, "very_low"), (0.35, "low"), (0.65, "usual"), (0.85, "high"))

PROFILES = pa.schema(
    [
        ("cluster", pa.int64()),
        ("column", pa.string()),
        ("median", pa.float64()),
        ("median_of_all", pa.float64()),
        ("share_below", pa.float64()),
        ("word", pa.string()),
    ]
)


def profiles_table(raw: Matrix, labels: Labels, columns: Sequence[str]) -> pa.Table:
    """One row per cluster and column; ``share_below`` counts equal values half."""
    rows = []
    for cluster in range(1, int(labels.max(initial=0)) + 1):
        for place, name in enumerate(columns):
            middle = float(np.median(raw[labels == cluster, place]))
            below = float(np.mean(raw[:, place] < middle) + np.mean(raw[:, place] == middle) / 2)
            rows.append(
                {
                    "cluster": cluster,
                    "column": name,
                    "median": middle,
                    "median_of_all": float(np.median(raw[:, place])),
                    "share_below": below,
                    "word": word(below),
                }
            )
    return pa.Table.from_pylist(rows, PROFILES)


def word(share_below: float) -> str:
    """The word for a place among all.

    >>> word(0.1), word(0.5), word(0.9)
    ('very_low', 'usual', 'very_high')
    """
    return next((name for border, name in BORDERS if share_below < border), "very_high")


def sentence(profiles: pa.Table, cluster: int) -> str:
    """What is not usual about a cluster, the most unusual first; "like most" where all is usual."""
    rows = [row for row in profiles.to_pylist() if row["cluster"] == cluster and row["word"] != "usual"]
    rows.sort(key=lambda row: -abs(row["share_below"] - 0.5))
    said = [f"{row['word'].replace('_', ' ')} {row['column'].replace('_', ' ')}" for row in rows]
    return ", ".join(said) or "like most"
