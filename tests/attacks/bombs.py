"""Files that are small until somebody opens them, each made by a program."""

import csv
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

HUNDRED_MB = 100 * 2**20
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>'
)
_ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>a</t></is></c></row>'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    "</Types>"
)
_RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOMBS: dict[str, Callable[[Path], None]] = {}


def bomb(make: Callable[[Path], None]) -> Callable[[Path], None]:
    """Keep a maker under its name."""
    BOMBS[make.__name__] = make
    return make


def workbook(path: Path, *, sheet: str | bytes = "", texts: bytes = b"", sheets: int = 1, **parts: bytes) -> None:
    """A workbook with this in its first sheet, and whatever else beside it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _RELS.format(_rel(1, "officeDocument", "xl/workbook.xml")))
        named = "".join(f'<sheet name="s{nth}" sheetId="{nth}" r:id="rId1"/>' for nth in range(1, sheets + 1))
        packed.writestr("xl/workbook.xml", _BOOK.format(named))
        more = _rel(2, "sharedStrings", "sharedStrings.xml") if texts else ""
        packed.writestr(
            "xl/_rels/workbook.xml.rels", _RELS.format(_rel(1, "worksheet", "worksheets/sheet1.xml") + more)
        )
        packed.writestr("xl/worksheets/sheet1.xml", sheet if isinstance(sheet, bytes) else _SHEET.format(sheet))
        if texts:
            packed.writestr("xl/sharedStrings.xml", texts)
        for name, content in parts.items():
            packed.writestr(name, content)


@bomb
def blanks_in_a_sheet(path: Path) -> None:
    workbook(path, sheet=_SHEET.encode().replace(b"{}", b" " * HUNDRED_MB * 3))


@bomb
def zeros_beside_a_sheet(path: Path) -> None:
    workbook(path, sheet=_ROW.format(1), **{"xl/media/a.png": b"\0" * HUNDRED_MB * 3})


@bomb
def shared_texts(path: Path) -> None:
    workbook(path, sheet=_ROW.format(1), texts=b"<sst>" + b"<si><t>aaaaaaaaaa</t></si>" * 8_000_000 + b"</sst>")


@bomb
def one_long_text(path: Path) -> None:
    workbook(path, sheet=f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"a" * HUNDRED_MB}</t></is></c></row>')


@bomb
def two_far_corners(path: Path) -> None:
    workbook(path, sheet='<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@bomb
def a_row_number_beyond_numbers(path: Path) -> None:
    workbook(path, sheet=f'<row r="{"9" * 40}"><c r="A{"9" * 40}"><v>1</v></c></row>')


@bomb
def a_column_beyond_columns(path: Path) -> None:
    workbook(path, sheet=f'<row r="1"><c r="{"Z" * 60}1"><v>1</v></c></row>')


@bomb
def a_million_sheets(path: Path) -> None:
    workbook(path, sheet=_ROW.format(1), sheets=1_000_000)


@bomb
def ten_thousand_parts(path: Path) -> None:
    workbook(path, sheet=_ROW.format(1), **{f"xl/x{nth}.xml": b"<a/>" for nth in range(10_000)})


@bomb
def entities_of_entities(path: Path) -> None:
    grown = "".join(f'<!ENTITY e{nth} "{f"&e{nth - 1};" * 10}">' for nth in range(1, 10))
    workbook(path, sheet=f'<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">{grown}]><worksheet>&e9;</worksheet>'.encode())


@bomb
def an_entity_from_elsewhere(path: Path) -> None:
    workbook(path, sheet=b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>')


@bomb
def the_same_in_two_byte_letters(path: Path) -> None:
    workbook(
        path, sheet='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'.encode("utf-16")
    )


@bomb
def deep_elements(path: Path) -> None:
    workbook(path, sheet=b"<a>" * 3_000_000)


@bomb
def a_part_that_lies_about_its_size(path: Path) -> None:
    blanks_in_a_sheet(path)
    lying, size = bytearray(path.read_bytes()), HUNDRED_MB * 3
    for at in _places(lying, struct.pack("<I", size + len(_SHEET) - 2)):
        lying[at : at + 4] = struct.pack("<I", 100)
    path.write_bytes(bytes(lying))


@bomb
def overlapping_parts(path: Path) -> None:
    """One folded part that a thousand names of the directory point at (Fifield, WOOT 2019)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/a.xml", b" " * 20_000_000)
        first = book.infolist()[0]
        for nth in range(1_000):
            again = zipfile.ZipInfo(f"xl/{nth}.xml")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, name, getattr(first, name))
            book.filelist.append(again)
            book.NameToInfo[again.filename] = again
    path.write_bytes(packed.getvalue())


@bomb
def a_zip_in_a_zip(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", b"\0" * HUNDRED_MB)
    workbook(path, sheet=_ROW.format(1), **{f"xl/embeddings/{nth}.zip": inner.getvalue() for nth in range(200)})


@bomb
def a_damaged_stream(path: Path) -> None:
    workbook(path, sheet=_ROW.format(1))
    path.write_bytes(path.read_bytes()[:-60])


@bomb
def a_folded_csv(path: Path) -> None:
    path.write_bytes(gzip.compress(b"a" * HUNDRED_MB))


@bomb
def one_line_without_end(path: Path) -> None:
    path.write_bytes(b"name\n" + b"a" * HUNDRED_MB)


@bomb
def one_quote_never_closed(path: Path) -> None:
    path.write_bytes(b'name\n"' + b"a\n" * (HUNDRED_MB // 2))


@bomb
def a_header_of_a_million(path: Path) -> None:
    path.write_bytes(b"a," * 1_000_000 + b"\n1\n")


@bomb
def commas_alone(path: Path) -> None:
    path.write_bytes(b"a,b\n" + b"," * 50_000_000)


@bomb
def quotes_alone(path: Path) -> None:
    path.write_bytes(b"a,b\n" + b'"' * 30_000_000)


@bomb
def letters_of_no_encoding(path: Path) -> None:
    path.write_bytes(b"a,b\n" + bytes(range(128, 256)) * 200_000)


@bomb
def nothing_but_nul(path: Path) -> None:
    path.write_bytes(b"\0" * 30_000_000)


@bomb
def a_picture_of_four_gigapixels(path: Path) -> None:
    head = struct.pack(">IIBBBBB", 65_535, 65_535, 8, 6, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 10**7))
        + _chunk(b"IEND", b"")
    )


@bomb
def many_short_lines(path: Path) -> None:
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([["a"]] * 5_000_000)


def _rel(nth: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{nth}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _places(body: bytearray, wanted: bytes) -> list[int]:
    found, at = [], body.find(wanted)
    while at >= 0:
        found.append(at)
        at = body.find(wanted, at + 1)
    return found
