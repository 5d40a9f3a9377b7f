"""An answer as a table: each number with its words, what it is beside the others, and where it leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zhike.insight.cubes import lines, members, paging, wording
from zhike.insight.cubes.answer import Answer, Head
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import Dimension, Measure
from zhike.insight.cubes.members import Place

WARMEST = 10


@dataclass(frozen=True)
class Cell:
    """One number. `tone` is up, down or nothing; `warmth` 0 to 10 by its size among those of its measure."""

    value: Decimal | None
    text: str
    exact: str
    beside: str = ""
    tone: str = ""
    link: str = ""
    warmth: int = 0


@dataclass(frozen=True)
class Line:
    """One row: its words, how deep it stands, where opening it leads, and its cells."""

    words: str
    depth: int
    is_total: bool
    opens: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The heads above the columns (with what opening one leads to), the measures under each, and the lines."""

    heads: list[tuple[Head, str]]
    measures: tuple[Measure, ...]
    lines: list[Line] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.heads) * len(self.measures)


def table(found: Answer, shown: Sequence[Head] | None = None) -> Table:
    """What the page of an answer shows: all its lines, or those that are shown at once."""
    question = found.question
    known = question.cube.dimensions(question.by)
    heads = [(head, _opens(question, question.columns, head, known)) for head in found.columns]
    most = _most(found)
    lines = [
        Line(head.words, head.depth, head.is_total and head.key == (Place.ALL,) * len(question.rows),
             _opens(question, question.rows, head, known), _cells(found, head, most))
        for head in (found.lines if shown is None else shown)
    ]  # fmt: skip
    return Table(heads, question.measures, lines)


def _cells(found: Answer, line: Head, most: dict[str, Decimal]) -> list[Cell]:
    return [
        _cell(found, (*line.key, *column.key), measure, most)
        for column in found.columns
        for measure in found.question.measures
    ]


def _cell(found: Answer, key: Any, measure: Measure, most: dict[str, Decimal]) -> Cell:
    value = found.value(measure, key)
    if value is None:
        return Cell(None, wording.NOTHING if key in found.cells else "", "")
    part = found.beside(measure, key)
    tone = (
        ""
        if found.question.show not in wording.GROWTH or not part
        else "up"
        if (part > 0) != measure.is_worse_more
        else "down"
    )
    inner = Place.ALL not in key and most.get(measure.name)
    warmth = round(WARMEST * float(max(value, Decimal(0)) / most[measure.name]) ** 0.5) if inner else 0
    return Cell(
        value,
        wording.shown(measure, value),
        wording.exact(measure, value),
        wording.beside(found.question, measure, part),
        tone,
        lines.address(found, key, measure) or paging.address(found, key, measure),
        warmth,
    )


def _most(found: Answer) -> dict[str, Decimal]:
    """The largest number of each measure among the cells that are no totals, where there is more than one column."""
    if not found.question.columns:
        return {}
    inner = [key for key in found.cells if Place.ALL not in key]
    sizes = {one.name: [found.value(one, key) or Decimal(0) for key in inner] for one in found.question.measures}
    return {name: max(values) for name, values in sizes.items() if values and max(values) > 0}


def _opens(question: Question, axis: tuple[Dimension, ...], head: Head, known: Mapping[str, Dimension]) -> str:
    """Where opening a line or a column leads: what it stands for alone, cut by the next finer dimension."""
    said = [at for at, value in enumerate(head.key) if value is not Place.ALL]
    if not said or Place.REST in head.key:
        return ""
    cut = axis[said[-1]]
    others = [one for one in question.axes if one != cut]
    finer = known.get(cut.finer)
    if finer is None and not others:
        return ""
    slices = {axis[at].name: [members.code(axis[at], head.key[at])] for at in said}
    names = [one.name for at, one in enumerate(axis) if at not in said[:-1] and one != cut]
    if finer and finer.name not in [one.name for one in question.axes]:
        names.insert(0, finer.name)
    side = "rows" if axis is question.rows else "columns"
    return "?" + question.address(**slices, **{side: [",".join(names) or "-"]}, top=None)
