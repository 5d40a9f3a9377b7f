"""Small tables read from the database as they are now, lent to the engine while it builds."""

from collections.abc import Iterator
from io import BytesIO

import pyarrow as pa
from django.db import connection
from pyarrow import csv

from zhike.insight.cubes.declaring import Counted
from zhike.insight.warehouse.extracting import ARROW
from zhike.kit.facts import Fact

CHUNK = 8 * 2**20  # bytes of text held at once


def lent(fact: Fact) -> pa.Table:
    """The rows of a fact as the present transaction sees them."""
    schema = _schema(fact)
    reading = csv.ReadOptions(column_names=schema.names)
    parsing = csv.ParseOptions(newlines_in_values=True)
    converting = csv.ConvertOptions(
        column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    tables = [
        csv.read_csv(BytesIO(text), read_options=reading, parse_options=parsing, convert_options=converting)
        for text in _chunks(fact)
    ]
    return pa.concat_tables([schema.empty_table(), *tables])


def counted(table: Counted) -> pa.Table:
    """The rows that a domain counts."""
    return pa.Table.from_pylist(list(table.rows()), _schema(table))


def _schema(told: Fact | Counted) -> pa.Schema:
    return pa.schema([(column.name, ARROW[column.type]) for column in told.columns])


def _chunks(fact: Fact) -> Iterator[bytes]:
    """Whole rows, a few megabytes at a time."""
    held = bytearray()
    with connection.cursor() as cursor, cursor.copy(f"copy ({fact.sql}) to stdout (format csv)") as rows:
        for row in rows:
            held += row
            if len(held) >= CHUNK:
                yield bytes(held)
                held.clear()
    if held:
        yield bytes(held)
