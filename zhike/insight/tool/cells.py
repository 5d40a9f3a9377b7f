"""Cells of a column as values, by the same readers as cells of a row.

What is plain is read at once, of the rest each different cell once.
"""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.tool.columns import ARROW
from zhike.insight.tool.plainly import ReadCell, plainly
from zhike.reading.dates import EARLIEST_YEAR, LATEST_YEAR
from zhike.reading.mapping import Mapping, TargetColumn
from zhike.reading.problems import Problem
from zhike.reading.records import Plan
from zhike.reading.source import Row


def cells(column: pa.Array, target: TargetColumn, plan: Plan, refused: dict[int, Problem]) -> pa.Array:
    """One column as values of its target; where a cell cannot be read, the first thing wrong with its row is noted."""
    quick = quickly(column, target, zone=plan.zone)
    if quick is not None and not (target.required and quick.null_count):
        return quick
    read = reader(target, plan)
    if not pa.types.is_string(column.type):
        return each_once(column, target, read, refused)
    sure, values = plainly(column, target, read, decimal_comma=bool(plan.mapping.options.get("decimal_comma")))
    if pc.all(sure).as_py():
        return values
    left, problems = pc.indices_nonzero(pc.invert(sure)), dict[int, Problem]()
    rest = each_once(column.take(left), target, read, problems)
    for place, problem in problems.items():
        refused.setdefault(left[place].as_py(), problem)
    return pc.replace_with_mask(values, pc.invert(sure), rest)


def each_once(column: pa.Array, target: TargetColumn, read: ReadCell, refused: dict[int, Problem]) -> pa.Array:
    """The same, where each different cell is looked at."""
    coded = column if pa.types.is_dictionary(column.type) else without_nanoseconds(column).dictionary_encode()
    found = [read(raw) for raw in [*coded.dictionary.to_pylist(), None]]
    codes = coded.indices.fill_null(len(found) - 1)
    note(codes, {code: problem for code, (_value, problem) in enumerate(found) if problem}, refused)
    return pa.array([value for value, _problem in found], ARROW[target.kind]).take(codes)


def reader(target: TargetColumn, plan: Plan) -> ReadCell:
    """What a reader of rows makes of one cell: its value, or what is wrong with it."""
    header = plan.mapping.columns[target.name]
    alone = replace(plan, mapping=Mapping({target.name: header}, plan.mapping.options), targets=[target])
    read_row = alone.reader([header])

    def read(raw: object) -> tuple[Any, Problem | None]:
        record = read_row(Row(0, (raw,)))
        return (None, record.problem) if record.problem else (record.fields[0], None)

    return read


def quickly(column: pa.Array, target: TargetColumn, *, zone: ZoneInfo) -> pa.Array | None:
    """A column whose type says already what its cells mean; None where they must be looked at one by one."""
    kind = column.type
    if target.kind == "day" and (pa.types.is_date(kind) or (pa.types.is_timestamp(kind) and kind.tz is None)):
        return within_reason(column.cast(pa.date32(), safe=False))
    if target.kind == "moment" and pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("us", kind.tz), safe=False)
        said = {"ambiguous": "earliest", "nonexistent": "earliest"}
        return moments if kind.tz else pc.assume_timezone(moments, str(zone), **said)
    if target.kind == "number" and pa.types.is_decimal(kind) and is_within(kind, ARROW["number"]):
        return column.cast(ARROW["number"])
    if target.kind == "number" and (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
        return exactly(column)
    if target.kind == "identifier" and pa.types.is_integer(kind):
        return column.cast(pa.string())
    return None


def within_reason(days: pa.Array) -> pa.Array | None:
    """Days, where none lies so far off that it must be looked at."""
    span = pc.min_max(pc.year(days)).as_py()
    is_usual = span["min"] is None or EARLIEST_YEAR <= span["min"] <= span["max"] <= LATEST_YEAR
    return days if is_usual else None


def is_within(kind: pa.DataType, other: pa.DataType) -> bool:
    """Whether every decimal of one type is one of another."""
    figures = kind.precision - kind.scale
    return bool(kind.scale <= other.scale and figures <= other.precision - other.scale)


def exactly(column: pa.Array) -> pa.Array | None:
    """Numbers as decimals, where that loses nothing that counts."""
    numbers = column.cast(pa.float64(), safe=False)
    numbers = pc.if_else(pc.is_nan(numbers), None, numbers)
    rounded = pc.round(numbers, 4)
    lost = pc.greater(pc.abs(pc.subtract(rounded, numbers)), pc.multiply(pc.abs(numbers), 0.01))
    if pc.any(pc.or_(lost, pc.greater_equal(pc.abs(numbers), 1e11))).as_py():
        return None
    return rounded.cast(ARROW["number"])


def note(codes: pa.Array, problems: dict[int, Problem], refused: dict[int, Problem]) -> None:
    """Write down which rows hold cells that cannot be read."""
    for row in pc.indices_nonzero(pc.is_in(codes, pa.array(list(problems), codes.type))).to_pylist():
        refused.setdefault(row, problems[codes[row].as_py()])


def without_nanoseconds(column: pa.Array) -> pa.Array:
    """Moments in microseconds, which Python's own type can hold."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column
