"""From a cell that tells the lines of one record apart to these lines: the very rows that it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from zhike.insight.cubes import drilling, members, wording
from zhike.insight.cubes.answer import Answer, answer
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import MONEY, Dimension, Measure
from zhike.insight.cubes.engine import Asker, Key
from zhike.insight.cubes.members import Place
from zhike.look import format

SHOWN = 50


@dataclass(frozen=True)
class Lines:
    """A page of lines: the number of the cell, the heads, what each line says, and the sums of all of them."""

    page: Page
    measure: Measure
    value: str
    heads: list[tuple[str, bool]]
    rows: list[tuple[int, str, str, list[tuple[str, str, bool]]]]  # record, its name, day, and head, words, right
    sums: list[tuple[str, str]]
    records: str


def address(found: Answer, key: Key, measure: Measure) -> str:
    """The page of the lines behind a cell; nothing where it counts records that a list can be asked for."""
    question = found.question
    told = {one.name: value for one, value in zip(question.axes, key, strict=True) if value is not Place.ALL}
    cut = [*(one for one in question.axes if one.name in told), *(one for one, _values in question.sliced)]
    if not question.cube.figures or measure.only or Place.REST in key:
        return ""
    if not measure.counts and not any(one.per_line for one in cut):
        return ""
    known = {one.name: one for one in question.axes}
    slices = {name: [members.code(known[name], value)] for name, value in told.items()}
    plain: dict[str, Any] = {"rows": "-", "columns": "-", "top": None, "by": None, "show": None, "shape": None}
    return f"{reverse('insight:cube-lines')}?{question.address(**plain, measures=measure.name, **slices)}"


def behind(question: Question, engine: Asker, *, number: str) -> Lines:
    """The page of that number of the lines behind a question without axes."""
    measure, sums = question.measures[0], engine.sums(question)
    page = Paginator(range(sums["lines"]), SHOWN).get_page(number)
    found = engine.lines(question, most=SHOWN, start=max(page.start_index() - 1, 0))
    figures = question.cube.figures_of(question.by)
    dimensions = _dimensions(question)
    told = {one.name: members.words(one, {row[f"d{at}"] for row in found}, by=question.by) for at, one in dimensions}
    record = Dimension("record", "", "key", model=question.cube.records)
    names = members.words(record, {row["record"] for row in found}, by=question.by)
    heads = [*((str(one.label), False) for _at, one in dimensions), *((str(one.label), True) for one in figures)]
    rows = []
    for row in found:
        cells = [(told[one.name][row[f"d{at}"]], False) for at, one in dimensions]
        cells += [(shown(one.unit, row[one.name]), True) for one in figures]
        said = [(head, text, right) for (head, _right), (text, right) in zip(heads, cells, strict=True)]
        rows.append((row["record"], names[row["record"]], row["day"].isoformat(), said))
    answered = answer(question, engine)
    value = wording.exact(measure, answered.value(measure, ()))
    added = [(str(one.label), shown(one.unit, sums[one.name]) if one.is_added else "") for one in figures]
    return Lines(page, measure, value, heads, rows, added, drilling.address(answered, (), measure))


def shown(unit: str, value: Decimal | None) -> str:
    """A number of a line as it stands on paper."""
    if value is None:
        return wording.NOTHING
    return format.exact_money(value) if unit == MONEY else format.number(Decimal(value).normalize())


def _dimensions(question: Question) -> list[tuple[int, Dimension]]:
    known: Mapping[str, Dimension] = question.cube.dimensions(question.by)
    return [(at, known[name]) for at, name in enumerate(question.cube.lines) if name in known]
