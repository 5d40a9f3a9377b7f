"""Answers on paper: a PDF with the drawing, the table and where the numbers come from, made without any network."""

from collections.abc import Sequence
from typing import Any

import weasyprint
from django.template.loader import render_to_string
from django.utils.translation import get_language

from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.asking import SHAPES
from zhike.insight.cubes.picture import picture
from zhike.insight.cubes.table import table
from zhike.insight.cubes.wording import certificate

MOST_LINES, MOST_COLUMNS = 200, 9


def paper(answers: Sequence[Answer], *, titles: Sequence[str], heading: str) -> bytes:
    """One PDF with all answers, in the language of the moment."""
    sheets = [_sheet(found, title) for found, title in zip(answers, titles, strict=True)]
    context = {"sheets": sheets, "heading": heading, "lang": get_language()}
    html = render_to_string("insight/cubes/paper.html", context)
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_nothing).write_pdf()
    return made


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
    whole = table(found)
    sheet |= {"table": whole, "lines": whole.lines[:MOST_LINES], "left_out": max(len(whole.lines) - MOST_LINES, 0)}
    return sheet | {"is_wide": whole.width > MOST_COLUMNS}


def _nothing(url: str, *given: Any, **options: Any) -> Any:
    """A report names nothing outside itself."""
    raise ValueError(url)
