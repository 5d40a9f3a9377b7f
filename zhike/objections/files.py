"""The statistics of the book as files."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from zhike.objections.rules import Share
from zhike.reading.rejects import MARK
from zhike.reading.spreadsheet_safety import protect

Lines = Sequence[tuple[list[str], Share]]
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def as_csv(lines: Lines) -> bytes:
    """Comma-separated, with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    out.write(MARK)
    paper = csv.writer(out)
    paper.writerow(_heads())
    for words, share in lines:
        paper.writerow([*map(protect, words), share.won, share.tried, *(f"{figure:.4f}" for figure in _figures(share))])
    return out.getvalue().encode()


def as_xlsx(lines: Lines) -> bytes:
    """A workbook with one sheet, its head frozen, shares as shares."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        sheet, bold, shares = (
            book.add_worksheet(),
            book.add_format({"bold": True}),
            book.add_format({"num_format": "0.0%"}),
        )
        sheet.write_row(0, 0, _heads(), bold)
        for at, (words, share) in enumerate(lines, start=1):
            sheet.write_row(at, 0, [*map(protect, words), share.won, share.tried])
            sheet.write_row(at, len(words) + 2, _figures(share), shares)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 8, 16)
    return out.getvalue()


def _figures(share: Share) -> list[float]:
    return [share.rate or 0.0, *share.interval]


def _heads() -> list[str]:
    return [
        _("Kind"),
        _("Method"),
        _("When"),
        _("Seller with the firm"),
        _("Overcome"),
        _("Decided"),
        _("Share"),
        _("Low end (95%)"),
        _("High end (95%)"),
    ]
