"""Whom a contact moves: the chance with it less the chance without, learnt from those left alone as well.

*Sources.* Radcliffe 2007 (Qini); Künzel et al. 2019 (two learners).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.scoring.features import Matrix, fields_of, matrix
from zhike.insight.measures.scoring.judging import Chances, Flags
from zhike.insight.measures.scoring.learning import LEAST_OF_EACH
from zhike.insight.measures.scoring.models import learnt
from zhike.insight.measures.scoring.splits import Rows, by_time, folds


class Uplift(NamedTuple):
    """``uplift`` per row, the Qini curve on rows not learnt from, and its coefficient."""

    uplift: Chances
    curve: pa.Table
    coefficient: float


def uplifts(
    table: pa.Table, answered: Flags, treated: Flags, *, times: Sequence[Any] | None, leave_out: Sequence[str]
) -> Uplift:
    """What a contact adds to each row's chance; judged on the latest fifth, or over folds where there is no time."""
    for side in (treated, ~treated):
        if min(answered[side].sum(), (~answered[side]).sum()) < LEAST_OF_EACH:
            raise MeasureRefused(
                _("Too few answers among those contacted or those left alone to tell what a contact adds.")
            )
    fields, _silent = fields_of(table, leave_out=leave_out)
    rows = matrix(table, fields)
    split = by_time(times) if times is not None else None
    parts = [split] if split else list(folds(answered))
    judged = np.concatenate([part.judge for part in parts])
    said = np.concatenate([added(rows, answered, treated, part.learn, part.judge) for part in parts])
    curve, coefficient = qini(said, answered[judged], treated[judged])
    every = np.arange(len(rows))
    return Uplift(added(rows, answered, treated, every, every), curve, coefficient)


def added(rows: Matrix, answered: Flags, treated: Flags, learn: Rows, judge: Rows) -> Chances:
    """The chance with a contact less the chance without, by one model for each."""
    sides = [learn[treated[learn]], learn[~treated[learn]]]
    with_it, without = (learnt("logistic", rows[side], answered[side]).chances(rows[judge]) for side in sides)
    return with_it - without


def qini(uplift: Chances, answered: Flags, treated: Flags) -> tuple[pa.Table, float]:
    """Answers gained by contacting the highest tenth, two tenths, …, beside contacting as many at random.

    Columns ``share``, ``gained``, ``gained_at_random``, in answers per row. The coefficient is the mean distance.
    """
    order = np.argsort(-uplift, kind="stable")
    y, t = answered[order], treated[order]
    contacted, alone = np.cumsum(t), np.cumsum(~t)
    scale: Chances = np.divide(contacted, alone, out=np.zeros(len(y)), where=alone > 0)
    gained: Chances = (np.cumsum(y & t) - np.cumsum(y & ~t) * scale) / len(y)
    at_random: Chances = gained[-1] * np.arange(1, len(y) + 1) / len(y)
    ends = [max(1, round(len(y) * tenth / 10)) - 1 for tenth in range(1, 11)]
    curve = pa.table(
        {
            "share": pa.array([(end + 1) / len(y) for end in ends]),
            "gained": pa.array(gained[ends]),
            "gained_at_random": pa.array(at_random[ends]),
        }
    )
    return curve, float(np.mean(gained - at_random))
