"""From a cell that tells the lines of one record apart to these lines: the very rows that it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.urls import reverse

from zhike.insight.cubes import drilling, members, wording
from zhike.insight.cubes.answer import Answer, answer
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.cuts import Cut
from zhike.insight.cubes.declaring import COUNT, MONEY, Dimension, Measure
from zhike.insight.cubes.engine import Asker, Key
from zhike.look import format

SHOWN = 50


class Line(NamedTuple):
    """A row of a cube: its record, the name of that, its day, and what its heads are of."""

    record: int
    name: str
    day: date
    cells: list[Any]


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
    question, cuts = found.question, drilling.cuts_of(found, key)
    if not question.cube.figures or not _are_lines(found, key, measure, cuts):
        return ""
    told: dict[str, list[str]] = {}
    for cut in cuts:  # of a dimension that is cut twice the value of the cell lies within the condition
        told[cut.name] = told.get(cut.name, []) + cut.codes if cut.is_but else cut.codes
    plain: dict[str, Any] = {"rows": "-", "columns": "-", "top": None, "by": None, "show": None, "shape": None}
    return f"{reverse('insight:cube-lines')}?{question.address(**plain, measures=measure.name, **told)}"


def _are_lines(found: Answer, key: Key, measure: Measure, cuts: list[Cut]) -> bool:
    """Whether a cell counts lines; how many records there are with such a line is asked of their list where it can."""
    is_cut = any(cut.one.per_line or (cut.is_but and cut.one.several) for cut in cuts)
    if not measure.only:
        return is_cut or bool(measure.counts)
    if not measure.counts or not is_cut:
        return False
    return measure.unit != COUNT or drilling.condition(found, key, measure) is None


def behind(question: Question, engine: Asker, *, number: str) -> Lines:
    """The page of that number of the lines behind a question without axes."""
    measure, sums, heads = question.measures[0], engine.sums(question), heads_of(question)
    page = Paginator(range(sums["lines"]), SHOWN).get_page(number)
    rows = []
    for row in told(question, engine, most=SHOWN, start=max(page.start_index() - 1, 0)):
        cells = [
            (shown(unit, cell) if unit else cell, bool(unit))
            for (_head, unit), cell in zip(heads, row.cells, strict=True)
        ]
        said = [(head, text, right) for (head, _unit), (text, right) in zip(heads, cells, strict=True)]
        rows.append((row.record, row.name, row.day.isoformat(), said))
    answered = answer(question, engine)
    value = wording.exact(measure, answered.value(measure, ()))
    figures = question.cube.figures_of(question.by)
    added = [(str(one.label), shown(one.unit, sums[one.name]) if one.is_added else "") for one in figures]
    right = [(head, bool(unit)) for head, unit in heads]
    return Lines(page, measure, value, right, rows, added, drilling.address(answered, (), measure))


def heads_of(question: Question) -> list[tuple[str, str]]:
    """What tells lines apart and then their figures, each with its unit; without one it is a text."""
    texts = [(str(one.label), "") for _at, one in _dimensions(question)]
    return [*texts, *((str(one.label), one.unit) for one in question.cube.figures_of(question.by))]


def told(question: Question, engine: Asker, *, most: int, start: int = 0) -> Iterator[Line]:
    """Lines in words, the newest first."""
    found = engine.lines(question, most=most, start=start)
    dimensions, figures = _dimensions(question), question.cube.figures_of(question.by)
    words = {at: members.words(one, {row[f"d{at}"] for row in found}, by=question.by) for at, one in dimensions}
    record = Dimension("record", "", "key", model=question.cube.records)
    names = members.words(record, {row["record"] for row in found}, by=question.by)
    for row in found:
        cells = [*(words[at][row[f"d{at}"]] for at, _one in dimensions), *(row[one.name] for one in figures)]
        yield Line(row["record"], names[row["record"]], row["day"], cells)


def shown(unit: str, value: Decimal | None) -> str:
    """A number of a line as it stands on paper."""
    if value is None:
        return wording.NOTHING
    return format.exact_money(value) if unit == MONEY else format.number(Decimal(value).normalize())


def _dimensions(question: Question) -> list[tuple[int, Dimension]]:
    known: Mapping[str, Dimension] = question.cube.dimensions(question.by)
    return [(at, known[name]) for at, name in enumerate(question.cube.lines) if name in known]
