"""Files that spreadsheets and address books open: nothing in them runs, and numbers and days are what they are."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.exchange.exporting.sheet import Sheet
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.reading.source import LONGEST_CELL
from zhike.reading.spreadsheet_safety import protect

LINES_AT_ONCE = 2_000
MOST_ROWS_OF_A_WORKBOOK = 1_048_575
Step = Callable[[int], None]  # is told how many more rows are written


@dataclass(frozen=True)
class Format:
    """A kind of file: its name, its words, the ending of the file, and what writes it."""

    name: str
    label: Any
    ending: str
    write: Callable[[Sheet, Path, Step], None]


def delimited(encoding: str) -> Callable[[Sheet, Path, Step], None]:
    """What writes CSV in an encoding."""

    def write(sheet: Sheet, path: Path, step: Step) -> None:
        with path.open("w", encoding=encoding, newline="", errors="replace") as out:
            csv.writer(out).writerow([protect(label) for label in sheet.labels])
            for some in _some(sheet.rows()):
                lines = io.StringIO(newline="")
                csv.writer(lines).writerows([[_text(cell) for cell in row] for row in some])
                out.write(lines.getvalue())
                step(len(some))

    return write


def workbook(sheet: Sheet, path: Path, step: Step) -> None:
    """Write XLSX row by row, in little memory; a text is a text, even one that looks like a formula or a link."""
    if sheet.count(MOST_ROWS_OF_A_WORKBOOK + 1) > MOST_ROWS_OF_A_WORKBOOK:
        raise Refusal(_("A workbook holds no more than 1,048,575 rows. Choose CSV, or narrow the list."))
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, {"constant_memory": True, **plain}) as book:
        page = book.add_worksheet()
        formats: dict[type, Any] = {date: book.add_format({"num_format": "yyyy-mm-dd"})}
        formats[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.write_row(0, 0, sheet.labels, book.add_format({"bold": True}))
        at = 0
        for some in _some(sheet.rows()):
            for row in some:
                at += 1
                for place, cell in enumerate(row):
                    _put(page, at, place, cell, formats)
            step(len(some))


def cards(sheet: Sheet, path: Path, step: Step) -> None:
    """Write vCards, which hold nothing that is not personal."""
    extras = sheet.extras
    if extras is None:
        raise Refusal(_("These records have no contact points; choose another kind of file."))
    if not sheet.is_open:
        raise NotAllowed
    beside = [column.name for column in extras.columns]
    with path.open("w", encoding="utf-8", newline="") as out:
        for some in _some(sheet.rows()):
            for row in some:
                told = dict(zip(sheet.names, row, strict=True))
                said = {name: told.pop(name) or "" for name in beside}
                out.write(extras.card(told, said))
            step(len(some))


FORMATS = {
    one.name: one
    for one in (
        Format("csv", gettext_lazy("CSV (UTF-8)"), "csv", delimited("utf-8-sig")),
        Format("csv-gb18030", gettext_lazy("CSV (GB18030, for older Excel)"), "csv", delimited("gb18030")),
        Format("xlsx", gettext_lazy("Excel workbook"), "xlsx", workbook),
        Format("vcf", gettext_lazy("vCards, for address books"), "vcf", cards),
    )
}


def _some(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    found = iter(rows)
    while some := list(islice(found, LINES_AT_ONCE)):
        yield some


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return protect(cell)
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        return timezone.localtime(cell).replace(tzinfo=None).isoformat(" ")
    return str(cell)


def _put(page: Any, at: int, place: int, cell: Any, formats: dict[type, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        # Only what begins with an apostrophe needs one more: reading takes one away.
        page.write_string(at, place, (protect(cell) if cell[0] == "'" else cell)[:LONGEST_CELL])
    elif isinstance(cell, datetime):
        page.write_datetime(at, place, timezone.localtime(cell).replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        page.write_datetime(at, place, cell, formats[date])
    else:
        page.write_number(at, place, cell)
