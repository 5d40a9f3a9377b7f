"""CSV split into columns of text by Arrow, piece by piece, wherever it says of a piece what the careful reader would.

A piece of a file is regular where every line of it is one record of the right width beyond doubt. One that is not is
halved until little of it is left, which the careful reader reads record by record.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple, TypeGuard

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from zhike.reading.delimited import DELIMITERS, CsvSource, Records
from zhike.reading.encodings import blocks
from zhike.reading.problems import BadRow
from zhike.reading.source import LONGEST_CELL, UNREADABLE_MARK

FEW_LINES = 512
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
STRANGE = (b"\0", UNREADABLE_MARK.encode())
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Piece(NamedTuple):
    """Some records: their numbers in the file, the wanted columns as text, and what is wrong with some, by place.

    ``cells`` tells every cell of the record at a place.
    """

    numbers: Sequence[int]
    columns: Sequence[pa.Array]
    problems: Mapping[int, BadRow]
    cells: Callable[[int], tuple]


def can_be_split(source: object) -> TypeGuard[CsvSource]:
    """Whether a source can be read in pieces."""
    return (
        isinstance(source, CsvSource)
        and source.shape.encoding in ENCODINGS
        and source.shape.line_end == "\n"
        and source.delimiter in DELIMITERS
    )


def pieces(source: CsvSource, headers: Sequence[str]) -> Iterator[Piece]:
    """All records after the header, without blank ones, as ``source.rows()`` has them; of each only these columns."""
    stock = Stock(source)
    places = [source.columns.index(header) for header in headers]
    number = 0
    for data in stock:
        is_body = number >= source.header_row
        if is_body and (piece := regular(data, source, places, number)) is not None:
            number += len(piece.numbers)
            yield piece
        elif data.count(b"\n") > FEW_LINES:
            stock.halve(data)
        else:
            records = stock.records(data, number)
            rows = [row for row in records.read() if row.number > source.header_row]
            number = records.number
            yield read_carefully(rows, places)


class Stock:
    """What is left of a file, in pieces of whole lines."""

    def __init__(self, source: CsvSource) -> None:
        self.source = source
        self.texts = blocks(source.path, source.shape)
        self.halves: deque[bytes] = deque()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self.halves.popleft() if self.halves else next(self.texts).encode()

    def halve(self, data: bytes) -> None:
        """Take a piece back as two."""
        middle = data.rfind(b"\n", 0, len(data) // 2) + 1 or data.find(b"\n") + 1
        self.halves.extendleft((data[middle:], data[:middle]))

    def records(self, data: bytes, number: int) -> Records:
        """The careful reader of a piece; a record still open goes on in the next one, which is read too."""

        def lines() -> Iterator[str]:
            yield from io.StringIO(data.decode(), newline="\n")
            while records.is_amid and (more := next(self, None)) is not None:
                yield from io.StringIO(more.decode(), newline="\n")

        records = Records(lines(), self.source.delimiter, len(self.source.columns), number=number)
        return records


def regular(data: bytes, source: CsvSource, places: Sequence[int], number: int) -> Piece | None:
    """A piece read at once, each line one record; None where that is not certain."""
    lines = data.removesuffix(b"\n").split(b"\n")
    if is_doubtful(data, lines, source.delimiter):
        return None
    try:
        table = split(data, source.delimiter, len(source.columns), places)
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(lines) or has_blank_row(table):
        return None
    columns = [table[str(place)].combine_chunks() for place in places]
    numbers = range(number + 1, number + 1 + table.num_rows)
    return Piece(numbers, columns, {}, partial(cells_of_line, data, source.delimiter))


def is_doubtful(data: bytes, lines: Sequence[bytes], delimiter: str) -> bool:
    """Whether something in a piece may mean more than cells and line ends."""
    return (
        any(mark in data for mark in STRANGE)
        or data.startswith(BYTE_ORDER_MARK)  # Arrow would take it off
        or max(map(len, lines)) > LONGEST_CELL
        or (b'"' in data and not are_quoted_well(lines, delimiter))
    )


def are_quoted_well(lines: Sequence[bytes], delimiter: str) -> bool:
    """Whether every quotation mark that opens a cell is closed where the cell ends, in the same line."""
    mark = re.escape(delimiter)
    cell = f'(?:"(?:[^"]|"")*"|[^"{mark}\r][^{mark}\r]*|)'
    return bool(pc.all(pc.match_substring_regex(pa.array(lines, pa.string()), f"^{cell}(?:{mark}{cell})*\r?$")).as_py())


def split(data: bytes, delimiter: str, width: int, places: Sequence[int]) -> pa.Table:
    """Columns of text at these places. Refuses with ``ArrowInvalid`` where a line has another width."""
    names = [str(place) for place in range(width)]
    wanted = list(dict.fromkeys(names[place] for place in places))
    return read_csv(
        pa.py_buffer(data),
        read_options=ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        parse_options=ParseOptions(
            delimiter=delimiter, quote_char='"' if b'"' in data else False, ignore_empty_lines=False
        ),
        convert_options=ConvertOptions(
            include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
        ),
    )


def has_blank_row(table: pa.Table) -> bool:
    """Whether a row is blank as far as can be seen; the careful reader leaves such rows out."""
    blank = None
    for column in table.columns:
        empty = pc.equal(column, "")
        blank = empty if blank is None else pc.and_(blank, empty)
    return bool(pc.any(blank).as_py())


def cells_of_line(data: bytes, delimiter: str, place: int) -> tuple:
    """Every cell of one line of a regular piece."""
    return tuple(next(csv.reader([lines_of(data)[place]], delimiter=delimiter)))


@lru_cache(maxsize=1)
def lines_of(data: bytes) -> list[str]:
    """The lines of a piece, kept while the next question may be about the same one."""
    return data.decode().split("\n")


def read_carefully(rows: Sequence, places: Sequence[int]) -> Piece:
    """Records read one by one as a piece."""
    problems = {place: row.problem for place, row in enumerate(rows) if row.problem}
    columns = [pa.array(["" if row.problem else row.values[place] for row in rows], pa.string()) for place in places]
    return Piece([row.number for row in rows], columns, problems, lambda place: rows[place].values)
