"""Answers on paper: a PDF with the drawing, the table and where the numbers come from, made without any network."""

from collections.abc import Sequence
from typing import Any

from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.asking import SHAPES
from zhike.insight.cubes.picture import picture
from zhike.insight.cubes.table import table
from zhike.insight.cubes.wording import certificate
from zhike.look.paper import pdf

MOST_LINES, MOST_COLUMNS = 200, 9


def paper(answers: Sequence[Answer], *, titles: Sequence[str], heading: str) -> bytes:
    """One PDF with all answers, in the language of the moment."""
    sheets = [_sheet(found, title) for found, title in zip(answers, titles, strict=True)]
    return pdf("insight/cubes/paper.html", {"sheets": sheets, "heading": heading})


def _sheet(found: Answer, title: str) -> dict[str, Any]:
    sheet: dict[str, Any] = {
        "title": title,
        "question": found.question,
        "certificate": certificate(found.question, found.store),
        "is_empty": found.is_empty,
    }
    if found.is_empty:
        return sheet
    if found.question.shape != SHAPES[0]:
        sheet["picture"] = picture(found)
    *lines, total = found.lines
    shown = table(found, [*lines[: MOST_LINES - 1], total])
    sheet |= {"table": shown, "left_out": len(found.lines) - len(shown.lines)}
    return sheet | {"is_wide": shown.width > MOST_COLUMNS}
