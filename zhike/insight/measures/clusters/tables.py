"""The tables that groups are read from."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhike.insight.measures.clusters.choosing import Labels, Trial
from zhike.insight.measures.clusters.profiles import sentence
from zhike.insight.measures.clusters.shaping import Matrix, Shape

PARTS = ("low", "high", "middle", "spread")


def clusters_table(labels: Labels, worth: Matrix, profiles: pa.Table) -> pa.Table:
    """One row per group."""
    numbers = range(1, int(labels.max(initial=0)) + 1)
    return pa.table(
        {
            "cluster": pa.array(numbers, pa.int64()),
            "rows": pa.array([int((labels == number).sum()) for number in numbers], pa.int64()),
            "share": pa.array([float((labels == number).mean()) for number in numbers], pa.float64()),
            "mean_value": pa.array([float(worth[labels == number].mean()) for number in numbers], pa.float64()),
            "sentence": pa.array([sentence(profiles, number) for number in numbers], pa.string()),
        }
    )


def members_table(keys: pa.ChunkedArray, labels: Labels, whole: np.ndarray, distances: Matrix) -> pa.Table:
    """One row per row read."""
    away = np.zeros(len(labels))
    away[whole] = distances
    return pa.table(
        {
            "id": keys.cast(pa.string()),
            "cluster": pa.array(labels, pa.int64(), mask=~whole),
            "distance": pa.array(away, pa.float64(), mask=~whole),
        }
    )


def choice_table(tried: Sequence[Trial], taken: Trial | None) -> pa.Table:
    """One row per number of groups tried."""
    rows = [{**trial._asdict(), "is_chosen": trial is taken} for trial in tried]
    numbers = [("silhouette", pa.float64()), ("stability", pa.float64()), ("smallest", pa.int64())]
    return pa.Table.from_pylist(rows, pa.schema([("k", pa.int64()), *numbers, ("is_chosen", pa.bool_())]))


def centres_table(shape: Shape | None, centres: Matrix) -> pa.Table:
    """One row per group and column."""
    rows = [
        {
            "cluster": cluster,
            "column": name,
            "centre": float(centre[place]),
            **{part: float(getattr(shape, part)[place]) for part in PARTS},
        }
        for cluster, centre in enumerate(centres, start=1)
        for place, name in enumerate(shape.columns if shape else ())
    ]
    numbers = [(name, pa.float64()) for name in ("centre", *PARTS)]
    return pa.Table.from_pylist(rows, pa.schema([("cluster", pa.int64()), ("column", pa.string()), *numbers]))
