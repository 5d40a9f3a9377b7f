"""The columns of a Parquet file, in parts."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhike.insight.tool.cells import cells
from zhike.reading.columnar import ParquetSource
from zhike.reading.problems import Problem
from zhike.reading.records import Plan

PARQUET = b"PAR1"
ROWS_AT_ONCE = 262_144


def cells_of(source: ParquetSource, plan: Plan, part: Callable[..., Any]) -> Iterator[Any]:
    """The chosen columns of a file in parts, each made by ``part``."""
    with pq.ParquetFile(source.path) as file:
        names = [field.name for field in file.schema_arrow if not pa.types.is_nested(field.type)]
        wanted = [names[source.columns.index(plan.mapping.columns[target.name])] for target in plan.targets]
        begin, whole = 0, WholeRows(source.path)
        for batch in file.iter_batches(ROWS_AT_ONCE, columns=wanted):
            refused: dict[int, Problem] = {}
            values = [
                cells(batch.column(name), target, plan, refused)
                for name, target in zip(wanted, plan.targets, strict=True)
            ]
            yield part(range(begin + 1, begin + batch.num_rows + 1), values, refused, partial(row_of, whole, begin))
            begin += batch.num_rows


def row_of(whole: "WholeRows", begin: int, place: int) -> tuple:
    """A row of a batch that begins so far into the file."""
    return whole.at(begin + place)


class WholeRows:
    """The rows of a file as they were, for those that are refused; the group of rows last looked at is kept."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.first, self.group = 0, None

    def at(self, number: int) -> tuple:
        """One row, by its number from 0."""
        if self.group is None or not 0 <= number - self.first < self.group.num_rows:
            self.look(number)
        return tuple(column[number - self.first].as_py() for column in self.group.columns)  # type: ignore[attr-defined]

    def look(self, number: int) -> None:
        """Read the group of rows that holds this one."""
        with pq.ParquetFile(self.path) as file:
            self.first, group = 0, 0
            while (rows := file.metadata.row_group(group).num_rows) <= number - self.first:
                self.first, group = self.first + rows, group + 1
            self.group = file.read_row_group(group)
