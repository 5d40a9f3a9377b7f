"""From PostgreSQL to Parquet as a stream: COPY gives text, Arrow gives types.

COPY runs on Django's own connection, so every fact is read in the one snapshot of the caller's transaction. Numbers
travel as decimal text and are cast on both sides, so no amount ever passes through a float.
"""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection
from pyarrow import csv

from zhike.insight.warehouse.manifest import Part
from zhike.kit.facts import Column, Fact

ARROW = {
    "int64": pa.int64(),
    "string": pa.string(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "money": pa.decimal128(19, 4),
}
POSTGRES = {"int64": "bigint", "string": "text", "bool": "boolean", "date32": "date", "money": "numeric(19,4)"}
CHUNK = 8 * 2**20  # bytes of text held at once


def extract(fact: Fact, file: Path) -> Part:
    """Write one fact to `file` and say what was written."""
    part = Part(sums={column.name: Decimal(0) for column in money(fact)})
    with pq.ParquetWriter(file, schema(fact), compression="zstd") as writer:
        for table in _tables(fact):
            writer.write_table(table)
            _count(part, fact, table)
    return part


def schema(fact: Fact) -> pa.Schema:
    """The Arrow types of a fact, the same on every machine."""
    return pa.schema([(column.name, ARROW[column.type]) for column in fact.columns])


def typed(fact: Fact) -> str:
    """The fact's SQL with every column named and cast as it is declared."""
    names = ", ".join(f'"{column.name}"' for column in fact.columns)
    casts = ", ".join(f'"{column.name}"::{POSTGRES[column.type]}' for column in fact.columns)
    return f"select {casts} from ({fact.sql}) fact ({names})"  # noqa: S608 -- a declaration, not input


def money(fact: Fact) -> list[Column]:
    """The columns whose sums are checked."""
    return [column for column in fact.columns if column.type == "money"]


def _tables(fact: Fact) -> Iterator[pa.Table]:
    options = csv.ConvertOptions(
        column_types=schema(fact),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
    reading = csv.ReadOptions(column_names=[column.name for column in fact.columns])
    for text in _chunks(f"copy ({typed(fact)} order by 1) to stdout (format csv)"):
        yield csv.read_csv(
            BytesIO(text),
            read_options=reading,
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=options,
        )


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


def _count(part: Part, fact: Fact, table: pa.Table) -> None:
    part.rows += table.num_rows
    part.watermark = max(part.watermark, pc.max(table.column(0)).as_py() or 0)
    for column in money(fact):
        part.sums[column.name] += pc.sum(table.column(column.name)).as_py() or 0
