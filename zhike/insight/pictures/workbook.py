"""A picture's tables as an XLSX workbook: a sheet for each, and first the certificate of the run."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from zhike.insight.pictures.picture import Card, Figures, Unit
from zhike.look import format
from zhike.reading.spreadsheet_safety import protect

AMOUNT, COUNT, SHARE = "#,##0.00", "#,##0", "0.0%"
FORMATS = {
    Unit.AMOUNT: AMOUNT,
    Unit.COUNT: COUNT,
    Unit.NUMBER: "0.0000",
    Unit.SHARE: SHARE,
    Unit.POINTS: SHARE,
    Unit.TENTHS: "0.0",
}
DAYS = {Unit.DAY: "yyyy-mm-dd", Unit.MONTH: "yyyy-mm"}
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
FORBIDDEN = "[]:*?/\\'"


def write(title: str, cards: Sequence[Card], certificate: Sequence[tuple[str, str]], file: IO[bytes]) -> None:
    """Write the tables of all cards, numbers as numbers."""
    with xlsxwriter.Workbook(file, PLAIN) as book:
        texts = {Unit.MONEY: f'"{format.symbol()}"{AMOUNT}', **FORMATS, **DAYS}
        formats = {unit: book.add_format({"num_format": text}) for unit, text in texts.items()}
        bold = book.add_format({"bold": True})
        first = book.add_worksheet(sheet_name(_("About"), 0))
        first.write_string(0, 0, protect(title), bold)
        for at, pair in enumerate(certificate, start=2):
            for place, words in enumerate(pair):
                first.write_string(at, place, protect(words))
        first.set_column(0, 1, 30)
        for at, figures in enumerate((one for card in cards for one in card.figures), start=1):
            put(book.add_worksheet(sheet_name(str(figures.title), at)), figures, formats, bold)


def put(page: Any, figures: Figures, formats: dict[Unit, Any], bold: Any) -> None:
    """One table, its heads frozen."""
    for place, column in enumerate(figures.columns):
        page.write_string(0, place, protect(str(column.label)), bold)
    for at, row in enumerate(figures.rows, start=1):
        for place, column in enumerate(figures.columns):
            cell(page, at, place, row[column.name], formats.get(column.unit_in(row)))
    page.freeze_panes(1, 0)
    page.set_column(0, len(figures.columns), 18)


def cell(page: Any, row: int, place: int, value: Any, form: Any) -> None:
    """A value in its own type; unknown stays empty."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, form)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, place, value, form)
    else:
        page.write_string(row, place, protect(str(value)))


def sheet_name(title: str, at: int) -> str:
    """A name that a workbook takes: unique, at most 31 signs, none of those it forbids."""
    return f"{at} " + "".join(sign for sign in title if sign not in FORBIDDEN)[:27]
