"""An answer as a drawing: bars side by side or stacked, or lines. Measured here, drawn as SVG by a template."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from zhike.insight.cubes import wording
from zhike.insight.cubes.answer import Answer, Head
from zhike.insight.cubes.colours import COLOURS, colours
from zhike.insight.cubes.members import Place

WIDTH, HALF, NARROW = 960, 520, 340  # a page, half of one, a phone: drawn for each, so that words stay readable
HEIGHT, TOP, BOTTOM, RIGHT = 400, 40, 44, 12
LINE, LABEL, SIGN = 20, 62, 12.5  # a line of the legend, room for a figure below an axis, a Chinese character
SERIES, MOST = len(COLOURS), 40  # series, and places along the axis
STEPS = 5
Rows = list[list[float | None]]  # a number for each column of each line; none where there is none


@dataclass(frozen=True)
class Mark:
    """A rectangle of a series, by its colour, and what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str

    @property
    def colour(self) -> str:
        return COLOURS[self.series]


@dataclass(frozen=True)
class Text:
    """Words at a place; `anchor` as SVG says it."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass
class Picture:
    """Everything that is drawn, on a sheet of `width` by `height`."""

    width: int = WIDTH
    height: int = HEIGHT
    marks: list[Mark] = field(default_factory=list)
    paths: list[tuple[str, int, str]] = field(default_factory=list)
    dots: list[Mark] = field(default_factory=list)
    grid: list[tuple[float, float, float, float]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    legend: list[tuple[float, float, str, int, str]] = field(default_factory=list)
    shades: list[int] = field(default_factory=list)
    left_out: int = 0
    says: str = ""

    @property
    def top(self) -> float:
        """Where the drawing begins below its legend."""
        return TOP + (self.legend[-1][1] if self.legend else 0)


def picture(found: Answer, *, width: int = WIDTH) -> Picture:
    """The main measure of an answer by its first rows, a series for each column.

    Lines leave out the rest below the largest: it is no moment.
    """
    question = found.question
    lines = [line for line in found.lines if line.depth == 0 and line.key and line.key[0] is not Place.ALL]
    lines = lines if question.rows else found.lines
    if question.shape == "lines":
        lines = [line for line in lines if Place.REST not in line.key]
    in_time = bool(question.rows) and question.rows[0].is_time
    columns = [one for one in found.columns if one.key != (Place.ALL,)] or found.columns
    drawn = Picture(width, left_out=max(len(lines) - MOST, 0) + max(len(columns) - SERIES, 0), says=_heading(found))
    lines = lines[-MOST:] if in_time else lines[:MOST]
    columns = columns[:SERIES]
    values = [[_number(found, line, column) for column in columns] for line in lines]
    drawn.shades = colours(question.columns, [one.key for one in columns], by=question.by) if len(columns) > 1 else [0]
    drawn.legend = list(_legend(columns, drawn.shades, width)) if len(columns) > 1 else []
    if not values:
        return drawn
    upright = question.shape == "lines" or in_time
    stacked = question.shape == "stacked"
    scale = _Scale(values, stacked=stacked)
    (_draw_upright if upright else _draw_lying)(drawn, found, lines, columns, values, scale)
    return drawn


def _heading(found: Answer) -> str:
    """What is drawn: the cube, the measure and what it is cut by."""
    question = found.question
    return " · ".join(map(str, (question.cube.label, question.main.label, *(one.label for one in question.axes))))


def _legend(columns: list[Head], shades: list[int], width: int) -> Iterator[tuple[float, float, str, int, str]]:
    """The words of the series in lines above, each as far from the next as it is long."""
    x, y = 8.0, 0.0
    for column, shade in zip(columns, shades, strict=True):
        words = _short(column.words, 10)
        room = 34 + _long(words)
        if x + room > width and x > 8:
            x, y = 8.0, y + LINE
        yield x, y, words, shade, COLOURS[shade]
        x += room


class _Scale:
    """From numbers to places: a round step, and how far the axis goes below and above nothing."""

    def __init__(self, values: Rows, *, stacked: bool):
        known = [[one or 0.0 for one in row] for row in values]
        highs = [sum(max(one, 0) for one in row) if stacked else max([*row, 0]) for row in known]
        lows = [sum(min(one, 0) for one in row) if stacked else min([*row, 0]) for row in known]
        high, low = max(highs), min(lows)
        self.step = _round_step((high - low) / STEPS or 1)
        self.low = -self.step * -(low // self.step) if low < 0 else 0.0
        self.high = self.step * max(-(-high // self.step), 1)

    @property
    def ticks(self) -> list[float]:
        return [self.low + self.step * at for at in range(round((self.high - self.low) / self.step) + 1)]

    def part(self, value: float) -> float:
        """Where a number stands between the ends, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class _Frame:
    """The room between upright axes, shared out among so many places."""

    left: float
    top: float
    across: float
    up: float
    places: int
    scale: _Scale

    @property
    def place(self) -> float:
        """The width that each place has."""
        return self.across / self.places

    def y(self, value: float) -> float:
        """How far down a number stands."""
        return self.top + self.up * (1 - self.scale.part(value))


