"""How many groups there are: as many as lie well apart, and come out again from another start.

*Sources.* Lloyd 1982; Arthur and Vassilvitskii 2007 (k-means++); Rousseeuw 1987 (silhouette); Hubert and Arabie 1985
(adjusted Rand index).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.clusters.shaping import Matrix
from zhike.insight.measures.later import cluster, metrics, threadpools

Labels = npt.NDArray[np.int64]

SEEDS = (0, 1, 2, 3)
#: Below this agreement between starts a number of groups is not chosen while another reaches it.
STABLE = 0.9
MOST_FOR_SILHOUETTE = 10_000
MOST_FOR_FIT = 100_000


class Trial(NamedTuple):
    """One number of groups: how far apart, how stable, how small the smallest, and where their centres lie."""

    k: int
    silhouette: float
    stability: float
    smallest: int
    centres: Matrix


def trials(rows: Matrix, counts: Sequence[int], *, starts: int) -> list[Trial]:
    """Every number of groups tried on at most a hundred thousand rows, drawn with a fixed seed."""
    drawn = sample(rows, MOST_FOR_FIT)
    with threadpools.threadpool_limits(limits=1):
        return [trial(drawn, k, starts=starts) for k in counts]


def trial(rows: Matrix, k: int, *, starts: int) -> Trial:
    """One number of groups from several seeds, each the tightest of its starts; the tightest seed gives the centres."""
    k_means = cluster.KMeans
    fits = [k_means(n_clusters=k, n_init=starts, random_state=seed).fit(rows) for seed in SEEDS]
    best = min(fits, key=lambda fit: fit.inertia_)
    stability = float(np.mean([agreement(best.labels_, fit.labels_) for fit in fits if fit is not best]))
    shown = sample(np.column_stack([rows, best.labels_]), MOST_FOR_SILHOUETTE)
    labels = shown[:, -1].astype(np.int64)
    apart = metrics.silhouette_score(shown[:, :-1], labels) if 1 < len(set(labels)) < len(labels) else 0.0
    return Trial(k, float(apart), stability, int(np.bincount(best.labels_, minlength=k).min()), best.cluster_centers_)


def chosen(found: Sequence[Trial]) -> Trial:
    """The number of groups that lie furthest apart among those that are stable, or among all when none is."""
    stable = [trial for trial in found if trial.stability >= STABLE]
    return max(stable or found, key=lambda trial: (round(trial.silhouette, 6), -trial.k))


def sample(rows: Matrix, most: int) -> Matrix:
    """At most so many rows, drawn with a fixed seed, in their order."""
    if len(rows) <= most:
        return rows
    return rows[np.sort(np.random.default_rng(0).choice(len(rows), most, replace=False))]


def agreement(one: Labels, other: Labels) -> float:
    """The adjusted Rand index: 1 when two groupings say the same, about 0 when they agree by chance.

    >>> agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    pairs, rows, columns = (np.sum(n * (n - 1) / 2) for n in (table, table.sum(axis=1), table.sum(axis=0)))
    by_chance = rows * columns / (len(one) * (len(one) - 1) / 2)
    most = (rows + columns) / 2
    return float((pairs - by_chance) / (most - by_chance)) if most != by_chance else 1.0


def nearest(rows: Matrix, centres: Matrix) -> tuple[Labels, Matrix]:
    """The nearest centre of each row and how far away it is, in pieces that fit in memory."""
    labels, distances = [], []
    for start in range(0, len(rows), MOST_FOR_FIT):
        part = rows[start : start + MOST_FOR_FIT]
        squares = ((part[:, None, :] - centres[None]) ** 2).sum(axis=2)
        labels.append(squares.argmin(axis=1))
        distances.append(np.sqrt(squares.min(axis=1)))
    return np.concatenate([*labels, np.zeros(0, np.int64)]), np.concatenate([*distances, np.zeros(0)])
