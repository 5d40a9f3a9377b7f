"""The lines behind a cell as a file: the rows and sums of their page, to whoever may see that."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.insight.cubes import lines
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import MONEY
from zhike.insight.cubes.engine import Asker
from zhike.insight.cubes.store import Store
from zhike.insight.cubes.wording import narrowed
from zhike.insight.cubes.workbook import AMOUNT, PLAIN, provenance
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.look import format
from zhike.reading.spreadsheet_safety import protect
from zhike.rights.budget import require_left

MOST = 50_000  # lines of a file: what is made while somebody waits


@dataclass(frozen=True)
class Sheet:
    """Heads with their units (none of a text), rows in their order, and the last of them, which adds the others up."""

    title: str
    above: Sequence[str]
    heads: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Any]]


def sheet(question: Question, engine: Asker, *, store: Store) -> Sheet:
    """Raises Refusal for more lines than a file holds, or than a role lets somebody take in an hour."""
    sums = engine.sums(question)
    if sums["lines"] > MOST:
        sentence = _("These are %(many)s lines, and a file holds %(most)s. Take fewer days, or narrow them further.")
        raise Refusal(sentence % {"many": f"{sums['lines']:,}", "most": f"{MOST:,}"})
    if "budget" in question.by.grants:
        require_left(question.by, sums["lines"])
    told, figures = lines.heads_of(question), question.cube.figures_of(question.by)
    heads = [(str(capfirst(entity_of(question.cube.records).noun)), ""), (pgettext("grain", "Day"), ""), *told]
    rows = [[line.name, line.day, *line.cells] for line in lines.told(question, engine, most=MOST)]
    texts = [None] * (len(heads) - len(figures) - 1)
    added = [_("Total"), *texts, *(sums[one.name] if one.is_added else None for one in figures)]
    above = (provenance(question, store), narrowed(question))
    return Sheet(str(question.measures[0].label), above, heads, [*rows, added])


def as_csv(told: Sheet) -> bytes:
    """Comma-separated, with the mark by which spreadsheets know UTF-8."""
    out = StringIO(newline="")
    csv.writer(out).writerow([protect(head) for head, _unit in told.heads])
    csv.writer(out).writerows([_text(cell) for cell in row] for row in told.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(told: Sheet) -> bytes:
    """A workbook: numbers and days as such, and above them where they come from."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, PLAIN) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        money = book.add_format({"num_format": f'"{format.symbol()}"{AMOUNT}'})
        for at, text in enumerate((told.title, *told.above)):
            page.write_string(at, 0, protect(text), None if at else bold)
        for place, (head, _unit) in enumerate(told.heads):
            page.write_string(4, place, protect(head), bold)
        forms = [money if unit == MONEY else None for _head, unit in told.heads]
        for at, row in enumerate(told.rows, start=5):
            for place, cell in enumerate(row):
                _put(page, at, place, cell, day if isinstance(cell, date) else forms[place])
        page.freeze_panes(5, 1)
        page.set_column(0, len(told.heads) - 1, 18)
    return file.getvalue()


FILES: dict[str, Callable[[Sheet], bytes]] = {"xlsx": as_xlsx, "csv": as_csv}


def _put(page: Any, at: int, place: int, cell: Any, form: Any) -> None:
    if isinstance(cell, date):
        page.write_datetime(at, place, cell, form)
    elif isinstance(cell, str):
        page.write_string(at, place, protect(cell))
    elif cell is not None:
        page.write_number(at, place, cell, form)


def _text(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return "" if cell is None else protect(str(cell))
