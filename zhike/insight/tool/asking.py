"""One question from file to answer."""

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.tool.columns import ORDERS, choose, is_header, told
from zhike.insight.tool.declared import IN_PROCESS, Asked, Declared
from zhike.insight.tool.orders import Orders
from zhike.insight.tool.outcome import Answer, Outcome, left_over, write
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading, opened, read
from zhike.insight.tool.registry import measure_named
from zhike.insight.tool.rejecting import Rejects
from zhike.insight.tool.telling import advice, warnings_of
from zhike.reading.source import Source

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Question:
    """A measure, a file, and how to read it. ``as_of`` None is the day after the last one in the file."""

    measure: str
    file: Path
    columns: Sequence[str] = ()
    as_of: date | None = None
    engine: str = "duckdb"
    out: Path | None = None
    format: str = "csv"
    zone: ZoneInfo = SHANGHAI
    day_first: bool | None = None
    decimal_comma: bool | None = None
    encoding: str | None = None
    sheet: str | None = None
    goods: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def ask(question: Question) -> Answer:
    """Read the file, compute the measure, and write its tables where a folder was given.

    Refuses with ``ToolProblem`` what cannot be read or would mislead.
    """
    declared = measure_named(question.measure)
    refuse_no_numbers(question.options)
    with Rejects(question.out, read=question.file) as rejects:
        reading = reading_of(question, rejects)
    as_of = (question.as_of or reading.day_after()) if reading.has_days else None
    data = orders_of(reading, question) if declared.shape is ORDERS else reading
    engine = question.engine if question.engine in declared.engines else IN_PROCESS
    asked = Asked(as_of, engine, question.options, question.zone, question.day_first, question.goods)
    outcome = computed(declared, data, asked)
    files, others = written(outcome, question, rejects)
    return Answer(
        measure=declared.name,
        engine=engine,
        as_of=outcome.as_of or as_of,
        rows_read=reading.table.num_rows,
        outcome=outcome,
        warnings=[*warnings_of(question, declared, reading, outcome), *others],
        files=files,
        columns=reading.chosen,
    )


def written(outcome: Outcome, question: Question, rejects: Rejects) -> tuple[dict[str, Path], list[str]]:
    """Where each table lies, and what else lies there; nowhere without a folder."""
    if question.out is None:
        return {}, []
    files = write(outcome.tables, question.out, kind=question.format, read=question.file) | rejects.files
    return files, left_over(question.out, files.values(), read=question.file)


def computed(declared: Declared, data: Orders | Reading, asked: Asked) -> Outcome:
    """The measure of the data; what an engine held of it is given back."""
    try:
        return declared.run(data, asked)
    except MeasureRefused as refusal:
        raise ToolProblem(f"{refusal}{advice(refusal, declared)}") from refusal
    except OverflowError as problem:
        raise ToolProblem("A setting is too large: it reaches beyond the calendar.") from problem
    except Exception as problem:
        if not has_no_room(problem):
            raise
        raise ToolProblem(
            "An amount, or a sum of amounts, is too large: no more than fifteen figures before the point."
        ) from problem
    finally:
        if isinstance(data, Orders):
            data.close()


def orders_of(reading: Reading, question: Question) -> Orders:
    """The rows as orders."""
    with_lines = measure_named(question.measure).reads_lines
    return Orders(reading, engine=question.engine, goods=question.goods, with_lines=with_lines)


def reading_of(question: Question, rejects: Rejects) -> Reading:
    """The file as typed columns."""
    declared = measure_named(question.measure)
    shape, asked = declared.shape, told(question.columns, declared.shape)
    asked |= {name: header for name in declared.columns_by if (header := question.options.get(name))}
    source = opened(question.file, encoding=question.encoding, sheet=question.sheet)
    try:
        chosen = choose(source.columns, shape, asked, measure=question.measure)
    except ToolProblem as problem:
        if declared.bare is None or asked or is_header(source.columns):
            raise ToolProblem(f"{problem}{elsewhere(source)}") from problem
        return bare(declared.bare, source)
    if shape.takes_rest:
        shape, chosen = shape.with_rest(source.columns, chosen)
    if not declared.days_wanted(question.as_of, question.options):
        chosen.pop("date", None)
    rejects.columns = source.columns
    how: dict[str, Any] = {name: getattr(question, name) for name in ("zone", "day_first", "decimal_comma")}
    reading = read(source, shape, chosen, refuse=rejects.add, **how)
    reading.told = frozenset(asked)
    return reading


def elsewhere(source: Source) -> str:
    """Where else the columns may be: in another sheet."""
    others = [sheet for sheet in source.sheets if sheet != source.sheet]
    return f" Or choose another sheet with --sheet: {', '.join(others)}." if others else ""


def bare(entries_of: Callable[[Iterator[str]], pa.Table], source: Source) -> Reading:
    """A file without a header, one basket a line."""
    try:
        return Reading(entries_of(lines_of(source)), (), {}, is_bare=True)
    except csv.Error as problem:
        raise ToolProblem(f"{source.path} cannot be read as one basket a line: {problem}.") from problem


def lines_of(source: Source) -> Iterator[str]:
    """The lines of a text file without a header."""
    if source.encoding is None:
        raise ToolProblem(f"{source.path} has no columns that are known.")
    with source.path.open(encoding=source.encoding, errors="replace") as lines:
        yield from lines


def refuse_no_numbers(options: Mapping[str, Any]) -> None:
    """Refuse nan and endless numbers, which are numbers to a computer only."""
    for name, value in options.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ToolProblem(f"--{name.replace('_', '-')} takes a number, not {value}.")


def has_no_room(problem: Exception) -> bool:
    """Whether an engine stopped because a figure is too large for its column; Spark, which may be absent, by name."""
    of_duckdb = isinstance(problem, duckdb.OutOfRangeException | duckdb.ConversionException)
    return of_duckdb or type(problem).__name__ == "ArithmeticException"
