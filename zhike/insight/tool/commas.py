"""Columns that a file names itself and whose figures have a comma before decimals, as learning reads figures."""

from collections.abc import Iterable

import pyarrow as pa

from zhike.insight.measures.scoring.features import MOSTLY_NUMBERS
from zhike.reading.amounts import guess_decimal_comma, number
from zhike.reading.problems import BadValue
from zhike.reading.values import is_blank

PLACES = 10


def in_points(table: pa.Table, names: Iterable[str], *, decimal_comma: bool | None) -> pa.Table:
    """The table with a point before the decimals of these columns, those of figures among them.

    Whether they have a comma is told, or else shown by the cells of all of them together, as for amounts.
    """
    figures = {name: read for name in names if decimal_comma is not False and (read := by_comma(table[name]))}
    if decimal_comma is None:
        decimal_comma = guess_decimal_comma(cell for read in figures.values() for cell in read)
    for name, read in figures.items() if decimal_comma else ():
        cells = [None if cell is None else read.get(cell, cell) for cell in table[name].to_pylist()]
        table = table.set_column(table.column_names.index(name), name, pa.array(cells, pa.string()))
    return table


def by_comma(column: pa.ChunkedArray) -> dict[str, str]:
    """Each different cell as it is spelled with a point, what is no figure as it is; nothing where few are figures."""
    every = [(one["values"], one["counts"]) for one in column.value_counts().to_pylist()]
    counts = [(cell, count) for cell, count in every if not is_blank(cell)]
    read = {cell: spelled(cell) for cell, _count in counts}
    filled = sum(count for _cell, count in counts)
    known = sum(count for cell, count in counts if read[cell] is not None)
    if not filled or known < MOSTLY_NUMBERS * filled:
        return {}
    return {cell: cell if figure is None else figure for cell, figure in read.items()}


def spelled(cell: str) -> str | None:
    """A figure with a comma before its decimals, spelled with a point; None where it is none."""
    try:
        return f"{number(cell, places=PLACES, decimal_comma=True):f}"
    except BadValue:
        return None