def _draw_upright(
    drawn: Picture, found: Answer, lines: list[Head], columns: list[Head], values: Rows, scale: _Scale
) -> None:
    left, top = 70, drawn.top
    frame = _Frame(left, top, drawn.width - left - RIGHT, HEIGHT - top - BOTTOM, len(lines), scale)
    _draw_axes(drawn, found, lines, frame)
    if found.question.shape == "lines":
        _draw_lines(drawn, found, lines, columns, values, frame)
    else:
        _draw_columns(drawn, found, lines, columns, values, frame)


def _draw_axes(drawn: Picture, found: Answer, lines: list[Head], frame: _Frame) -> None:
    """A line for each step of the scale, and the names of as many places as there is room for."""
    for tick in frame.scale.ticks:
        y = frame.y(tick)
        drawn.grid.append((frame.left, y, drawn.width - RIGHT, y))
        drawn.texts.append(Text(frame.left - 8, y + 4, _says(found, tick), "end"))
    names = [_short(line.words, 9) for line in lines]
    every = -(-len(lines) * (max(map(_long, names)) + 12) // int(frame.across))
    for at in range(0, len(lines), every):
        x = frame.left + frame.place * at
        drawn.texts.append(Text(x + frame.place / 2, HEIGHT - BOTTOM + 20, names[at]))


def _draw_columns(
    drawn: Picture, found: Answer, lines: list[Head], columns: list[Head], values: Rows, frame: _Frame
) -> None:
    stacked = found.question.shape == "stacked"
    wide = frame.place * 0.72 / (1 if stacked else len(columns))
    for at, line in enumerate(lines):
        x = frame.left + frame.place * at
        for start, end, number in _spans(values[at], stacked):
            y0, y1 = frame.y(start), frame.y(end)
            shift = 0 if stacked else wide * number
            title = _title(found, line, columns[number], values[at][number] or 0.0)
            shade, begin = drawn.shades[number], x + frame.place * 0.14 + shift
            drawn.marks.append(Mark(begin, min(y0, y1), wide, abs(y1 - y0), shade, title))


def _draw_lines(
    drawn: Picture, found: Answer, lines: list[Head], columns: list[Head], values: Rows, frame: _Frame
) -> None:
    for number, column in enumerate(columns):
        told = [(at, value) for at, row in enumerate(values) if (value := row[number]) is not None]
        points = [(frame.left + frame.place * (at + 0.5), frame.y(value)) for at, value in told]
        shade, path = drawn.shades[number], "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) if points else ""
        drawn.paths.append((path, shade, COLOURS[shade]))
        for (at, value), (x, y) in zip(told, points, strict=True):
            drawn.dots.append(Mark(x, y, 3, 3, shade, _title(found, lines[at], column, value)))


def _draw_lying(
    drawn: Picture, found: Answer, lines: list[Head], columns: list[Head], values: Rows, scale: _Scale
) -> None:
    stacked = found.question.shape == "stacked"
    left, thick = min(170, drawn.width // 3), 22 if stacked or len(columns) == 1 else max(9 * len(columns), 22)
    across = drawn.width - left - RIGHT - 70
    top = drawn.top if drawn.legend else 12
    every = -(-len(scale.ticks) * LABEL // across)
    drawn.height = int(top) + (thick + 10) * len(lines) + 28
    for at, tick in enumerate(scale.ticks):
        x = left + across * scale.part(tick)
        drawn.grid.append((x, top, x, drawn.height - 28))
        if at % every == 0:
            drawn.texts.append(Text(x, drawn.height - 8, _says(found, tick)))
    for at, line in enumerate(lines):
        y = top + (thick + 10) * at + 5
        drawn.texts.append(Text(left - 10, y + thick / 2 + 4, _short(line.words, int((left - 12) / SIGN)), "end"))
        for start, end, number in _spans(values[at], stacked):
            x0, x1 = (left + across * scale.part(one) for one in (start, end))
            high = thick if stacked else thick / len(columns)
            title = _title(found, line, columns[number], values[at][number] or 0.0)
            shift, high = (0, high) if stacked else (high * number, high - 1)
            drawn.marks.append(Mark(min(x0, x1), y + shift, abs(x1 - x0), high, drawn.shades[number], title))
        if stacked or len(columns) == 1:
            known = [one or 0.0 for one in values[at]]
            end = left + across * scale.part(sum(max(one, 0) for one in known))
            drawn.texts.append(Text(end + 8, y + thick / 2 + 4, _says(found, sum(known)), "start"))


def _spans(row: list[float | None], stacked: bool) -> list[tuple[float, float, int]]:  # noqa: FBT001 -- a fact, not a way
    """Where each mark of a place begins and ends: from nothing, or on top of the one before."""
    spans, above, below = [], 0.0, 0.0
    for number, value in enumerate(one or 0.0 for one in row):
        begin = (above if value >= 0 else below) if stacked else 0.0
        spans.append((begin, begin + value, number))
        above, below = (above + value, below) if value >= 0 else (above, below + value)
    return [span for span in spans if span[0] != span[1]]


def _number(found: Answer, line: Head, column: Head) -> float | None:
    """The number of a cell; nothing was sold where sums have no cell, but a mean of nothing is unknown."""
    value = found.value(found.question.main, (*line.key, *column.key))
    return float(value or 0) if value is not None or found.question.main.is_additive else None


def _says(found: Answer, value: float) -> str:
    return wording.shown(found.question.main, Decimal(str(round(value, 6))))


def _title(found: Answer, line: Head, column: Head, value: float) -> str:
    return " · ".join(part for part in (line.words, column.words, _says(found, value)) if part)


def _short(words: str, most: int) -> str:
    """Words cut to a length in which a Chinese character counts double."""
    length, kept = 0, ""
    for sign in words:
        length += 2 if ord(sign) > 0x2E80 else 1
        if length > 2 * most:
            return kept.rstrip() + "…"
        kept += sign
    return kept


def _long(words: str) -> int:
    """About how wide words are."""
    return sum(12 if ord(sign) > 0x2E80 else 7 for sign in words)


def _round_step(rough: float) -> float:
    """The next step of 1, 2 or 5 times a power of ten.

    >>> _round_step(37.0)
    50.0
    """
    size = 10.0 ** (len(f"{int(rough)}") - 1) if rough >= 1 else 10.0 ** -(len(f"{1 / rough:.0f}"))
    return next(size * one for one in (1, 2, 5, 10) if size * one >= rough)
