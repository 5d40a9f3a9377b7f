"""Open a table of any kind we read."""

from pathlib import Path

from zhike.reading.delimited import CsvSource
from zhike.reading.problems import UnreadableFile
from zhike.reading.source import MOST_ROWS, Source
from zhike.reading.workbooks import WorkbookSource

_ZIP, _PARQUET, _OLD_OFFICE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
_NEVER_TABLES = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
)


def open_source(
    path: Path | str, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
) -> Source:
    """The table in the file at ``path``: what it is shows in its first bytes, not in its name.

    ``encoding`` and ``delimiter`` overrule what would be guessed for CSV, ``sheet`` the first one of a workbook.
    Raises ``UnreadableFile``.
    """
    source = _opened(path, encoding=encoding, delimiter=delimiter, sheet=sheet)
    if source.row_count > MOST_ROWS:
        raise UnreadableFile("too_many_rows", limit=MOST_ROWS)
    return source


def _opened(path: Path | str, *, encoding: str | None, delimiter: str | None, sheet: str | None) -> Source:
    path = Path(path)
    start = _first_bytes(path)
    if start.startswith(_ZIP):
        return WorkbookSource(path, sheet=sheet)
    if start.startswith(_PARQUET):
        from zhike.reading.columnar import ParquetSource  # noqa: PLC0415 -- Arrow takes as long to load as Django

        return ParquetSource(path)
    if start.startswith(_OLD_OFFICE):
        raise UnreadableFile("old_excel")
    if start.startswith(_PACKED):
        raise UnreadableFile("packed")
    if start.startswith(_NEVER_TABLES):
        raise UnreadableFile("not_a_table")
    return CsvSource(path, encoding=encoding, delimiter=delimiter)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError:
        raise UnreadableFile("missing") from None
    if not start:
        raise UnreadableFile("empty")
    return start
