"""Which encoding a text file is in, and its lines, decoded a block at a time.

Order of belief: a byte-order mark; UTF-16 where zeros stand on one side of the other bytes; UTF-8 where most lines that
are not plain ASCII are valid UTF-8; GB18030 likewise. A line that cannot be decoded comes through with U+FFFD in place
of what was lost, so that its row can be named.
"""

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from zhike.reading.problems import UnreadableFile

BLOCK_BYTES = 1 << 20
LONGEST_LINE_BYTES = 4 << 20
LINES_TO_JUDGE = 20_000
OFFERED = ("utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "shift_jis", "cp1252")

_TWO_BYTES = re.compile("[\x80-\u07ff]")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TextShape(NamedTuple):
    """What a scan of the whole file found: encoding, number of lines, and the byte that ends them."""

    encoding: str
    line_count: int
    line_end: str


def text_shape(path: Path, *, encoding: str | None = None) -> TextShape:
    """Scan the file once. With ``encoding`` given only lines are counted. Raises ``UnreadableFile``."""
    with path.open("rb") as file:
        return _shape(file, encoding)


def text_of(raw: bytes) -> str:
    """A small text as a whole, in the encoding it is in; undecodable bytes become U+FFFD. Raises ``UnreadableFile``."""
    shape = _shape(io.BytesIO(raw), None)
    if shape.encoding.startswith("utf-16"):
        return raw.decode(shape.encoding, "replace")
    bare = raw.removeprefix(codecs.BOM_UTF8)
    return _decoded(bare, shape.encoding.removesuffix("-sig"), shape.line_end)


def _shape(file: BinaryIO, encoding: str | None) -> TextShape:
    start = file.read(1 << 16)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    encoding = _known(encoding) or marked
    if encoding == "utf-8" and marked == "utf-8-sig":
        encoding = marked
    if encoding == "utf-16" != marked:  # no mark, no byte order
        raise UnreadableFile("wrong_encoding", encoding=encoding)
    if encoding is None and start.count(0) > len(start) // 10:
        encoding = _unmarked(start)
    file.seek(0)
    return _scan(file, encoding, _line_end(start))


def _unmarked(start: bytes) -> str:
    """Which UTF-16 a text without a mark is in: signs of delimited text are nothing but a zero beside a byte."""
    second, first = start[1::2].count(0), start[::2].count(0)
    encoding = "utf-16-le" if second > first else "utf-16-be"
    if min(first, second) * 10 > max(first, second):
        raise UnreadableFile("looks_like_utf16")
    try:
        codecs.getincrementaldecoder(encoding)().decode(start)
    except UnicodeDecodeError:
        raise UnreadableFile("looks_like_utf16") from None
    return encoding


def lines(path: Path, shape: TextShape) -> Iterator[str]:
    """Every line with its line end, decoded; undecodable bytes become U+FFFD."""
    with path.open("rb") as file:
        if shape.encoding.startswith("utf-16"):
            wrapped = io.TextIOWrapper(file, shape.encoding, "replace", newline=shape.line_end)
            yield from iter(lambda: wrapped.readline(LONGEST_LINE_BYTES), "")
            return
        for block in _decoded_blocks(file, shape):
            yield from io.StringIO(block, newline=shape.line_end)


def blocks(path: Path, shape: TextShape) -> Iterator[str]:
    """The same lines, many together."""
    if shape.encoding.startswith("utf-16"):
        yield from _together(lines(path, shape), shape.line_end)
        return
    with path.open("rb") as file:
        yield from _decoded_blocks(file, shape)


def _together(found: Iterator[str], line_end: str) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for line in found:
        held.append(line if line.endswith(line_end) else line + line_end)
        size += len(line)
        if size >= BLOCK_BYTES:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)


def _decoded_blocks(file: BinaryIO, shape: TextShape) -> Iterator[str]:
    codec = "utf-8" if shape.encoding == "utf-8-sig" else shape.encoding
    if shape.encoding == "utf-8-sig":
        file.seek(len(codecs.BOM_UTF8))
    for block in _blocks(file, shape.line_end.encode()):
        yield _decoded(block, codec, shape.line_end)


def _known(encoding: str | None) -> str | None:
    if encoding is None:
        return None
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise UnreadableFile("wrong_encoding", encoding=encoding) from None
    return {"gbk": "gb18030", "gb2312": "gb18030", "hz": "gb18030"}.get(name, name)


def _line_end(start: bytes) -> str:
    """A lone carriage return ends lines only where the file's beginning has no line feed at all."""
    return "\r" if b"\r" in start and b"\n" not in start else "\n"


def _scan(file: BinaryIO, encoding: str | None, line_end: str) -> TextShape:
    jury = _Jury()
    count, last = 0, b""
    for block in _blocks(file, line_end.encode()):
        count += block.count(line_end.encode())
        if encoding is None and jury.is_sitting:
            jury.hear(block)
        last = block
    if not last.endswith((line_end.encode(), b"\n\x00")):
        count += 1
    return TextShape(encoding or jury.verdict(), count, line_end)


class _Jury:
    """Lets lines that are not plain ASCII vote on the encoding, up to a limit."""

    def __init__(self):
        self.utf8 = self.gb18030 = self.neither = 0

    @property
    def is_sitting(self) -> bool:
        return self.utf8 + self.gb18030 + self.neither < LINES_TO_JUDGE

    def hear(self, block: bytes):
        if block.isascii():
            return
        for line in block.split(b"\n"):
            if not line.isascii():
                self._vote(line)
            if not self.is_sitting:
                return

    def _vote(self, line: bytes):
        if _decodes(line, "utf-8"):
            self.utf8 += 1
        elif _decodes(line, "gb18030"):
            self.gb18030 += 1
        else:
            self.neither += 1

    def verdict(self) -> str:
        """GB18030 accepts much that is not Chinese, so UTF-8 wins a draw and too many failures end in a question."""
        judged = self.utf8 + self.gb18030 + self.neither
        if self.utf8 * 2 >= judged:
            return "utf-8"
        if self.gb18030 * 2 >= judged:
            return "gb18030"
        raise UnreadableFile("unknown_encoding")


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _blocks(file: BinaryIO, line_end: bytes) -> Iterator[bytes]:
    """Blocks of whole lines. A line past the limit is cut, so that no file can fill the memory."""
    carried = b""
    while block := file.read(BLOCK_BYTES):
        block = carried + block
        cut = block.rfind(line_end) + 1
        if not cut and len(block) > LONGEST_LINE_BYTES:
            yield block[:LONGEST_LINE_BYTES] + line_end
            carried = block[LONGEST_LINE_BYTES:]
        else:
            if cut:
                yield block[:cut]
            carried = block[cut:]
    if carried:
        yield carried


def _decoded(block: bytes, codec: str, line_end: str) -> str:
    """Decode all at once; where that fails, line by line, so that damage stays inside its line."""
    separator = line_end.encode()
    if codec == "gb18030" and not block.isascii():
        return line_end.join(_chinese(line) for line in block.split(separator))
    try:
        return block.decode(codec)
    except UnicodeDecodeError:
        return line_end.join(line.decode(codec, "replace") for line in block.split(separator))


def _chinese(line: bytes) -> str:
    """A line of a GB18030 file, into which lines of UTF-8 were pasted.

    Nearly all that is valid UTF-8 with letters of three bytes is no sense in GB18030; letters of two bytes may be.
    """
    try:
        if not _TWO_BYTES.search(text := line.decode()):
            return text
    except UnicodeDecodeError:
        pass
    return line.decode("gb18030", "replace")
