"""What put a transaction on the list: the path through a tree, else what each field adds beside its usual value.

*Sources.* Saabas 2014 (paths); Robnik-Šikonja and Kononenko 2008.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from zhike.insight.measures.fraud.models import OF_ONE_TREE, Ranker
from zhike.insight.measures.scoring.features import Field, Matrix
from zhike.insight.measures.scoring.reasons import REASONS as EFFECTS
from zhike.insight.measures.scoring.reasons import effects, reasons_table

REASONS = EFFECTS.set(0, pa.field("transaction", pa.string())).append(pa.field("border", pa.string()))


def reasons(model: Ranker, names: Sequence[str], rows: Matrix, fields: Sequence[Field], *, most: int) -> pa.Table:
    """``transaction``, ``place``, ``field``, ``value``, ``usual``, ``effect``, ``border`` of listed transactions.

    Of a tree every question on the way to its leaf, in order, with the ``border`` it asked for and by how much the
    share of fraud moved; of others the ``most`` strongest fields.
    """
    if model.kind in OF_ONE_TREE:
        steps = [step for name, row in zip(names, rows, strict=True) for step in path(model, name, row, fields)]
        return pa.Table.from_pylist(steps, REASONS)
    shown = pa.table({field.name: np.round(column, 4) for field, column in zip(fields, rows.T, strict=True)})
    usual = [field._replace(usual=round(field.usual, 4)) for field in fields]
    table = reasons_table(names, shown, usual, effects(model, rows, fields), most=most)
    return table.append_column("border", pa.nulls(table.num_rows, pa.string())).rename_columns(REASONS.names)


def path(model: Ranker, name: str, row: Matrix, fields: Sequence[Field]) -> list[dict[str, object]]:
    """The questions that one tree asked of one row."""
    tree, node = model.learner.tree_, 0
    # A tree compares in single precision.
    values, shares = row.astype(np.float32), tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1)
    steps: list[dict[str, object]] = []
    while tree.children_left[node] != tree.children_right[node]:
        column, border = tree.feature[node], tree.threshold[node]
        below = values[column] <= border
        after = (tree.children_left if below else tree.children_right)[node]
        steps.append(
            {
                "transaction": name,
                "place": len(steps) + 1,
                "field": fields[column].name,
                "value": str(round(float(row[column]), 4)),
                "border": f"{'≤' if below else '>'} {border:.4f}",
                "effect": float(shares[after] - shares[node]),
            }
        )
        node = after
    return steps
