"""What came of a question: the lines and columns of a table, its cells, and what each is beside the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from zhike.insight.cubes import calculated, members
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import SHARE, Dimension, Measure
from zhike.insight.cubes.engine import Asker, Key, Parts
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.store import Store
from zhike.insight.cubes.times import GRAINS
from zhike.kit.refusal import Refusal

MOST_COLUMNS = 60
Number = Decimal | None


@dataclass(frozen=True)
class Head:
    """A line or a column: the values it stands for, the words of the last of them, and how deep it is."""

    key: Key
    words: str
    depth: int

    @property
    def is_total(self) -> bool:
        return Place.ALL in self.key


@dataclass
class Answer:
    """The cells of a question by the values of their axes, of the time asked for and of the one it is compared with.

    `only` keeps what the records of each measure are, once somebody asked for the way to them.
    """

    question: Question
    store: Store
    cells: dict[Key, Parts]
    earlier: dict[Key, Parts] = field(default_factory=dict)
    words: list[dict[Any, str]] = field(default_factory=list)
    lines: list[Head] = field(default_factory=list)
    columns: list[Head] = field(default_factory=list)
    only: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands behind it: no line above the total or, without rows, nothing in the total."""
        if self.question.rows:
            return len(self.lines) <= 1
        return not any(self.cells[self.total].values())

    @property
    def total(self) -> Key:
        """The key of everything."""
        return (Place.ALL,) * len(self.question.axes)

    def value(self, measure: Measure, key: Key) -> Number:
        """The number of a cell; None where nothing stands behind it."""
        parts = self.cells.get(key)
        return None if parts is None else calculated.value(measure, parts)

    def beside(self, measure: Measure, key: Key) -> Number:
        """What the question shows beside the number: its share, or its growth; None where that says nothing."""
        match self.question.show:
            case "row" | "column" | "total":
                return self._share(measure, key)
            case "before" | "year":
                return self._growth(measure, key)
        return None

    def _share(self, measure: Measure, key: Key) -> Number:
        """The part of the total of its line, of its column (of the line above it), or of everything."""
        depth, show = len(self.question.rows), self.question.show
        whole = {
            "row": (*key[:depth], *(Place.ALL for _one in key[depth:])),
            "column": (*_above(key[:depth]), *key[depth:]),
            "total": self.total,
        }[show]
        value, all_of_it = self.value(measure, key), self.value(measure, whole)
        return value / all_of_it if measure.is_additive and value is not None and all_of_it else None

    def _growth(self, measure: Measure, key: Key) -> Number:
        now, parts = self.value(measure, key), self.earlier.get(self._counterpart(key))
        then = calculated.value(measure, parts) if parts is not None else None
        if now is None or then is None:
            return None
        if measure.unit == SHARE:  # per cent of per cent would mislead
            return now - then
        return (now - then) / abs(then) if then else None

    def _counterpart(self, key: Key) -> Key:
        """The same cell so much earlier: every time in it moves by the step of the comparison."""
        step = self.question.time
        if step is None:
            return key
        return tuple(
            value if not one.is_time or isinstance(value, Place) or value is None else self._back(one, value, step)
            for one, value in zip(self.question.axes, key, strict=True)
        )

    def _back(self, one: Dimension, value: Any, step: Dimension) -> Any:
        grain = GRAINS[one.type]
        if self.question.show == "year":
            return grain.year_before(value)
        return grain.before(value) if one == step else value


def answer(question: Question, asker: Asker) -> Answer:
    """Ask the engine. Raises Refusal where the answer would be too large to read."""
    kept = asker.largest(question, question.top) if question.top and question.rows else None
    found = Answer(question, asker.store, asker.cells(question, kept=kept))
    if question.show in ("before", "year"):
        found.earlier = asker.cells(question, window=_earlier(question), kept=kept)
    by_axis = [{key[at] for key in found.cells} for at in range(len(question.axes))]
    found.words = [members.words(one, by_axis[at], by=question.by) for at, one in enumerate(question.axes)]
    found.lines = list(_lines(found))
    found.columns = _columns(found)
    return found


def _earlier(question: Question) -> Any:
    """The days to compare with: a year earlier, the period before, or as many days before."""
    if question.show == "year":
        return question.window.earlier(years=1)
    if question.time is None:
        if question.window.first is None:
            raise Refusal(_("All time has nothing before it. Choose a span of days to compare."), field="window")
        return question.window.earlier(days=(question.window.end - question.window.first).days)
    months = {"year": 12, "quarter": 3, "month": 1}.get(question.time.type, 0)
    days = {"week": 7, "day": 1}.get(question.time.type, 0)
    return question.window.earlier(months=months, days=days)


def _above(key: Key) -> Key:
    """The line above a line: its last value that is one, added over."""
    known = [at for at, value in enumerate(key) if value is not Place.ALL]
    return key if not known else (*key[: known[-1]], *(Place.ALL for _one in key[known[-1] :]))


def _lines(found: Answer) -> Iterator[Head]:
    """Each line with those below it, in order; the total of all last."""
    depth, tail = len(found.question.rows), tuple(Place.ALL for _one in found.question.columns)
    below: dict[Key, set[Any]] = {}
    for key in found.cells:
        if key[depth:] == tail:
            values = [value for value in key[:depth] if value is not Place.ALL]
            if values:
                below.setdefault(tuple(values[:-1]), set()).add(values[-1])
    yield from _under((), found, below)
    yield Head((Place.ALL,) * depth, _("Total"), 0)


def _under(above: Key, found: Answer, below: dict[Key, set[Any]]) -> Iterator[Head]:
    at, depth = len(above), len(found.question.rows)
    values = below.get(above)
    if not values:
        return
    dimension = found.question.rows[at]
    ends = tuple(Place.ALL for _one in range(depth - at - 1))
    tail = tuple(Place.ALL for _one in found.question.columns)
    size = {value: found.value(found.question.main, (*above, value, *ends, *tail)) for value in values}
    for value in members.in_order(dimension, values, size):
        yield Head((*above, value, *ends), found.words[at][value], at)
        yield from _under((*above, value), found, below)


def _columns(found: Answer) -> list[Head]:
    if not found.question.columns:
        return [Head((), "", 0)]
    depth, dimension = len(found.question.rows), found.question.columns[0]
    values = {key[depth] for key in found.cells} - {Place.ALL}
    if len(values) > MOST_COLUMNS:
        told = {"many": len(values), "field": dimension.label, "most": MOST_COLUMNS}
        sentence = _(
            "“%(field)s” has %(many)s values, and %(most)s columns are as many as one can read. Swap the axes."
        )
        raise Refusal(sentence % told, field="columns")
    size = {value: found.value(found.question.main, (*(Place.ALL,) * depth, value)) for value in values}
    heads = [Head((value,), found.words[depth][value], 0) for value in members.in_order(dimension, values, size)]
    return [*heads, Head((Place.ALL,), _("Total"), 0)]
