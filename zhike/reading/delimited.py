"""CSV in the forms it really comes in: any delimiter, any encoding, and rows that are broken.

A broken row is reported and the next one is read: a stray quotation mark must not swallow the rest of the file, so a
record that stays open too long, or spans lines and has the wrong width, is taken back and read line by line.
"""

import csv
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from zhike.reading.encodings import lines, text_shape
from zhike.reading.problems import BadRow, UnreadableFile
from zhike.reading.source import (
    LONGEST_CELL,
    UNREADABLE_MARK,
    Row,
    Source,
    named_columns,
    without_empty_tail,
)

DELIMITERS = (",", ";", "\t", "|")
MOST_LINES_IN_A_RECORD = 200
LINES_TO_SNIFF = 50


class CsvSource(Source):
    """A delimited text file."""

    kind = "csv"
    delimiter: str

    def __init__(self, path: Path, *, encoding: str | None = None, delimiter: str | None = None):
        self.path = path
        self.shape = text_shape(path, encoding=encoding)
        self.encoding = self.shape.encoding
        if delimiter and len(delimiter) != 1:
            raise UnreadableFile("option_invalid", value=delimiter, label="delimiter")
        first_lines = list(islice(lines(path, self.shape), LINES_TO_SNIFF))
        self.delimiter = delimiter or _declared_delimiter(first_lines) or sniffed_delimiter(first_lines)
        header = next(self._records(), None)
        if header is None:
            raise UnreadableFile("no_header")
        if header.problem:
            raise UnreadableFile("wrong_encoding", encoding=self.encoding)
        self.header_row = header.number
        self.columns = named_columns(header.values)
        self.row_count = max(self.shape.line_count - header.number, 0)

    def rows(self) -> Iterator[Row]:
        width = len(self.columns)
        records = self._records(width)
        next(records)
        return records

    def _records(self, width: int | None = None) -> Iterator[Row]:
        return Records(lines(self.path, self.shape), self.delimiter, width).read()


def sniffed_delimiter(first_lines: list[str]) -> str:
    """The delimiter that splits most of the first lines into the same number of cells, the more cells the better."""

    def regularity(delimiter: str) -> tuple[float, int]:
        widths = _widths(first_lines, delimiter)
        if not widths or widths[0] == 1:
            return 0, 0
        commonest, times = Counter(widths).most_common(1)[0]
        return (times / len(widths) if commonest > 1 else 0), commonest

    return max(DELIMITERS, key=regularity)


def _widths(first_lines: list[str], delimiter: str) -> list[int]:
    """How many cells each line has that has any; the cells are not kept, there may be millions."""
    try:
        return [len(row) for row in csv.reader(first_lines, delimiter=delimiter) if row]
    except csv.Error:
        return [line.count(delimiter) + 1 for line in first_lines]


def _split(first_lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(first_lines, delimiter=delimiter))
    except csv.Error:
        return [line.rstrip("\r\n").split(delimiter) for line in first_lines]


def _declared_delimiter(first_lines: list[str]) -> str | None:
    """Spreadsheets understand a first line "sep=;"."""
    first = first_lines[0].strip() if first_lines else ""
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else None


class _StillOpen(Exception):
    """The record being read has not ended after as many lines as we are willing to believe."""


class _Lines:
    """Feeds a csv.reader and remembers what went into the current record, so that it can be taken back."""

    def __init__(self, source: Iterator[str]):
        self._source = source
        self._returned: deque[str] = deque()
        self.current: list[str] = []

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if len(self.current) >= MOST_LINES_IN_A_RECORD:
            raise _StillOpen
        line = self._returned.popleft() if self._returned else next(self._source, None)
        if line is None:
            if self.current:
                raise _StillOpen
            raise StopIteration
        self.current.append(line)
        return line

    def take_back_all_but_first(self):
        self._returned.extendleft(reversed(self.current[1:]))
        del self.current[1:]


class Records:
    """Numbers and judges the records of some lines. Numbers count as a spreadsheet does: the first record is row 1.

    ``number`` is that of the record read last; lines from the middle of a file begin after another one.
    """

    def __init__(self, source: Iterator[str], delimiter: str, width: int | None, *, number: int = 0):
        self._lines = _Lines(source)
        self._delimiter = delimiter
        self._width = width
        self.number = number

    @property
    def is_amid(self) -> bool:
        """Whether a record was begun that may need further lines."""
        return bool(self._lines.current)

    def read(self) -> Iterator[Row]:
        feed = self._lines
        reader = csv.reader(feed, delimiter=self._delimiter, strict=True)
        while True:
            feed.current.clear()
            try:
                values = next(reader)
                problem = None
            except StopIteration:
                return
            except (_StillOpen, csv.Error) as error:
                values, problem = self._broken(error)
            self.number += 1
            if not any(values) or (self.number == 1 and _declared_delimiter(feed.current)):
                continue
            if problem is None:
                values, problem = self._fitted(values)
            yield Row(self.number, tuple(values) if problem is None else _showable(values), problem)

    def _fitted(self, values: list[str]) -> tuple[list[str], BadRow | None]:
        width = self._width
        if width is not None and len(values) != width:
            values = without_empty_tail(values, width)
            if len(values) != width:
                return self._misfit(values, width)
        return values, _record_problem(self._lines.current, values)

    def _misfit(self, values: list[str], width: int) -> tuple[list[str], BadRow | None]:
        if len(self._lines.current) > 1:
            return self._broken(_StillOpen())
        return values, BadRow("ragged", found=len(values), expected=width)

    def _broken(self, error: Exception) -> tuple[list[str], BadRow | None]:
        """Give up on the record: its first line is the bad row, the lines after it are read afresh.

        Within one line stray quotation marks are forgiven where the line still has the right width.
        """
        is_open = isinstance(error, _StillOpen) or len(self._lines.current) > 1
        self._lines.take_back_all_but_first()
        line = self._lines.current[0].rstrip("\r\n")
        [values] = _split([line], self._delimiter)
        problem = _record_problem([line], values)
        if not is_open and problem is None and len(values) == self._width:
            return values, None
        return values, problem or BadRow("unclosed_quote" if is_open else "malformed")


def _record_problem(record: list[str], values: list[str]) -> BadRow | None:
    for line in record:
        if "\0" in line:
            return BadRow("nul")
        if UNREADABLE_MARK in line:
            return BadRow("undecodable")
        if len(line) > LONGEST_CELL and max(map(len, values)) > LONGEST_CELL:
            return BadRow("overlong", limit=LONGEST_CELL)
    return None


def _showable(values: list[str]) -> tuple[str, ...]:
    """Values fit for a report: bounded, and with NUL shown as unreadable so that the row stays refused when re-read."""
    return tuple(value[:LONGEST_CELL].replace("\0", UNREADABLE_MARK) for value in values)
