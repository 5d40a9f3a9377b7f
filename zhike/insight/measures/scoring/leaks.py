"""Columns that know the answer: written when it was known, so worthless on the day it is asked for."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhike.insight.measures.cautions import Caution, say
from zhike.insight.measures.scoring.features import Field, Matrix
from zhike.insight.measures.scoring.judging import auc

#: A single column that parts yes from no this well has seen the answer, or nearly so.
TOO_GOOD = 0.8
#: Words in names of columns that are filled when the matter is over.
TELLING = ("duration", "end_date", "ended", "closed", "cancel", "churn", "outcome_date", "reason")

LEAKS = pa.schema([("field", pa.string()), ("sign", pa.string()), ("auc", pa.float64())])


def leaks(fields: Sequence[Field], parts: Sequence[Matrix], happened: npt.NDArray[np.bool_]) -> pa.Table:
    """Suspicious columns with the sign that gives them away: ``parts_too_well``, ``filled_for_one_side``, ``name``.

    ``auc`` is how well the column alone parts those to whom it happened from the others.
    """
    rows = []
    for field, part in zip(fields, parts, strict=True):
        alone = max(max(value, 1 - value) for value in (auc(happened, column) for column in part.T))
        signs = {
            "parts_too_well": alone >= TOO_GOOD,
            "filled_for_one_side": field.may_be_missing and filled_for_one_side(part[:, -1] == 0, happened),
            "name": any(word in field.name.lower() for word in TELLING),
        }
        rows += [{"field": field.name, "sign": sign, "auc": alone} for sign, shown in signs.items() if shown]
    return pa.Table.from_pylist(rows, LEAKS)


def filled_for_one_side(filled: npt.NDArray[np.bool_], happened: npt.NDArray[np.bool_]) -> bool:
    """Whether a column is filled (or empty) for one answer alone, on at least twenty rows."""
    for rows in (filled, ~filled):
        if rows.sum() >= 20 and np.mean(happened) not in (0, 1) and len(set(happened[rows].tolist())) == 1:
            return True
    return False


def cautions_of_leaks(found: pa.Table, left_out: Sequence[str]) -> list[Caution]:
    """Say which columns may know the answer and are still used."""
    names = sorted({name for name in found["field"].to_pylist() if name not in left_out})
    return [say("fields_may_leak", fields=", ".join(names))] if names else []
