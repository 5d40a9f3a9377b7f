"""XLSX sheets, read with calamine after the packed file has been looked into."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from zhike.reading.packed_files import check_workbook
from zhike.reading.problems import BadRow, UnreadableFile
from zhike.reading.source import (
    LONGEST_CELL,
    UNREADABLE_MARK,
    Row,
    Source,
    named_columns,
    without_empty_tail,
)


class WorkbookSource(Source):
    """One sheet of an XLSX workbook: the named one, or the first."""

    kind = "xlsx"

    def __init__(self, path: Path, *, sheet: str | None = None):
        self.path = path
        check_workbook(path)
        with _open(path) as book:
            self.sheets = tuple(book.sheet_names)
            self.sheet = sheet or next(iter(self.sheets), None)
            if self.sheet not in self.sheets:
                raise UnreadableFile("no_such_sheet", sheet=sheet or "")
            self._opened = _sheet(book, self.sheet)
        header = next(_from_header(self._opened), None)
        if header is None:
            raise UnreadableFile("no_header")
        width = max((end for row, _start, end in _wide_cells(self._opened) if row == header.number), default=1)
        self.columns = named_columns(tuple(without_empty_tail(list(header.values), width)))
        last = self._opened.end
        self.row_count = (last[0] + 1 if last else 0) - header.number

    def rows(self) -> Iterator[Row]:
        width = len(self.columns)
        rows = _from_header(self._opened)
        next(rows)
        for number, values, _ in rows:
            yield _fitted(number, list(values), width)


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except CalamineError:
        raise UnreadableFile("damaged") from None


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except CalamineError:
        raise UnreadableFile("damaged") from None


def _from_header(sheet: CalamineSheet) -> Iterator[Row]:
    """Filled rows from the header on.

    Where a cell merged over columns stands alone in the first of them, it is a title, and the header is the first row
    with several cells.
    """
    wide = {(row, start) for row, start, _end in _wide_cells(sheet)}
    for titles, row in enumerate(_filled_rows(sheet)):
        filled = [place for place, value in enumerate(row.values, 1) if value != ""]
        if len(filled) > 1 or (titles == 0 and (row.number, filled[0]) not in wide):
            yield from islice(_filled_rows(sheet), titles, None)
            return
    yield from _filled_rows(sheet)


def _wide_cells(sheet: CalamineSheet) -> list[tuple[int, int, int]]:
    """Cells merged over several columns: row, first and last column, counted from 1."""
    merged = sheet.merged_cell_ranges or []
    return [(row + 1, start + 1, end + 1) for (row, start), (_last, end) in merged if end > start]


def _filled_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Rows with at least one filled cell, under the number the spreadsheet shows."""
    if sheet.start is None:
        return
    for number, values in enumerate(sheet.iter_rows(), 1):
        if any(value != "" for value in values):
            yield Row(number, tuple(values))


def _fitted(number: int, values: list, width: int) -> Row:
    if len(values) != width:
        values = without_empty_tail(values, width)
        values = values + [""] * (width - len(values))
    if len(values) > width:
        return Row(number, tuple(values), BadRow("ragged", found=len(values), expected=width))
    for value in values:
        if type(value) is str and (len(value) > LONGEST_CELL or "\0" in value or UNREADABLE_MARK in value):
            return Row(number, tuple(values), _text_problem(value))
    return Row(number, tuple(values))


def _text_problem(value: str) -> BadRow:
    if len(value) > LONGEST_CELL:
        return BadRow("overlong", limit=LONGEST_CELL)
    return BadRow("nul" if "\0" in value else "undecodable")
