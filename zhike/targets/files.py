"""Targets and statements as workbooks: for the books of pay, and for whoever calculates on."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from zhike.reading.spreadsheet_safety import protect
from zhike.targets.attaining import Attained
from zhike.targets.models import Statement

PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
MONEY, SHARE, DAY = "#,##0.00", "0.0%", "yyyy-mm-dd"
Column = tuple[str, str]  # its head, and how its figures are written


def of_targets(found: Attained) -> bytes:
    """Where targets stand, one to a line."""
    columns = [(_("Whose"), ""), (_("Measure"), ""), (_("Product category"), ""), (_("Region"), "")]
    columns += [
        (_("from").capitalize(), DAY),
        (_("until").capitalize(), DAY),
        (_("Target"), MONEY),
        (_("Reached"), MONEY),
    ]
    columns += [(_("Attained"), SHARE), (_("Due by now"), MONEY), (_("Missing"), MONEY)]
    columns += [(_("Needed a day"), MONEY), (_("At this pace"), MONEY)]
    lines = []
    for one in found.standings:
        target, stands = one.target, one.progress
        words = [target.who, target.get_measure_display(), target.category, target.region]
        figures = [stands.asked, stands.reached, stands.share, stands.due, max(stands.gap, 0), stands.needed]
        lines.append([*words, target.starts_on, target.ends_on, *figures, stands.ahead])
    return _book(columns, lines)


def of_statement(statement: Statement) -> bytes:
    """Every line of a statement, and what it comes to."""
    columns = [(_("Day"), DAY), (_("Document"), ""), (_("Customer"), ""), (_("Product category"), "")]
    columns += [(_("Amount"), MONEY), (_("Rate"), SHARE), (_("Share of the target"), SHARE), (_("Commission"), MONEY)]
    columns += [(_("Takes back of"), ""), (_("Late for"), "")]
    lines: list[list[Any]] = [
        [
            *(one.on, one.document, one.customer, one.category, one.amount, one.percent / 100, _part(one.share)),
            *(one.earned, one.paid_in or None, one.late_for or None),
        ]
        for one in statement.lines.select_related("statement__plan")
    ]
    lines.append([None, _("Total"), None, None, statement.base, None, None, statement.earned, None, None])
    return _book(columns, lines)


def _part(percent: Any) -> Any:
    return None if percent is None else percent / 100


def _book(columns: Sequence[Column], lines: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, its head frozen; a text is a text, even one that looks like a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, PLAIN) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [head for head, _kind in columns], book.add_format({"bold": True}))
        kinds = [book.add_format({"num_format": kind} if kind else {}) for _head, kind in columns]
        for at, line in enumerate(lines, start=1):
            for place, (cell, kind) in enumerate(zip(line, kinds, strict=True)):
                sheet.write(at, place, protect(cell) if isinstance(cell, str) else cell, kind)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 16)
    return out.getvalue()
