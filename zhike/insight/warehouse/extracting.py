"""From PostgreSQL to Parquet as a stream: COPY gives text, Arrow gives types.

COPY runs on Django's own connection, so every fact is read in the one snapshot of the caller's transaction. Numbers
travel as decimal text and are cast on both sides, so no amount ever passes through a float.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection
from pyarrow import csv

from zhike.insight.warehouse.counting import UNDATED, WHOLE, month_of, typed
from zhike.kit.facts import Fact

ARROW = {
    "int64": pa.int64(),
    "string": pa.string(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "money": pa.decimal128(19, 4),
}
CHUNK = 8 * 2**20  # bytes of text held at once


def extract(fact: Fact, months: Collection[str], file: Callable[[str], Path]) -> None:
    """Write these months of a fact, each to its file, in one pass; a file is on the disk when its month is over."""
    with Files(fact, file) as files:
        if WHOLE in months:
            files.turn_to(WHOLE)
        for table in streamed(_rows(fact, months), schema(fact)):
            for month, rows in _by_month(table, fact):
                files.turn_to(month).write_table(rows)


def schema(fact: Fact) -> pa.Schema:
    """The Arrow types of a fact, the same on every machine."""
    return pa.schema([(column.name, ARROW[column.type]) for column in fact.columns])


class Files:
    """The file being written: rows come month by month, so that one is open at a time."""

    def __init__(self, fact: Fact, file: Callable[[str], Path]) -> None:
        self.schema, self.file, self.month = schema(fact), file, ""
        self.stack = ExitStack()

    def turn_to(self, month: str) -> pq.ParquetWriter:
        """The writer of a month; the one before is closed and on the disk."""
        if month != self.month:
            self.stack.close()
            out = self.stack.enter_context(self.file(month).open("wb"))
            self.stack.callback(on_disk, out)
            self.writer = self.stack.enter_context(pq.ParquetWriter(out, self.schema, compression="zstd"))
            self.month = month
        return self.writer

    def __enter__(self) -> "Files":
        return self

    def __exit__(self, *problem: object) -> None:
        self.stack.close()


def on_disk(file: IO[bytes]) -> None:
    """Let what was written survive a loss of power."""
    file.flush()
    os.fsync(file.fileno())


def streamed(rows: str, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a query as tables of a schema, a few megabytes of them at a time."""
    options = csv.ConvertOptions(
        column_types=schema,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
    reading = csv.ReadOptions(column_names=schema.names)
    parsing = csv.ParseOptions(newlines_in_values=True)
    for text in _chunks(f"copy ({rows}) to stdout (format csv)"):
        yield csv.read_csv(BytesIO(text), read_options=reading, parse_options=parsing, convert_options=options)


def _rows(fact: Fact, months: Collection[str]) -> str:
    """The rows of these months, one after the other, in the order of customers and keys.

    What a customer did stands together, so that counting by customer finds in one place what it adds to.
    """
    wanted = ", ".join(f"'{month}'" for month in sorted(months))
    by = [month_of(fact)] if fact.day else []
    by += ["customer_id"] if any(column.name == "customer_id" for column in fact.columns) else []
    order = ", ".join([*by, "1"])
    return f"select * from ({typed(fact)}) fact where {month_of(fact)} in ({wanted}) order by {order}"  # noqa: S608


def _chunks(statement: str) -> Iterator[bytes]:
    """Whole rows, a few megabytes at a time. libpq hands out COPY data one complete row at a time."""
    held = bytearray()
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        for row in rows:
            held += row
            if len(held) >= CHUNK:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)


def _by_month(table: pa.Table, fact: Fact) -> Iterator[tuple[str, pa.Table]]:
    """The rows of a table that is in the order of months, month by month."""
    if not fact.day:
        yield WHOLE, table
        return
    months = pc.fill_null(pc.strftime(table[fact.day], "%Y-%m"), UNDATED).combine_chunks()
    runs = pc.run_end_encode(months)
    begin = 0
    for month, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield month, table.slice(begin, end - begin)
        begin = end
