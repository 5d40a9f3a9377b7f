"""The frame of a chart with an axis of numbers on the left: grid, numbers, and a line of names above."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zhike.look.charts.scale import Scale, ends, ticks
from zhike.look.charts.sheet import Sheet, length

Says = Callable[[float], str]
BOTTOM, LINE = 30, 22


@dataclass(frozen=True)
class Frame:
    """A sheet with its grid drawn: `up` places values, `left` and `right` are the ends of the room for marks."""

    sheet: Sheet
    up: Scale
    left: float
    right: float
    top: float

    @property
    def floor(self) -> float:
        """Where nought lies, or the end of the axis nearest to it."""
        return self.up(min(max(0.0, self.up.low), self.up.high))


def framed(
    width: int,
    height: int,
    values: Sequence[float],
    *,
    says: Says,
    legend: Iterable[tuple[str, str]] = (),
    most: float | None = None,
    head: float = 0.0,
    foot: float = 0.0,
) -> Frame:
    """A sheet with the grid for these values, and `legend`: pairs of words and tones.

    `head` is room above the grid and `foot` below it.
    """
    low, high = ends(values)
    are_whole = all(isinstance(value, int) for value in values)
    marks = ticks(low, high if most is None else min(high, most), least=1.0 if are_whole else 0.0)
    left = 10 + max(length(says(mark)) for mark in marks)
    sheet = Sheet(width, height)
    top = named(sheet, list(legend), left=left) + 12 + head
    up = Scale(marks[0], marks[-1], height - BOTTOM - foot, top)
    for mark in marks:
        sheet.line((left, up(mark)), (width - 8, up(mark)), tone="axis" if mark == 0 else "grid")
        sheet.text(left - 6, up(mark) + 4, says(mark), anchor="end", tone="soft")
    return Frame(sheet, up, left, width - 8, top)


def named(sheet: Sheet, legend: Sequence[tuple[str, str]], *, left: float) -> float:
    """The names of what is drawn, in lines above; gives the place where they end."""
    if len(legend) < 2:
        return 0.0
    x, y = left, 14.0
    for words, tone in legend:
        wide = 30 + length(words)
        if x + wide > sheet.width and x > left:
            x, y = left, y + LINE
        sheet.rect(x, y - 9, 12, 10, tone=tone)
        sheet.text(x + 17, y, words, anchor="start")
        x += wide
    return y


def along(sheet: Sheet, places: Sequence[tuple[float, str]], *, y: float) -> None:
    """Words below an axis, as many as there is room for."""
    until = -1e9
    for x, words in places:
        half = length(words) / 2
        x = min(max(x, half), sheet.width - half)
        if x - half > until + 8:
            sheet.text(x, y, words, tone="soft")
            until = x + half
