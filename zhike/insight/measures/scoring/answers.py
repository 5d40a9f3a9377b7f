"""A table with a yes-or-no column: who is known, who is asked about, and every row's chance with its reasons."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import Caution, MeasureRefused, _
from zhike.insight.measures.scoring.features import matrix
from zhike.insight.measures.scoring.learning import learn
from zhike.insight.measures.scoring.models import KINDS
from zhike.insight.measures.scoring.reasons import effects, fields_table, reasons_table

YES = {"yes", "y", "true", "1", "1.0", "是"}
NO = {"no", "n", "false", "0", "0.0", "否"}


class Answered(NamedTuple):
    """Chances and reasons of all rows, and how the model was judged."""

    tables: dict[str, pa.Table]
    cautions: tuple[Caution, ...]
    model: str
    learnt_from: int


def answered(
    table: pa.Table,
    *,
    target: str,
    key: str,
    time: str | None,
    leave_out: Sequence[str],
    asked: Sequence[bool] | None = None,
    kinds: Sequence[str] = KINDS,
) -> Answered:
    """The chance of yes for each row, learnt from the rows whose answer is known.

    Rows with an empty ``target`` are only scored; ``asked`` says which rows are wanted, all when it is None.
    ``chances``: ``id``, ``chance``, ``place`` (1 the highest).
    """
    refuse_missing(table, [target, key, *([time] if time else [])])
    answers = [yes_or_no(value) for value in table[target].to_pylist()]
    known = np.flatnonzero([answer is not None for answer in answers])
    happened = np.array([answers[row] for row in known], np.bool_)
    past = table.take(pa.array(known))
    times = past[time].to_pylist() if time else None
    out = [target, key, *([time] if time else []), *leave_out]
    found = learn(past, happened, times=times, leave_out=out, kinds=kinds)
    shown = table if asked is None else table.filter(pa.array(asked))
    rows = matrix(shown, found.fields)
    moved = effects(found.model, rows, found.fields)
    ids = shown[key].to_pylist()
    tables = {
        "chances": chances_table(ids, found.model.chances(rows)),
        "reasons": reasons_table(ids, shown, found.fields, moved),
        "fields": fields_table(found.fields, moved),
        **found.tables,
    }
    return Answered(tables, found.cautions, found.kind, len(known))


def refuse_missing(table: pa.Table, names: Sequence[str]) -> None:
    """Refuse a table without the columns that were named."""
    if missing := [name for name in names if name not in table.column_names]:
        raise MeasureRefused(_("A column named %(columns)s is missing."), columns=", ".join(missing))


def yes_or_no(value: Any) -> bool | None:
    """The answer in a cell; None when it is empty.

    >>> yes_or_no("Yes"), yes_or_no(0), yes_or_no(" ")
    (True, False, None)
    """
    text = "" if value is None else str(value).strip().lower()
    if text and text not in YES | NO:
        raise MeasureRefused(_("The answers are yes or no, not %(given)s."), given=text)
    return text in YES if text else None


def chances_table(ids: Sequence[Any], chances: np.ndarray) -> pa.Table:
    """One row per row asked about, in the order they came."""
    place = np.empty(len(chances), np.int64)
    place[np.argsort(-chances, kind="stable")] = np.arange(1, len(chances) + 1)
    return pa.table(
        {
            "id": pa.array([str(name) for name in ids], pa.string()),
            "chance": pa.array(chances, pa.float64()),
            "place": pa.array(place, pa.int64()),
        }
    )
