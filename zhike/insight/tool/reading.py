"""A file as typed columns: what can be read of every row, and the rows that cannot, each with its reason.

Parquet and CSV are read column by column, where a cell that occurs a thousand times is read once and one that is plain
not at all; workbooks and CSV in rare encodings cell by cell. All by the same readers, so that the same cells mean the
same in every kind of file.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.tool.columns import ARROW, Shape
from zhike.insight.tool.commas import in_points
from zhike.insight.tool.delimited import columns_of
from zhike.insight.tool.parquet import PARQUET, cells_of
from zhike.insight.tool.problem import ToolProblem
from zhike.reading.amounts import guess_decimal_comma
from zhike.reading.columnar import ParquetSource
from zhike.reading.dates import guess_day_first
from zhike.reading.mapping import Mapping as Chosen
from zhike.reading.mapping import TargetColumn
from zhike.reading.pieces import can_be_split
from zhike.reading.problems import Problem, UnreadableFile
from zhike.reading.records import Plan
from zhike.reading.source import Source
from zhike.reading.sources import open_source

ROWS_AT_ONCE = 65_536
LEAST_SHARE_READ = 0.1
ANY_CELL = "…"
ROWS_TO_GUESS_BY = 5_000  # which of 1/3/2025 is the day, and whether 1,5 is a half more, shows in the first of them


class Reject(NamedTuple):
    """A row that could not be read: its number in the file, why, and its cells as they were."""

    number: int
    reason: str
    cells: tuple


@dataclass
class Reading:
    """What was read. ``table`` has a column ``row`` and one for each column that was chosen, named as the shape does.

    ``reasons`` counts the rows that were refused by why, ``samples`` has a cell for each.
    ``told`` are the columns that were not guessed. ``is_bare``: no column was known, lines were read as they are.
    """

    table: pa.Table
    headers: tuple[str, ...]
    chosen: Mapping[str, str]
    reasons: Counter[str] = field(default_factory=Counter)
    is_bare: bool = False
    samples: dict[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()

    @property
    def rejected(self) -> int:
        return self.reasons.total()

    @property
    def has_days(self) -> bool:
        """Whether its rows have a day, or a period that may be one."""
        return not {"date", "period"}.isdisjoint(self.chosen)

    def day_after(self) -> date | None:
        """The day after the last one, so that everything counts and no clock is asked; None without days."""
        if "date" not in self.chosen or not pa.types.is_date(self.table.schema.field("date").type):
            return None
        last: date | None = pc.max(self.table["date"]).as_py()
        if last is None:
            raise ToolProblem("The file has no row with a day; give one with --as-of.")
        return last + timedelta(days=1)

    def why(self, *, most: int) -> list[str]:
        """The commonest reasons for refusing a row, each with a cell it was said of."""
        said = [(reason, count, self.samples.get(reason, "")) for reason, count in self.reasons.most_common(most)]
        return [f"{with_cell(reason, cell)} ({count}{' such' * (count > 1)})" for reason, count, cell in said]


def opened(file: Path, *, encoding: str | None = None, sheet: str | None = None) -> Source:
    """The table in a file. A Parquet file may be of any length; other kinds are read cell by cell and have a limit."""
    try:
        with file.open("rb") as start:
            if start.read(len(PARQUET)) == PARQUET:
                return ParquetSource(file)
        return open_source(file, encoding=encoding, sheet=sheet)
    except OSError:
        raise ToolProblem(f"There is no file {file}.") from None
    except UnreadableFile as problem:
        raise ToolProblem(f"{file}: {problem.in_english()}") from problem


def read(
    source: Source,
    shape: Shape,
    chosen: Mapping[str, str],
    *,
    zone: ZoneInfo,
    day_first: bool | None = None,
    decimal_comma: bool | None = None,
    refuse: Callable[[Reject], None] = lambda reject: None,
) -> Reading:
    """Every row of a source; those that cannot be read are handed to ``refuse`` and left out."""
    targets, comma_told = read_as(shape, chosen), decimal_comma
    if day_first is None:
        day_first = guess_day_first(first_cells(source, headers_of(targets, chosen, "day", "moment")))
    if decimal_comma is None:
        decimal_comma = guess_decimal_comma(first_cells(source, headers_of(targets, chosen, "number")))
    options: dict[str, Any] = {"decimal_comma": decimal_comma} | ({} if day_first is None else {"day_first": day_first})
    plan = Plan(Chosen(dict(chosen), options), targets, zone)
    reading = Reading(pa.table({}), source.columns, chosen)
    try:
        parts = [taken(part, targets, reading, refuse) for part in parts_of(source, plan)]
    except UnreadableFile as problem:
        raise ToolProblem(f"{source.path}: {problem.in_english()}") from problem
    table = pa.concat_tables([schema(targets).empty_table(), *parts])
    reading.table = in_points(table, shape.rest, decimal_comma=comma_told)
    refuse_mostly_unread(reading, source.path)
    return reading


def refuse_mostly_unread(reading: Reading, path: Path) -> None:
    """Refuse a file of which less than a tenth can be read: it means something else than was understood."""
    read = reading.table.num_rows
    if read < LEAST_SHARE_READ * (read + reading.rejected):
        share = f"Only {read} of {read + reading.rejected} rows" if read else "No row"
        raise ToolProblem(f"{share} of {path} can be read: {reading.why(most=1)[0]}.")


class Part(NamedTuple):
    """Some rows of a file: numbers, columns of values, and the rows that were refused, by position."""

    numbers: Sequence[int] | pa.Array
    columns: Sequence[Any]
    refused: Mapping[int, Problem]
    cells: Callable[[int], tuple]


def read_as(shape: Shape, chosen: Mapping[str, str]) -> list[TargetColumn]:
    """The chosen columns, with those required that no row may leave empty."""
    required = shape.needed - shape.may_be_blank
    return [replace(target, required=target.name in required) for target in shape.columns if target.name in chosen]


def headers_of(targets: Sequence[TargetColumn], chosen: Mapping[str, str], *kinds: str) -> list[str]:
    """The headers of the columns that are read in one of these ways."""
    return [chosen[target.name] for target in targets if target.kind in kinds]


def schema(targets: Sequence[TargetColumn]) -> pa.Schema:
    """The columns of a reading."""
    return pa.schema([("row", pa.int64()), *((target.name, ARROW[target.kind]) for target in targets)])


def first_cells(source: Source, headers: Sequence[str]) -> Iterator[object]:
    """The first cells of some columns."""
    places = [source.columns.index(header) for header in headers]
    for row in islice(source.rows(), ROWS_TO_GUESS_BY):
        if row.problem is None:
            yield from (row.values[place] for place in places)


def parts_of(source: Source, plan: Plan) -> Iterable[Part]:
    """A source in parts, its cells read by a plan."""
    if isinstance(source, ParquetSource):
        return cells_of(source, plan, Part)
    return columns_of(source, plan, Part) if can_be_split(source) else rows_of(source, plan)


def rows_of(source: Source, plan: Plan) -> Iterator[Part]:
    """The same, row by row."""
    read_row = plan.reader(source.columns)
    rows = source.rows()
    while some := list(islice(rows, ROWS_AT_ONCE)):
        records = [read_row(row) for row in some]
        refused = {place: record.problem for place, record in enumerate(records) if record.problem}
        fields = [record.fields or (None,) * len(plan.targets) for record in records]
        columns = list(zip(*fields, strict=True))
        yield Part([row.number for row in some], columns, refused, lambda place, rows=some: rows[place].values)  # type: ignore[misc]


def taken(part: Part, targets: Sequence[TargetColumn], reading: Reading, refuse: Callable[[Reject], None]) -> pa.Table:
    """The rows of a part that could be read, as a table; the others are counted and handed on."""
    numbers = pa.array(part.numbers, pa.int64())
    for place, problem in part.refused.items():
        reading.reasons[reason := reason_of(problem)] += 1
        reading.samples.setdefault(reason, str(problem.parameters.get("raw", "")))
        refuse(Reject(int(numbers[place].as_py()), problem.in_english(), part.cells(place)))
    columns = [numbers]
    for target, values in zip(targets, part.columns, strict=True):
        typed = ARROW[target.kind]
        columns.append(values.cast(typed) if isinstance(values, pa.Array) else pa.array(values, typed))
    table = pa.table(columns, schema=schema(targets))
    if not part.refused:
        return table
    return table.filter(pa.array([place not in part.refused for place in range(table.num_rows)]))


def reason_of(problem: Problem) -> str:
    """A reason without the cell, so that a thousand like it count as one."""
    said = problem.in_english(raw=ANY_CELL).removesuffix(".")
    return said.replace("say so in the options", "say --day-first or --month-first")


def with_cell(reason: str, cell: str) -> str:
    """A reason with a cell it was said of."""
    return reason.replace(ANY_CELL, cell)
