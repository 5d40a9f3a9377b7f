"""Reading a PDF as a person does: what is written on its pages, in which fonts, and how many pages there are."""

import re
import zlib
from typing import NamedTuple

STREAM = re.compile(rb"(\d+) 0 obj\s*<<.*?>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FONT = re.compile(r"/BaseFont /(\S+?)/ToUnicode (\d+) 0 R/Encoding")
CHARACTER = re.compile(r"^<([0-9a-f]{4})> <([0-9a-f]+)>$", re.MULTILINE)
DRAWN = re.compile(r"/(\w+) [\d.]+ Tf|\[(.*?)\] TJ", re.DOTALL)


class Paper(NamedTuple):
    """What is written, one line for each stretch of text; the fonts that are inside; how many pages there are."""

    text: str
    fonts: set[str]
    pages: int


def read(content: bytes) -> Paper:
    """A PDF made by this program. Fonts that it only names, and does not hold, are not among its fonts."""
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    streams = {int(key): _unpacked(packed) for key, packed in STREAM.findall(content)}
    inventory = next(text for text in streams.values() if "/Type /Catalog" in text)
    letters = {name.split("+")[0]: _letters(streams[int(key)]) for name, key in FONT.findall(inventory)}
    pages = [int(key) for key in re.findall(r"/Type /Page/.*?/Contents (\d+) 0 R", inventory)]
    held = set(re.findall(r"/FontName /(\S+?)/.*?/FontFile\d \d+ 0 R", inventory))
    return Paper("\n".join(_written(streams[key], letters) for key in pages), held, len(pages))


def _unpacked(packed: bytes) -> str:
    try:
        return zlib.decompress(packed).decode("latin-1")
    except zlib.error:
        return ""


def _letters(table: str) -> dict[str, str]:
    """Which characters the glyphs of a font stand for."""
    return {glyph: bytes.fromhex(letter).decode("utf-16-be") for glyph, letter in CHARACTER.findall(table)}


def _written(page: str, letters: dict[str, dict[str, str]]) -> str:
    lines, font = [], {}
    for name, drawn in DRAWN.findall(page):
        if name:
            font = letters[name]
            continue
        glyphs = re.findall("[0-9a-f]{4}", " ".join(re.findall("<([0-9a-f]+)>", drawn)))
        lines.append("".join(font[glyph] for glyph in glyphs))
    return "\n".join(lines)
