"""Answers as an XLSX workbook: a sheet for each, numbers as numbers, and below them where they come from."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import COUNT, MONEY, SHARE
from zhike.insight.cubes.store import Store
from zhike.insight.cubes.wording import BESIDE, beside_head, certificate, narrowed
from zhike.look import format
from zhike.reading.spreadsheet_safety import protect

AMOUNT = "#,##0.00"
FORMATS = {COUNT: "#,##0", SHARE: "0.0%"}
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write(answers: Sequence[Answer], file: IO[bytes], *, titles: Sequence[str] = ()) -> None:
    """Write a workbook with a sheet for each answer."""
    with xlsxwriter.Workbook(file, PLAIN) as book:
        for at, found in enumerate(answers):
            title = titles[at] if at < len(titles) else str(found.question.cube.label)
            _sheet(book, book.add_worksheet(_sheet_name(title, at)), found, title)


def _sheet(book: Any, page: Any, found: Answer, title: str) -> None:
    bold = book.add_format({"bold": True})
    page.write_string(0, 0, protect(title), bold)
    page.write_string(1, 0, provenance(found.question, found.store))
    page.write_string(2, 0, protect(narrowed(found.question)))
    depth = max(len(found.question.rows), 1)
    _heads(page, found, depth, bold)
    texts = {MONEY: f'"{format.symbol()}"{AMOUNT}', **FORMATS}
    formats = {unit: book.add_format({"num_format": text}) for unit, text in texts.items()}
    for at, line in enumerate(found.lines, start=5):
        page.write_string(at, line.depth if not line.is_total else 0, protect(line.words))
        place = depth
        for column in found.columns:
            key = (*line.key, *column.key)
            for measure in found.question.measures:
                _number(page, at, place, found.value(measure, key), formats.get(measure.unit))
                place += 1
                if _has_beside(found):
                    _number(page, at, place, found.beside(measure, key), formats[SHARE])
                    place += 1
    page.freeze_panes(5, depth)
    page.set_column(0, depth - 1, 22)
    page.set_column(depth, depth + 40, 14)


def _heads(page: Any, found: Answer, depth: int, bold: Any) -> None:
    for at, one in enumerate(found.question.rows):
        page.write_string(4, at, str(one.label), bold)
    place = depth
    for column in found.columns:
        for measure in found.question.measures:
            page.write_string(3, place, protect(column.words), bold)
            page.write_string(4, place, protect(str(measure.label)), bold)
            place += 1
            if _has_beside(found):
                page.write_string(4, place, beside_head(found.question, measure), bold)
                place += 1


def _has_beside(found: Answer) -> bool:
    return found.question.show in BESIDE


def _number(page: Any, row: int, column: int, value: Decimal | None, form: Any) -> None:
    if value is not None:
        page.write_number(row, column, value, form)


def provenance(question: Question, store: Store) -> str:
    """Of which days the numbers are, and when the facts were read."""
    told = certificate(question, store)
    at = timezone.localtime(store.facts_at)
    where = _("%(days)s · facts read %(at)s · load %(load)s") % {**told, "at": f"{at:%Y-%m-%d %H:%M}"}
    return f"{where} · {told['left_out']}" if told["left_out"] else where


def _sheet_name(title: str, at: int) -> str:
    """A name that a workbook takes: unique, 31 characters, none of the signs it forbids."""
    return f"{at + 1} " + "".join(sign for sign in title if sign not in "[]:*?/\\'")[:28]
