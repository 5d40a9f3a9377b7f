"""Rows in groups, the most valuable group first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhike.insight.measures.cautions import Caution, say
from zhike.insight.measures.clusters.choosing import STABLE, Labels, Trial, chosen, nearest, trials
from zhike.insight.measures.clusters.shaping import Matrix, Scaling, Shape, shape_of


@dataclass(frozen=True)
class Grouped:
    """Labels from 1, how far from the centre, and how they came about."""

    labels: Labels
    distances: Matrix
    centres: Matrix
    shape: Shape | None
    tried: tuple[Trial, ...] = ()
    taken: Trial | None = None
    silent: tuple[str, ...] = ()

    def cautions(self, nulls: int) -> tuple[Caution, ...]:
        """What was left out, and whether the groups can be relied on."""
        said = [say("rows_with_null", rows=nulls)] if nulls else []
        said += [say("fields_say_nothing", fields=", ".join(self.silent))] if self.silent else []
        said += [say("one_group")] if not self.tried else []
        if self.taken and self.taken.stability < STABLE:
            said.append(say("groups_unstable", agreement=f"{self.taken.stability:.2f}"))
        return tuple(said)


def grouped(
    raw: Matrix, columns: Sequence[str], worth: Matrix, *, counts: Sequence[int], scaling: Scaling, starts: int
) -> Grouped:
    """The rows in groups, the most valuable first."""
    if not len(raw):
        return Grouped(np.zeros(0, np.int64), np.zeros(0), np.zeros((0, 0)), None)
    shape, rows, silent = shape_of(raw, columns, scaling=scaling)
    distinct = len(np.unique(rows, axis=0)) if rows.shape[1] else 1
    possible = [k for k in counts if k <= distinct]
    if distinct < 3 or not possible:
        one = np.ones(len(raw), np.int64)
        return Grouped(one, np.zeros(len(raw)), np.zeros((1, rows.shape[1])), shape, silent=tuple(silent))
    tried = trials(rows, possible, starts=starts)
    taken = chosen(tried)
    labels, distances = nearest(rows, taken.centres)
    means = [worth[labels == cluster].mean() if (labels == cluster).any() else -np.inf for cluster in range(taken.k)]
    order = np.argsort(-np.array(means), kind="stable")
    place = np.empty(taken.k, np.int64)
    place[order] = np.arange(1, taken.k + 1)
    return Grouped(place[labels], distances, taken.centres[order], shape, tuple(tried), taken, tuple(silent))
