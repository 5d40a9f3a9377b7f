"""One question from file to answer."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, say
from zhike.insight.tool.columns import ORDERS, choose, told
from zhike.insight.tool.declared import IN_PROCESS, Asked, Declared
from zhike.insight.tool.orders import Orders
from zhike.insight.tool.outcome import Answer, Outcome, left_over, write
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading, opened, read
from zhike.insight.tool.registry import measure_named
from zhike.insight.tool.rejecting import Rejects
from zhike.reading.source import Source

REASONS_TOLD = 3
ROWS_TO_DOUBT, DAYS_TO_DOUBT = 100, 366
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
    as_of = (question.as_of or day_after(reading)) if declared.tells_days else None
    data = orders_of(reading, question) if declared.shape is ORDERS else reading
    engine = question.engine if question.engine in declared.engines else IN_PROCESS
    asked = Asked(as_of, engine, question.options, question.zone, question.day_first, question.goods)
    outcome = computed(declared, data, asked)
    files, others = written(outcome, question, rejects)
    return Answer(
        measure=declared.name,
        engine=engine,
        as_of=as_of,
        rows_read=reading.table.num_rows,
        outcome=outcome,
        warnings=[
            *(*warned(reading, question.out), *lonely_end(question, reading), *without_effect(declared, question)),
            *(str(in_rows(caution, reading.table)) for caution in outcome.warnings),
            *others,
        ],
        files=files,
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
        raise ToolProblem(str(refusal)) from refusal
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
    except ToolProblem:
        if declared.bare is None or asked:
            raise
        try:
            return Reading(declared.bare(lines_of(source)), (), {}, is_bare=True)
        except csv.Error as problem:
            raise ToolProblem(f"{source.path} cannot be read as one basket a line: {problem}.") from problem
    if shape.takes_rest:
        shape, chosen = shape.with_rest(source.columns, chosen)
    rejects.columns = source.columns
    how: dict[str, Any] = {name: getattr(question, name) for name in ("zone", "day_first", "decimal_comma")}
    return read(source, shape, chosen, refuse=rejects.add, **how)


def lines_of(source: Source) -> Iterator[str]:
    """The lines of a text file without a header."""
    if source.encoding is None:
        raise ToolProblem(f"{source.path} has no columns that are known.")
    with source.path.open(encoding=source.encoding, errors="replace") as lines:
        yield from lines


def day_after(reading: Reading) -> date | None:
    """The day after the last one in the file, so that everything counts and no clock is asked; None without days."""
    if "date" not in reading.chosen or not pa.types.is_date(reading.table.schema.field("date").type):
        return None
    last: date | None = pc.max(reading.table["date"]).as_py()
    if last is None:
        raise ToolProblem("The file has no row with a day; give one with --as-of.")
    return last + timedelta(days=1)


def lonely_end(question: Question, reading: Reading) -> list[str]:
    """That the last day, up to which everything counts, lies so far after nearly all others that it may be a slip."""
    if question.as_of or (end := day_after(reading)) is None or reading.table.num_rows < ROWS_TO_DOUBT:
        return []
    days = reading.table["date"].cast(pa.int32())
    nearly_all = pc.quantile(days, 0.99, interpolation="lower")[0].as_py()
    if pc.max(days).as_py() - nearly_all <= DAYS_TO_DOUBT:
        return []
    last = end - timedelta(days=1)
    return [f"The last day, {last}, lies more than a year after nearly all others; if it is a slip, give --as-of."]


def refuse_no_numbers(options: Mapping[str, Any]) -> None:
    """Refuse nan and endless numbers, which are numbers to a computer only."""
    for name, value in options.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise ToolProblem(f"--{name.replace('_', '-')} takes a number, not {value}.")


def without_effect(declared: Declared, question: Question) -> Iterator[str]:
    """What was asked for and changes nothing with this measure."""
    if question.engine not in declared.engines:
        yield f"{declared.name} is not computed on {question.engine}; it was computed in this process."
    if question.goods and not declared.tells_goods:
        yield f"{declared.name} counts goods and charges alike; --goods changes nothing."
    if question.as_of and not declared.tells_days:
        yield f"The rows of {declared.name} have no day; --as-of changes nothing."


def in_rows(caution: Any, table: pa.Table) -> Any:
    """A caution that counts orders, told in rows of the file."""
    code = caution.code if isinstance(caution, Caution) else ""
    if code not in ("rows_after_as_of", "rows_without_customer") or not {"date", "customer"} <= set(table.column_names):
        return caution
    is_after = pc.greater_equal(table["date"], date.fromisoformat(caution.values["as_of"]))
    nameless = pc.and_(pc.invert(is_after), pc.is_null(table["customer"]))
    counted = pc.sum(is_after if code == "rows_after_as_of" else nameless).as_py()
    return say(code, **{**caution.values, "rows": counted})


def has_no_room(problem: Exception) -> bool:
    """Whether an engine stopped because a figure is too large for its column; Spark, which may be absent, by name."""
    of_duckdb = isinstance(problem, duckdb.OutOfRangeException | duckdb.ConversionException)
    return of_duckdb or type(problem).__name__ == "ArithmeticException"


def warned(reading: Reading, out: Path | None) -> list[str]:
    """What was left out of the file, and why; and that its first line was no header."""
    if reading.is_bare:
        return ["No header is known, so every line was read as one basket, the first one too."]
    if not reading.rejected:
        return []
    common = "; ".join(f"{reason} ({count})" for reason, count in reading.reasons.most_common(REASONS_TOLD))
    place = "they are in the table rejects" if out else "give --out to have them in a file"
    return [f"{reading.rejected} rows could not be read and were left out: {common}; {place}."]
