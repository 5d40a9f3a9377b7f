"""Parquet files, one batch of rows at a time."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zhike.reading.problems import BadRow, UnreadableFile
from zhike.reading.source import LONGEST_CELL, Row, Source, named_columns

ROWS_AT_ONCE = 8_192
MOST_BYTES_OF_COLUMN = 1 << 30


class ParquetSource(Source):
    """A Parquet file. Rows count from 1; nested columns are left out."""

    kind = "parquet"

    def __init__(self, path: Path):
        self.path = path
        with _open(path) as file:
            schema = file.schema_arrow
            self._names = [field.name for field in schema if not pa.types.is_nested(field.type)]
            if not self._names:
                raise UnreadableFile("no_header")
            _check_sizes(file.metadata)
            self.columns = named_columns(tuple(self._names))
            self.row_count = file.metadata.num_rows

    def rows(self) -> Iterator[Row]:
        number = 0
        try:
            with _open(self.path) as file:
                for batch in file.iter_batches(ROWS_AT_ONCE, columns=self._names, use_threads=False):
                    for values in zip(*map(_values, batch.columns), strict=True):
                        number += 1
                        yield Row(number, values, _problem(values))
        except (pa.ArrowException, OSError):
            raise UnreadableFile("damaged") from None


def _open(path: Path) -> pq.ParquetFile:
    """Texts come as dictionaries: a text repeated a million times is then held once, whatever its length."""
    try:
        texts = [
            field.name
            for field in pq.read_schema(path)
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        return pq.ParquetFile(path, read_dictionary=texts, pre_buffer=False, buffer_size=1 << 20)
    except (pa.ArrowException, OSError):
        raise UnreadableFile("damaged") from None


def _check_sizes(metadata: pq.FileMetaData) -> None:
    for group in range(metadata.num_row_groups):
        for column in range(metadata.num_columns):
            if metadata.row_group(group).column(column).total_uncompressed_size > MOST_BYTES_OF_COLUMN:
                raise UnreadableFile("too_large_inside", limit=MOST_BYTES_OF_COLUMN >> 20)


def _values(column: pa.Array) -> list:
    if pa.types.is_dictionary(column.type):
        texts = column.dictionary.to_pylist()
        return [None if index is None else texts[index] for index in column.indices.to_pylist()]
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        # Nanoseconds would come out as pandas objects where pandas is installed.
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column.to_pylist()


def _problem(values: tuple) -> BadRow | None:
    for value in values:
        if type(value) is str:
            if len(value) > LONGEST_CELL:
                return BadRow("overlong", limit=LONGEST_CELL)
            if "\0" in value:
                return BadRow("nul")
    return None
