"""Look into a packed file (a workbook is a zip of XML) before anything unfolds it.

Each part is unfolded once, as a stream with a running cap, and thrown away; sizes a zip declares can lie. On the way is
learnt how far a sheet reaches, because two cells at opposite corners make a reader allocate everything between.
"""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from pathlib import Path

from zhike.reading.problems import UnreadableFile

MOST_PARTS = 5_000
MOST_BYTES = 256 << 20
MOST_BYTES_OF_TEXTS = 96 << 20  # shared texts are held in memory
MOST_BYTES_OF_PLAN = 8 << 20  # lists of sheets, relations and styles too
MOST_RATIO = 120  # real sheets fold 5 to 30 times
RATIO_COUNTS_FROM = 8 << 20
MOST_CELLS = 2_500_000

_CHUNK = 1 << 18
_LONGEST_TEXT = 1 << 20  # far more than a cell may hold
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)([0-9]+)["']""")
_VALUE_END = re.compile(rb"</(?:\w+:)?[vt]\s*>")
_NOT_DATA = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, RuntimeError, NotImplementedError, UnicodeDecodeError),
)


def check_workbook(path: Path) -> None:
    """Refuse, with ``UnreadableFile``, workbooks that would need unreasonable memory or that are not plain data."""
    try:
        with zipfile.ZipFile(path) as packed:
            _check_parts(packed, path.stat().st_size)
    except _BROKEN:
        raise UnreadableFile("damaged") from None


def _check_parts(packed: zipfile.ZipFile, folded: int) -> None:
    parts = packed.infolist()
    declared = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or _is_too_much(declared, folded):
        raise _too_large()
    unfolded = 0
    for part in parts:
        reach = _Reach()
        size = 0
        for chunk in _unfold(packed, part):
            size += len(chunk)
            if size > _limit(part.filename) or _is_too_much(unfolded + size, folded):
                raise _too_large()
            reach.see(chunk)
        unfolded += size


def _is_too_much(unfolded: int, folded: int) -> bool:
    return unfolded > MOST_BYTES or (unfolded > RATIO_COUNTS_FROM and unfolded > MOST_RATIO * folded)


def _too_large() -> UnreadableFile:
    return UnreadableFile("too_large_inside", limit=MOST_BYTES >> 20)


def _limit(name: str) -> int:
    name = name.lower()
    if name.endswith(("workbook.xml", "styles.xml", ".rels", "[content_types].xml")):
        return MOST_BYTES_OF_PLAN
    return MOST_BYTES_OF_TEXTS if "sharedstrings" in name else MOST_BYTES


def _unfold(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes. The declared size is ignored, or a part that lies would look small here and be large later."""
    undeclared = copy(part)
    undeclared.file_size = MOST_BYTES + _CHUNK
    with packed.open(undeclared) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _Reach:
    """How far the cells of one part reach, seen tag by tag as its XML streams past."""

    def __init__(self):
        self._tail = b""
        self._columns: set[bytes] = set()
        self._last_row = 0
        self._values = 0
        self._is_xml: bool | None = None

    def see(self, chunk: bytes) -> None:
        if self._is_xml is None:
            self._is_xml = _starts_xml(chunk)
        if not self._is_xml:
            return
        chunk = self._tail + chunk
        cut = chunk.rfind(b"<")
        chunk, self._tail = chunk[:cut], chunk[cut:]
        if _NOT_DATA.search(chunk) or len(self._tail) > _LONGEST_TEXT:
            raise UnreadableFile("damaged")
        self._measure(chunk)

    def _measure(self, chunk: bytes) -> None:
        self._values += len(_VALUE_END.findall(chunk))
        for letters, row in set(_REFERENCE.findall(chunk)):
            self._columns.add(letters.upper())
            self._last_row = max(self._last_row, int(row[:9]))
        last_column = max(map(_column_number, self._columns), default=0)
        if self._last_row * last_column > MOST_CELLS:
            raise UnreadableFile("too_many_cells", rows=self._last_row, columns=last_column)
        if self._values > MOST_CELLS:
            raise _too_large()


def _starts_xml(chunk: bytes) -> bool:
    """Whether the part is XML. XML in two-byte letters would slip past the measuring, so it is refused."""
    if b"<\0" in chunk[:8] or b"\0<" in chunk[:8]:
        raise UnreadableFile("damaged")
    return chunk.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def _column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number
