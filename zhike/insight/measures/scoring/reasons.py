"""What moved a chance: for each field, by how much the log-odds fall or rise when it takes its usual value.

For logistic regression these effects add up to the distance from the usual row; for trees they leave a remainder,
since fields act together. *Source.* Robnik-Šikonja and Kononenko 2008.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhike.insight.measures.scoring.features import Field, Matrix, spans, usual_row
from zhike.insight.measures.scoring.models import Model

REASONS = pa.schema(
    [
        ("id", pa.string()),
        ("place", pa.int64()),
        ("field", pa.string()),
        ("value", pa.string()),
        ("usual", pa.string()),
        ("effect", pa.float64()),
    ]
)


def effects(model: Model, rows: Matrix, fields: Sequence[Field]) -> Matrix:
    """One row per row, one column per field: log-odds as it is less log-odds with the field's usual value."""
    now, usual = model.log_odds(rows), usual_row(fields)
    columns = []
    for span in spans(fields):
        changed = rows.copy()
        changed[:, span] = usual[span]
        columns.append(now - model.log_odds(changed))
    return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))


def reasons_table(
    ids: Sequence[Any], table: pa.Table, fields: Sequence[Field], effect: Matrix, *, most: int = 3
) -> pa.Table:
    """The strongest reasons of each row, for (above 0) or against; ``effect`` in log-odds."""
    values = {field.name: table[field.name].to_pylist() for field in fields}
    order = np.argsort(-np.abs(effect), axis=1, kind="stable")[:, :most]
    rows = [
        {
            "id": str(name),
            "place": place,
            "field": fields[column].name,
            "value": None if values[fields[column].name][row] is None else str(values[fields[column].name][row]),
            "usual": str(fields[column].usual),
            "effect": float(effect[row, column]),
        }
        for row, name in enumerate(ids)
        for place, column in enumerate(order[row], start=1)
        if effect[row, column] != 0
    ]
    return pa.Table.from_pylist(rows, REASONS)


def fields_table(fields: Sequence[Field], effect: Matrix) -> pa.Table:
    """The fields by how much they move chances at large: ``field``, ``mean_effect`` in log-odds, strongest first."""
    sizes = np.abs(effect).mean(axis=0) if len(effect) else np.zeros(len(fields))
    order = np.argsort(-sizes, kind="stable")
    return pa.table(
        {
            "field": pa.array([fields[place].name for place in order], pa.string()),
            "mean_effect": pa.array(sizes[order], pa.float64()),
        }
    )
