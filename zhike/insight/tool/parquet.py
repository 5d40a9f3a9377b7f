"""Columns of a Parquet file, read by the same readers as cells, each different cell once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from zhike.insight.tool.columns import ARROW
from zhike.reading.columnar import ParquetSource
from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.problems import Problem
from zhike.reading.records import Plan
from zhike.reading.source import Row

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


def cells(column: pa.Array, target: TargetColumn, plan: Plan, refused: dict[int, Problem]) -> pa.Array:
    """One column as values of its target; where a cell cannot be read, the first thing wrong with its row is noted."""
    quick = quickly(column, target, zone=plan.zone)
    if quick is not None and not (target.required and quick.null_count):
        return quick
    coded = column if pa.types.is_dictionary(column.type) else without_nanoseconds(column).dictionary_encode()
    found = [one_cell(raw, target, plan) for raw in [*coded.dictionary.to_pylist(), None]]
    codes = coded.indices.fill_null(len(found) - 1)
    note(codes, {code: problem for code, (_value, problem) in enumerate(found) if problem}, refused)
    return pa.array([value for value, _problem in found], ARROW[target.kind]).take(codes)


def quickly(column: pa.Array, target: TargetColumn, *, zone: ZoneInfo) -> pa.Array | None:
    """A column whose type says already what its cells mean; None where they must be looked at one by one."""
    kind = column.type
    if target.kind == "day" and (pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None)):
        return column.cast(pa.date32(), safe=False)
    if target.kind == "moment" and pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("us", kind.tz), safe=False)
        said = {"ambiguous": "earliest", "nonexistent": "earliest"}
        return moments if kind.tz else pc.assume_timezone(moments, str(zone), **said)
    if target.kind == "number" and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return exactly(column)
    if target.kind == "identifier" and pa.types.is_integer(kind):
        return column.cast(pa.string())
    return None


def exactly(column: pa.Array) -> pa.Array | None:
    """Numbers as decimals, where that loses nothing that counts."""
    numbers = column.cast(pa.float64(), safe=False)
    numbers = pc.if_else(pc.is_nan(numbers), None, numbers)
    rounded = pc.round(numbers, 4)
    lost = pc.greater(pc.abs(pc.subtract(rounded, numbers)), pc.multiply(pc.abs(numbers), 0.01))
    if pc.any(pc.or_(lost, pc.greater_equal(pc.abs(numbers), 1e11))).as_py():
        return None
    return rounded.cast(ARROW["number"])


def one_cell(raw: object, target: TargetColumn, plan: Plan) -> tuple[Any, Problem | None]:
    """What a reader of rows makes of one cell."""
    header = plan.mapping.columns[target.name]
    alone = replace(plan, mapping=Mapping({target.name: header}, plan.mapping.options), targets=[target])
    record = alone.reader([header])(Row(0, (raw,)))
    return (None, record.problem) if record.problem else (record.fields[0], None)


def note(codes: pa.Array, problems: dict[int, Problem], refused: dict[int, Problem]) -> None:
    """Write down which rows hold cells that cannot be read."""
    for row in pc.indices_nonzero(pc.is_in(codes, pa.array(list(problems), codes.type))).to_pylist():
        refused.setdefault(row, problems[codes[row].as_py()])


def without_nanoseconds(column: pa.Array) -> pa.Array:
    """Moments in microseconds, which Python's own type can hold."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


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
